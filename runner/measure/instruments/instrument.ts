import type { Execution, InstrumentName, Metric } from '../../metrics/metric.ts'
import type { ExecutionRequest, Executor } from '../executor.ts'

/** What stands around a command to learn what the timed iterations cannot tell. One file each in this folder. */
export interface Instrument {
  readonly name: InstrumentName
  /** Executions, at most: fewer where they take longer than the case may be measured. */
  readonly passes: number
  /** How much longer than alone a command may take under it before it is ended. */
  readonly timeoutFactor: number
  /** Runs the command once. Never rejects for anything that the command or the instrument does. */
  readonly run: (request: InstrumentRequest) => Promise<InstrumentReading>
}

export interface InstrumentRequest {
  readonly request: ExecutionRequest
  /** Those of this instrument that the case asks for. */
  readonly metrics: readonly Metric[]
  readonly executor: Executor
  readonly signal: AbortSignal
  /** For the instrument's own files, empty, removed afterwards. */
  readonly folder: string
}

/** What an instrument read: a value, or why there is none, for each metric. */
export interface InstrumentReading {
  /** Undefined where nothing could be run. */
  readonly execution?: Execution | undefined
  /** By the metric's name, in its unit. */
  readonly values: ReadonlyMap<string, number>
  /** By the metric's name, a clause: `valgrind: command not found along PATH=…`. */
  readonly missing: ReadonlyMap<string, string>
}

/** The same reason for every metric. */
export function nothing(
  metrics: readonly Metric[],
  reason: string,
  execution?: Execution,
): InstrumentReading {
  return { execution, values: new Map(), missing: new Map(metrics.map(({ name }) => [name, reason])) }
}

/** The command inside the instrument's own: what it prints is kept only to explain a failure. */
export function around(request: ExecutionRequest, words: readonly [string, ...string[]]): ExecutionRequest {
  return { ...request, command: { kind: 'words', words }, output: 'tail', sampleIntervalMs: undefined }
}
