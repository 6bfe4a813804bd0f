import { readdirSync, readFileSync } from 'node:fs'
import os from 'node:os'
import { median } from '../stats/summary.ts'
import type { WarningRecord } from './record.ts'

/** What the checks ask of the machine; tests pass their own. */
export interface MachineEffects {
  /** Average number of runnable processes over the last minute; 0 where the system does not tell. */
  readonly loadAverage: () => number
  readonly cores: () => number
  /** How many other processes want a processor just now; undefined where the system does not tell. */
  readonly othersRunning: () => number | undefined
  /** The text of a file; undefined where it cannot be read. */
  readonly readFile: (path: string) => string | undefined
  /** Names in a folder; none where it cannot be read. */
  readonly readFolder: (path: string) => readonly string[]
}

const realMachine: MachineEffects = {
  loadAverage: () => os.loadavg()[0] ?? 0,
  cores: () => os.availableParallelism(),
  othersRunning,
  readFile: (path) => orElse(() => readFileSync(path, 'utf8'), undefined),
  readFolder: (path) => orElse(() => readdirSync(path), []),
}

const LOOKS = 9
const LOOK_INTERVAL_MS = 10

/**
 * In the middle of some looks in a row: who runs all the time is seen; a thread of this very process that wakes up for a moment is not,
 * nor what ended a minute ago.
 */
function othersRunning(): number | undefined {
  const looks = Array.from({ length: LOOKS }, (_, index) => {
    if (index > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_INTERVAL_MS)
    const text = orElse(() => readFileSync('/proc/loadavg', 'latin1'), '')
    return Number(/ (\d+)\/\d+ /.exec(text)?.[1])
  })
  const typical = median(looks)
  return Number.isNaN(typical) ? undefined : typical - 1
}

function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch {
    return otherwise
  }
}

/** One look at the machine: a finding, or undefined where all is well or cannot be told. */
type Check = (effects: MachineEffects) => WarningRecord | undefined

/** Findings about the machine that make measurements noisy, with advice; to be asked before the first iteration. */
export function machineChecks(effects: MachineEffects = realMachine): WarningRecord[] {
  return checks.map((check) => check(effects)).filter((finding) => finding !== undefined)
}

/** More than this share of the processors busy leaves no quiet one for what is measured and for the runner. */
const BUSY_SHARE = 0.5

/** The average of a minute also tells of what has ended: what this very project measured before, often. */
const highLoad: Check = ({ loadAverage, cores, othersRunning }) => {
  const load = loadAverage()
  if (load <= Math.max(1, cores() * BUSY_SHARE) || othersRunning() === 0) return undefined
  return finding(
    'high-load',
    `other processes keep this machine busy: load ${load.toFixed(1)} on ${cores()} cores`,
    'Close what is not needed, or measure on a machine of its own; times will be longer and vary more.',
  )
}

const governor: Check = ({ readFile, readFolder }) => {
  const folder = '/sys/devices/system/cpu'
  const governors = new Set(
    readFolder(folder)
      .filter((name) => /^cpu\d+$/.test(name))
      .map((name) => readFile(`${folder}/${name}/cpufreq/scaling_governor`)?.trim())
      .filter((name) => name !== undefined && name !== 'performance'),
  )
  if (governors.size === 0) return undefined
  return finding(
    'cpu-governor',
    `the processor changes its speed with the load (governor ${[...governors].join(', ')})`,
    'Fix it while measuring: sudo cpupower frequency-set --governor performance',
  )
}

const turbo: Check = ({ readFile }) => {
  const isOn =
    readFile('/sys/devices/system/cpu/intel_pstate/no_turbo')?.trim() === '0' ||
    readFile('/sys/devices/system/cpu/cpufreq/boost')?.trim() === '1'
  if (!isOn) return undefined
  return finding(
    'cpu-turbo',
    'the processor is faster while it is cool (turbo or boost is on)',
    'Turn it off for steadier numbers: echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo, or echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost',
  )
}

/** A container's quota stops a process for the rest of a period once it is used up: in the middle of an iteration. */
const cpuQuota: Check = ({ readFile, cores }) => {
  const quota = quotaV2(readFile) ?? quotaV1(readFile)
  if (quota === undefined || quota >= cores()) return undefined
  return finding(
    'cpu-quota',
    `this container may use ${quota.toFixed(2)} of ${cores()} processors and is paused when it has used them up`,
    'Give it whole processors (--cpuset-cpus) in place of a quota (--cpus).',
  )
}

type ReadFile = MachineEffects['readFile']

/** `max 100000` or `150000 100000`: microseconds in each period. */
function quotaV2(readFile: ReadFile): number | undefined {
  const own = /^0::(.*)$/m.exec(readFile('/proc/self/cgroup') ?? '')?.[1] ?? '/'
  const text =
    readFile(`/sys/fs/cgroup${own === '/' ? '' : own}/cpu.max`) ?? readFile('/sys/fs/cgroup/cpu.max')
  const [quota, period] = (text ?? '').split(' ').map(Number)
  return quota && period ? quota / period : undefined
}

function quotaV1(readFile: ReadFile): number | undefined {
  const quota = Number(readFile('/sys/fs/cgroup/cpu/cpu.cfs_quota_us') ?? -1)
  const period = Number(readFile('/sys/fs/cgroup/cpu/cpu.cfs_period_us') ?? 0)
  return quota > 0 && period > 0 ? quota / period : undefined
}

const battery: Check = ({ readFile, readFolder }) => {
  const folder = '/sys/class/power_supply'
  const isDischarging = readFolder(folder).some(
    (name) =>
      readFile(`${folder}/${name}/type`)?.trim() === 'Battery' &&
      readFile(`${folder}/${name}/scope`)?.trim() !== 'Device' &&
      readFile(`${folder}/${name}/status`)?.trim() === 'Discharging',
  )
  if (!isDischarging) return undefined
  return finding('on-battery', 'the machine runs on its battery and saves power', 'Plug it in.')
}

/** In the order in which they are told. A new one is a function above and a name here. */
const checks: readonly Check[] = [highLoad, cpuQuota, battery, governor, turbo]

function finding(code: string, message: string, advice: string): WarningRecord {
  return { kind: 'warning', code, message, advice }
}
