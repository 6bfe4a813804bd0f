import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import os from 'node:os'
import type { Environment } from './record.ts'

/** What the description asks of the machine; tests pass their own. */
export interface EnvironmentEffects {
  readonly cpuModels: () => readonly string[]
  /** Processors that this process may use. */
  readonly cores: () => number
  readonly totalMemoryBytes: () => number
  /** The limit that a container sets; undefined where there is none. */
  readonly memoryLimitBytes: () => number | undefined
  readonly platform: string
  readonly arch: string
  /** The kernel's name and release, `Linux` and `6.1.0-18-amd64`. */
  readonly kernel: { readonly type: string; readonly release: string; readonly version: string }
  readonly nodeVersion: string
  /** The text of a file; undefined where it cannot be read. */
  readonly readFile: (path: string) => string | undefined
}

const realMachine: EnvironmentEffects = {
  cpuModels: () => os.cpus().map(({ model }) => model),
  cores: () => os.availableParallelism(),
  totalMemoryBytes: () => os.totalmem(),
  memoryLimitBytes: () => process.constrainedMemory() || undefined,
  platform: process.platform,
  arch: process.arch,
  kernel: { type: os.type(), release: os.release(), version: os.version() },
  nodeVersion: process.versions.node,
  readFile: (path) => {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return undefined
    }
  },
}

/**
 * What must match for numbers to be comparable, with its fingerprint.
 *
 * @param labels what else the config says must match
 */
export function describeEnvironment(
  labels: Readonly<Record<string, string>> = {},
  effects: EnvironmentEffects = realMachine,
): Environment {
  const memoryBytes = Math.min(effects.totalMemoryBytes(), effects.memoryLimitBytes() ?? Infinity)
  const described = {
    cpuModel: cpuModel(effects),
    cores: effects.cores(),
    memoryGiB: Math.round(memoryBytes / 2 ** 30),
    platform: effects.platform,
    arch: effects.arch,
    os: operatingSystem(effects),
    runtime: `node ${effects.nodeVersion.split('.')[0]}`,
    labels: sortedByName(labels),
  }
  return { fingerprint: fingerprint(described), ...described }
}

/** 12 hex digits; equal descriptions give equal ones, whatever the order of the labels. */
function fingerprint(described: Omit<Environment, 'fingerprint'>): string {
  return createHash('sha256').update(JSON.stringify(described)).digest('hex').slice(0, 12)
}

function sortedByName(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Node knows no model on many ARM systems; there /proc/cpuinfo or the device tree says at least which part it is. */
function cpuModel({ cpuModels, readFile, arch }: EnvironmentEffects): string {
  const named = cpuModels().find((model) => model.trim() !== '' && model !== 'unknown')
  if (named) return named.trim().replaceAll(/\s+/g, ' ')
  const part = /^CPU part\s*:\s*(\S+)/m.exec(readFile('/proc/cpuinfo') ?? '')?.[1]
  const board = readFile('/proc/device-tree/model')?.replaceAll('\0', '').trim()
  return board ?? (part ? `${arch} part ${part}` : arch)
}

function operatingSystem({ platform, kernel, readFile }: EnvironmentEffects): string {
  if (platform === 'linux') return linuxName(readFile('/etc/os-release')) ?? 'Linux'
  if (platform === 'win32') return kernel.version
  return `${kernel.type} ${kernel.release.split('.')[0]}`
}

/** `Debian GNU/Linux 12`: the name without the code name, so that it reads the same on every image. */
function linuxName(release: string | undefined): string | undefined {
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}="?(.*?)"?$`, 'm').exec(release ?? '')?.[1]
  const name = field('NAME')
  const version = field('VERSION_ID')
  return name && version ? `${name} ${version}` : name
}
