import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Instrument, type InstrumentReading, type InstrumentRequest, nothing } from './instrument.ts'

/**
 * The memory of all processes of the command together, counted by the kernel in a control group of its own. It contains
 * the page cache that the command filled, which no resident size does: another metric, not a better reading of the same.
 */
export const controlGroup: Instrument = { name: 'control-group', passes: 3, timeoutFactor: 1, run }

async function run({ request, metrics, executor, signal }: InstrumentRequest): Promise<InstrumentReading> {
  const { executeForMemory } = executor
  if (!executeForMemory)
    return nothing(metrics, `the ${executor.name} executor cannot start a command in a control group`)
  const group = createGroup()
  if (typeof group === 'string') return nothing(metrics, group)
  try {
    const execution = await executeForMemory(
      { ...request, output: 'tail', controlGroup: group.members },
      signal,
    )
    const peakBytes = Number(readFileSync(group.peak, 'utf8'))
    return { execution, values: new Map(metrics.map(({ name }) => [name, peakBytes])), missing: new Map() }
  } finally {
    remove(group.folder)
  }
}

/** What the command left running keeps its group alive; nothing else needs it. */
function remove(folder: string): void {
  try {
    rmdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error
  }
}

interface Group {
  readonly folder: string
  /** The file that takes the process ids of members. */
  readonly members: string
  readonly peak: string
}

/** Version 2, and version 1. */
const PEAK_FILES = ['memory.peak', 'memory.max_usage_in_bytes']

/** A new group below the runner's own, or beside it; else why there is none. */
function createGroup(): Group | string {
  const problems: string[] = []
  for (const parent of ownGroups()) {
    const folder = join(parent, `perfledger-${randomUUID()}`)
    try {
      mkdirSync(folder)
    } catch (error) {
      problems.push((error as Error).message)
      continue
    }
    const peak = PEAK_FILES.map((name) => join(folder, name)).find(existsSync)
    if (peak) return { folder, members: join(folder, 'cgroup.procs'), peak }
    rmdirSync(folder)
    problems.push(`${parent} does not count memory`)
  }
  return `no control group can be made here (${problems[0] ?? 'this system has none'})`
}

/**
 * Where a group could be made: for version 1 below the runner's own; for version 2, where a group with members has no
 * counting groups below it, beside it too.
 */
function ownGroups(): string[] {
  const lines = readText('/proc/self/cgroup').split('\n')
  return lines.flatMap((line) => {
    const [, controllers = '', path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
    const isMemory = controllers === '' || controllers.split(',').includes('memory')
    if (path === undefined || !isMemory) return []
    return mountsOf(controllers).flatMap(({ root, folder }) => {
      const own = join(folder, path.startsWith(root) ? path.slice(root.length) : path)
      return controllers === '' ? [own, join(own, '..')] : [own, folder]
    })
  })
}

interface Mount {
  /** The part of the hierarchy that is seen. */
  readonly root: string
  readonly folder: string
}

/** Lines of /proc/self/mountinfo: number, parent, device, root, folder, options … - type, source, its options. */
function mountsOf(controllers: string): Mount[] {
  return readText('/proc/self/mountinfo')
    .split('\n')
    .flatMap((line) => {
      const [before = '', after = ''] = line.split(' - ')
      const [, , , root = '/', folder = ''] = before.split(' ')
      const [type, , options = ''] = after.split(' ')
      const fits =
        controllers === '' ? type === 'cgroup2' : type === 'cgroup' && options.split(',').includes('memory')
      return fits ? [{ root: root === '/' ? '' : root, folder }] : []
    })
}

function readText(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
