import type { Execution } from '../metrics/metric.ts'
import type { Command, Plan } from '../plan/plan.ts'
import { median } from '../stats/summary.ts'
import { defaultEffects, type MeasureEffects } from './effects.ts'
import type { Executor } from './executor.ts'
import { noiseFloorRatio, timeEqualWork } from './noise-floor.ts'
import type { Calibration, ProcessTimes, WarningRecord } from './record.ts'
import { readSteal, type StealReading, stolenRatio } from './steal.ts'

/** What calibrating asks of the world; tests pass their own. */
export interface CalibrationEffects extends Pick<MeasureEffects, 'openExecutors' | 'env'> {
  /** Times of equal pieces of work, in ns. */
  readonly timeEqualWork: () => readonly number[]
  readonly readSteal: () => StealReading
}

/** How often each start is measured: their median is known to a few percent. */
const STARTS = 15
const TIMEOUT_MS = 5000

const NOTHING: Command = { kind: 'words', words: ['true'] }
/** The same line ends /bin/sh and the shell of Windows. */
const SHELL_NOTHING: Command = { kind: 'shell', line: 'exit 0' }

/**
 * Learns before a run, in about a third of a second, how still the machine is, what starting a program costs through the
 * executor that will measure, and, where a case has `shell: true`, what starting the shell costs.
 */
export async function calibrate(
  plan: Plan,
  overrides: Partial<CalibrationEffects> = {},
): Promise<Calibration> {
  const effects = { ...defaultEffects(), timeEqualWork, readSteal: () => readSteal(), ...overrides }
  const before = effects.readSteal()
  const floor = noiseFloorRatio(effects.timeEqualWork())
  const executors = await effects.openExecutors()
  try {
    const start = await timesOf(NOTHING, executors.iterations, plan.root, effects.env)
    const shell = usesShell(plan)
      ? await timesOf(SHELL_NOTHING, executors.iterations, plan.root, effects.env)
      : undefined
    return {
      noiseFloorRatio: floor,
      stealRatio: stolenRatio(before, effects.readSteal()),
      executor: executors.iterations.name,
      executorStartNs: start?.wallTimeNs,
      shellStart: shell,
    }
  } finally {
    await executors.close()
  }
}

function usesShell(plan: Plan): boolean {
  return plan.suites.some((suite) => suite.cases.some(({ command }) => command.kind === 'shell'))
}

/** The medians of some executions; undefined where the command cannot be run here. */
async function timesOf(
  command: Command,
  executor: Executor,
  cwd: string,
  inherited: MeasureEffects['env'],
): Promise<ProcessTimes | undefined> {
  const env = Object.fromEntries(
    Object.entries(inherited).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  const request = { command, cwd, env, timeoutMs: TIMEOUT_MS, output: 'discard' } as const
  const executions: Execution[] = []
  for (let index = 0; index < STARTS; index += 1) {
    const execution = await executor.execute(request, new AbortController().signal)
    if (execution.end.kind !== 'exit' || execution.end.code !== 0) return undefined
    executions.push(execution)
  }
  return {
    wallTimeNs: median(executions.map(({ wallTimeNs }) => wallTimeNs)),
    userTimeNs: median(executions.map(({ userTimeNs }) => userTimeNs ?? 0)),
    systemTimeNs: median(executions.map(({ systemTimeNs }) => systemTimeNs ?? 0)),
  }
}

/** An execution through a shell without what the shell's own start took; never less than nothing. */
export function withoutShell(execution: Execution, shell: ProcessTimes): Execution {
  const less = (value: number | undefined, own: number): number | undefined =>
    value === undefined ? undefined : Math.max(0, value - own)
  return {
    ...execution,
    wallTimeNs: Math.max(0, execution.wallTimeNs - shell.wallTimeNs),
    userTimeNs: less(execution.userTimeNs, shell.userTimeNs),
    systemTimeNs: less(execution.systemTimeNs, shell.systemTimeNs),
  }
}

/** From here on the noise hides what most people look for. */
const NOISY_RATIO = 0.05
/** The host takes this much of the time away. */
const STOLEN_RATIO = 0.02

/** What a calibration says about the machine, with advice. */
export function calibrationFindings({ noiseFloorRatio: floor, stealRatio }: Calibration): WarningRecord[] {
  const findings: WarningRecord[] = []
  if (floor > NOISY_RATIO) {
    findings.push({
      kind: 'warning',
      code: 'noisy-machine',
      message: `this machine cannot see changes below ${percent(floor)} now`,
      advice:
        'Equal pieces of work take differently long: close what else runs, or measure elsewhere or later.',
    })
  }
  if ((stealRatio ?? 0) > STOLEN_RATIO) {
    findings.push({
      kind: 'warning',
      code: 'cpu-steal',
      message: `the host gives ${percent(stealRatio!)} of this virtual machine’s time to others`,
      advice: 'Use a machine, or a kind of virtual machine, whose processors are not shared.',
    })
  }
  return findings
}

const percent = (ratio: number): string => `${Number((ratio * 100).toPrecision(2))} %`
