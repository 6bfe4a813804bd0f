import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import os from 'node:os'
import type { Environment } from './record.ts'

/**
 * What must match for numbers to be comparable: the machine, its system and the runtime, and what the config adds.
 * The kernel's patch level and the load are left out: they change from day to day and say little about speed.
 */
export function describeEnvironment(labels: Readonly<Record<string, string>>): Environment {
  const facts = {
    cpuModel: cpuModel(),
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    platform: process.platform,
    arch: process.arch,
    os: systemName(),
    runtime: `node ${process.versions.node.split('.')[0]}`,
    labels: Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
  return { fingerprint: fingerprintOf(facts), ...facts }
}

/** 12 hex digits over the facts; equal facts give equal fingerprints on every machine. */
export function fingerprintOf(facts: Omit<Environment, 'fingerprint'>): string {
  const { cpuModel, cores, memoryGiB, platform, arch, os: system, runtime, labels } = facts
  const text = JSON.stringify([cpuModel, cores, memoryGiB, platform, arch, system, runtime, labels])
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

function cpuModel(): string {
  return os.cpus()[0]?.model.replace(/\s+/g, ' ').trim() || 'unknown CPU'
}

/** The distribution with its version on Linux, where the kernel's name says little; elsewhere the system's own. */
function systemName(): string {
  if (process.platform !== 'linux') return `${os.type()} ${os.release().split('.').slice(0, 2).join('.')}`
  const release = readText('/etc/os-release') ?? ''
  const field = (name: string) => new RegExp(`^${name}="?([^"\\n]*)"?$`, 'm').exec(release)?.[1]
  const name = field('NAME')
  return name === undefined ? 'Linux' : [name, field('VERSION_ID')].filter(Boolean).join(' ')
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
