import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { OutputError } from '../adapters/adapter.ts'
import { instrumentMetrics, processMetricNamed } from '../metrics/index.ts'
import type { Execution, InstrumentMetric, InstrumentName, Metric, Timeline } from '../metrics/metric.ts'
import type { Command, Hooks, PlannedCase } from '../plan/plan.ts'
import { withoutShell } from './calibration.ts'
import type { Executors, MeasureEffects } from './effects.ts'
import type { OutputUse } from './executor.ts'
import { failureOf, hookFailure } from './failure.ts'
import type { Instrument, InstrumentReading } from './instruments/instrument.ts'
import { OUTPUT_VARIABLE, readMeasurements, stateOfFile } from './output-reading.ts'
import type { Failure, IterationRecord, Measurement, Phase } from './record.ts'

/** What an iteration needs beside its case. */
export interface IterationContext {
  readonly executors: Executors
  readonly effects: MeasureEffects
  readonly declaredMetrics: readonly Metric[]
}

export interface IterationRequest {
  readonly planned: PlannedCase
  readonly phase: Phase
  readonly index: number
  /** Not timed, only for this metric or by this instrument. */
  readonly onlyFor?: 'peak-memory' | Instrument | undefined
}

/** prepare → command → conclude, and what came of it. Never rejects for anything that the commands do. */
export async function runIteration(
  context: IterationContext,
  request: IterationRequest,
): Promise<IterationRecord> {
  const { planned, phase, index, onlyFor } = request
  const startedAtMs = context.effects.now()
  const outcome = await runWithHooks(context, request)
  return {
    kind: 'iteration',
    case: planned.key,
    phase,
    index,
    startedAtMs,
    executor: context.executors.iterations.name,
    measurements: outcome.measurements,
    ...(outcome.failure && { failure: outcome.failure }),
    ...(onlyFor && { onlyFor: typeof onlyFor === 'string' ? onlyFor : onlyFor.name }),
    ...(outcome.timeline && { timeline: outcome.timeline }),
    ...(outcome.unavailable && { unavailable: outcome.unavailable }),
  }
}

interface Outcome {
  readonly timeline?: Timeline | undefined
  readonly unavailable?: IterationRecord['unavailable']
  readonly measurements: readonly Measurement[]
  readonly failure?: Failure | undefined
}

async function runWithHooks(context: IterationContext, request: IterationRequest): Promise<Outcome> {
  const { planned } = request
  const unprepared = await runHook(context, planned, 'prepare', context.effects.signal)
  if (unprepared) return { measurements: [], failure: unprepared }
  const { onlyFor } = request
  const outcome =
    typeof onlyFor === 'object'
      ? await runUnder(onlyFor, context, planned)
      : await runCommand(context, request)
  // What prepare made is concluded also after a failure, and also while the runner is being ended.
  const unconcluded = await runTidyingHook(context, planned, 'conclude')
  return outcome.failure || !unconcluded ? outcome : { measurements: [], failure: unconcluded }
}

/** Runs a hook where the case has it; the failure where it fails. */
export async function runHook(
  { executors, effects }: Pick<IterationContext, 'executors' | 'effects'>,
  planned: PlannedCase,
  hook: keyof Hooks,
  signal: AbortSignal,
): Promise<Failure | undefined> {
  const command: Command | undefined = planned.hooks[hook]
  if (!command) return undefined
  const { cwd, timeoutMs } = planned
  const env = environmentOf(planned, effects.env)
  const execution = await executors.hooks.execute({ command, cwd, env, timeoutMs, output: 'tail' }, signal)
  return hookFailure(hook, execution)
}

/** How long each hook that tidies up may take once the runner is being ended. */
const LAST_CHANCE_MS = 10_000

/** Runs `conclude` or `cleanup`, which must also run when measuring is being aborted, but not for ever. */
export async function runTidyingHook(
  context: Pick<IterationContext, 'executors' | 'effects'>,
  planned: PlannedCase,
  hook: 'conclude' | 'cleanup',
): Promise<Failure | undefined> {
  const { signal } = context.effects
  const own = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const onAbort = (): void => {
    timer = setTimeout(() => own.abort(), LAST_CHANCE_MS)
  }
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await runHook(context, planned, hook, own.signal)
  } finally {
    signal.removeEventListener('abort', onAbort)
    clearTimeout(timer)
  }
}

async function runCommand(context: IterationContext, request: IterationRequest): Promise<Outcome> {
  const { planned } = request
  const offeredFile = join(context.effects.temporaryFolder, `perfledger-output-${randomUUID()}`)
  const before = stateOfFile(planned)
  const execution = correct(await execute(context, request, offeredFile), context, planned)
  const failure = failureOf(execution, planned.expectedExitCodes)
  if (failure) return { measurements: [], failure }
  const measured = readProcess(execution, request.onlyFor ? ['peak-memory'] : planned.metrics)
  const { timeline } = execution
  if (!planned.output || request.onlyFor) return { measurements: measured, timeline }
  try {
    const { declaredMetrics } = context
    const own = readMeasurements({ planned, execution, offeredFile, before, declaredMetrics })
    return { measurements: [...measured, ...own], timeline }
  } catch (error) {
    if (!(error instanceof OutputError)) throw error
    const { outputTail } = execution
    return { measurements: [], failure: { reason: 'output', message: error.message, outputTail } }
  }
}

/** Once under an instrument, which reads what it can of what the case asks for. */
async function runUnder(
  instrument: Instrument,
  { executors, effects }: IterationContext,
  planned: PlannedCase,
): Promise<Outcome> {
  const { command, cwd, timeoutMs, placement } = planned
  const folder = mkdtempSync(join(effects.temporaryFolder, 'perfledger-instrument-'))
  const env = { ...environmentOf(planned, effects.env), [OUTPUT_VARIABLE]: join(folder, 'output') }
  const metrics = metricsOf(instrument.name, planned)
  const limitMs = timeoutMs * instrument.timeoutFactor
  const request = { command, cwd, env, timeoutMs: limitMs, output: 'tail', placement } as const
  try {
    const reading = await instrument.run({
      request,
      metrics,
      executor: executors.iterations,
      signal: effects.signal,
      folder,
    })
    return outcomeOf(reading, planned, metrics)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Those of the case's metrics that this instrument tells. */
export function metricsOf(instrument: InstrumentName, { metrics }: PlannedCase): readonly InstrumentMetric[] {
  return instrumentMetrics.filter(
    (metric) => metric.instrument === instrument && metrics.includes(metric.name),
  )
}

function outcomeOf(
  { execution, values, missing }: InstrumentReading,
  { expectedExitCodes }: PlannedCase,
  metrics: readonly InstrumentMetric[],
): Outcome {
  const failure = execution && values.size > 0 ? failureOf(execution, expectedExitCodes) : undefined
  if (failure) {
    const reason = `under the instrument the command ${failure.message}`
    return {
      measurements: [],
      failure,
      unavailable: Object.fromEntries(metrics.map(({ name }) => [name, reason])),
    }
  }
  const measurements = metrics.flatMap(({ name, unit, direction }) => {
    const value = values.get(name)
    return value === undefined ? [] : [{ metric: { name, unit, direction }, samples: [value] }]
  })
  return { measurements, ...(missing.size > 0 && { unavailable: Object.fromEntries(missing) }) }
}

/** What a shell took to start is not the command's. */
function correct(execution: Execution, { effects }: IterationContext, { command }: PlannedCase): Execution {
  const { shellStart } = effects
  return command.kind === 'shell' && shellStart ? withoutShell(execution, shellStart) : execution
}

function execute(
  { executors, effects }: IterationContext,
  { planned, phase, onlyFor }: IterationRequest,
  offeredFile: string,
): Promise<Execution> {
  const { command, cwd, timeoutMs, placement } = planned
  const env = environmentOf(planned, effects.env)
  if (planned.output) env[OUTPUT_VARIABLE] = offeredFile
  const sampleIntervalMs = phase === 'measured' ? planned.sampleIntervalMs : undefined
  const output = outputUse(planned, phase)
  const request = { command, cwd, env, timeoutMs, output, placement, sampleIntervalMs }
  const { iterations } = executors
  return onlyFor && iterations.executeForMemory
    ? iterations.executeForMemory(request, effects.signal)
    : iterations.execute(request, effects.signal)
}

/** Warm-up keeps what the command prints, so that a failure can be explained; while timing, nobody writes it down. */
function outputUse(planned: PlannedCase, phase: Phase): OutputUse {
  if (planned.output) return 'capture'
  return phase === 'warmup' ? 'tail' : 'discard'
}

function readProcess(execution: Execution, names: readonly string[]): Measurement[] {
  const measurements: Measurement[] = []
  for (const name of names) {
    const metric = processMetricNamed(name)
    const value = metric?.read(execution)
    if (!metric || value === undefined) continue
    const { unit, direction } = metric
    measurements.push({ metric: { name, unit, direction }, samples: [value] })
  }
  return measurements
}

/** The runner's environment, the case's own, and each param as `PERFLEDGER_PARAM_<NAME>`. */
function environmentOf(
  planned: PlannedCase,
  inherited: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(inherited)) {
    if (value !== undefined) env[name] = value
  }
  for (const [name, value] of Object.entries(planned.key.params)) env[paramVariable(name)] = String(value)
  return { ...env, ...planned.env }
}

/** `file-size` becomes `PERFLEDGER_PARAM_FILE_SIZE`. */
export function paramVariable(name: string): string {
  return `PERFLEDGER_PARAM_${name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}`
}
