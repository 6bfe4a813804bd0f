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

/** A metric of all measured iterations of a case together: one value in a run. */
export interface RunMetric extends Metric {
  /** One sentence for the docs and the JSON Schema. */
  readonly description: string
  /** The metric's value, in the metric's unit; undefined where nothing was attempted. */
  readonly read: (iterations: { readonly attempted: number; readonly failed: number }) => number | undefined
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
  /** The last part of what the command printed, bounded; kept with a failure. */
  readonly outputTail?: string | undefined
  /** All of what the command printed on stdout, only where the caller asked to capture it, bounded. */
  readonly stdout?: string | undefined
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
