/** Whether a smaller or a larger value is the better one. It belongs to the metric, never to the tool. */
export type Direction = 'lower' | 'higher'

/**
 * What a metric is: its name and how to read its numbers.
 * Values are kept in the base unit of their dimension (see `runner/units.ts`): ns, B, B/s, ops/s, ratio, count,
 * or a unit of the project's own, which is kept as it is written.
 */
export interface Metric {
  /** kebab-case, as written in the config: `wall-time`. */
  readonly name: string
  readonly unit: string
  readonly direction: Direction
}

/** A metric that perfledger itself can measure of any command. One file each in this folder. */
export interface ProcessMetric extends Metric {
  /** One sentence for the docs and the JSON Schema. */
  readonly description: string
  /** The metric's value in this execution, in the metric's unit; undefined where the system could not tell. */
  readonly read: (execution: Execution) => number | undefined
}

/**
 * A metric that only an instrument around the command can give, in executions of their own after the timed ones: the
 * instrument slows the command down. Skipped with its reason where the instrument is not there.
 */
export interface InstrumentMetric extends Metric {
  /** One sentence for the docs and the JSON Schema. */
  readonly description: string
  readonly instrument: InstrumentName
}

/** See `runner/measure/instruments/`. */
export type InstrumentName = 'perf-stat' | 'callgrind' | 'control-group'

/** A metric of all measured iterations of a case together: one value in a run. */
export interface RunMetric extends Metric {
  /** One sentence for the docs and the JSON Schema. */
  readonly description: string
  /** The metric's value, in the metric's unit; undefined where nothing was attempted. */
  readonly read: (facts: CaseFacts) => number | undefined
}

/** What is known of a case when its last iteration has ended. */
export interface CaseFacts {
  /** Measured iterations. */
  readonly attempted: number
  readonly failed: number
  /** Of the files that the case names; undefined where it names none. */
  readonly files?: FileSizes | undefined
}

export interface FileSizes {
  readonly rawBytes: number
  readonly gzipBytes: number
}

/**
 * Everything an executor can tell about one execution of a command. Durations are integer nanoseconds.
 * A field is undefined where the executor or the platform does not give it.
 */
export interface Execution {
  /** Which executor measured: `exact` (posix_spawn and wait4) or `portable` (execa). Tests use `fake`. */
  readonly executor: string
  readonly wallTimeNs: number
  /** User and system time of the child and of the descendants it waited for. */
  readonly userTimeNs?: number | undefined
  readonly systemTimeNs?: number | undefined
  readonly peakMemoryBytes?: number | undefined
  readonly pageFaultsMinor?: number | undefined
  readonly pageFaultsMajor?: number | undefined
  readonly contextSwitchesVoluntary?: number | undefined
  readonly contextSwitchesInvoluntary?: number | undefined
  /** In units of {@link BLOCK_BYTES}. */
  readonly blocksRead?: number | undefined
  readonly blocksWritten?: number | undefined
  readonly end: ExecutionEnd
  /** Only where the caller asked for it and the command ran for a few periods. */
  readonly timeline?: Timeline | undefined
  /** The last part of what the command printed, bounded; kept with a failure. */
  readonly outputTail?: string | undefined
  /** All of what the command printed on stdout, only where the caller asked to capture it, bounded. */
  readonly stdout?: string | undefined
}

/**
 * What a command and all that it started used while it ran, as columns: every list has the same length. Each value
 * holds for the time since the one before, or is as it was found at that moment.
 */
export interface Timeline {
  /** The period; the times themselves are in `atMs`. */
  readonly intervalMs: number
  /** Since the start of the command. */
  readonly atMs: readonly number[]
  /** Processors in use: 1 is one of them all the time. */
  readonly cpuRatio: readonly number[]
  /** Of all processes together; what they share is counted for each. */
  readonly residentBytes: readonly number[]
  /** Through read and write calls, from files, pipes and sockets alike. */
  readonly readBytesPerSecond: readonly number[]
  readonly writtenBytesPerSecond: readonly number[]
  readonly threads: readonly number[]
  readonly openFiles: readonly number[]
  /** Of the machine: the share of its time that its host gave to others. */
  readonly stealRatio: readonly number[]
  /** Of the machine: runnable processes, averaged over a minute. */
  readonly load: readonly number[]
}

/** Linux counts block input and output in units of 512 bytes, whatever the disk's own blocks are: getrusage(2). */
export const BLOCK_BYTES = 512

/** How an execution ended. `not-started`: the command was not found or could not be executed. */
export type ExecutionEnd =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'timeout'; readonly timeoutMs: number }
  | { readonly kind: 'not-started'; readonly message: string }
  | { readonly kind: 'interrupted' }
  /** Ended because it printed more than may be captured. */
  | { readonly kind: 'too-much-output'; readonly limitBytes: number }
