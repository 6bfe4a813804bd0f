import type { RegexReading } from '../adapters/adapter.ts'
import type { Metric } from '../metrics/metric.ts'

export type ParamValue = string | number | boolean
export type Params = Readonly<Record<string, ParamValue>>

/** The identity of a case: one benchmark with one set of params. */
export interface CaseKey {
  readonly suite: string
  readonly benchmark: string
  readonly params: Params
}

/** A command ready to run: words, or one line for a shell. */
export type Command =
  | { readonly kind: 'words'; readonly words: readonly [string, ...string[]] }
  | { readonly kind: 'shell'; readonly line: string }

export interface Hooks {
  /** Once before the first iteration of the case. */
  readonly setup?: Command | undefined
  /** Before every iteration, not timed. */
  readonly prepare?: Command | undefined
  /** After every iteration, not timed. */
  readonly conclude?: Command | undefined
  /** Once after the last iteration of the case, also after a failure. */
  readonly cleanup?: Command | undefined
}

/** When to stop measuring a case. Never before `min` iterations, never after `max`. */
export interface Stopping {
  /** Unmeasured iterations first. */
  readonly warmup: number
  /** Warm-up goes on for at least this long; not at all where undefined or 0. */
  readonly warmupTimeMs?: number | undefined
  readonly min: number
  readonly max: number
  /** No new iteration starts after this much measuring of one case; Infinity where not limited. */
  readonly maxTimeMs: number
  /** Stop early when the half-width of the median's 95 % interval is within this ratio of the median. 0: never stop early. */
  readonly precisionRatio: number
}

/** How the output of a command that measures itself is read. */
export interface OutputReading {
  /** The name of an adapter in `runner/adapters/`, `auto`, or `regex`. */
  readonly adapter: string
  /** A file that the command writes, relative to its cwd; undefined: the file named in PERFLEDGER_OUTPUT if written, else stdout. */
  readonly file: string | undefined
  /** Which metrics of the output are kept; all where absent. */
  readonly metrics?: readonly string[]
  /** Of the adapter `regex`. */
  readonly regex?: RegexReading
}

export interface PlannedCase {
  readonly key: CaseKey
  readonly command: Command
  /** Absolute. */
  readonly cwd: string
  /** Added to the environment of the runner. */
  readonly env: Readonly<Record<string, string>>
  readonly hooks: Hooks
  readonly stopping: Stopping
  readonly timeoutMs: number
  /** Metrics to read of the process, by name; empty where only the adapter's are wanted. */
  readonly metrics: readonly string[]
  readonly output: OutputReading | undefined
  /** Exit codes that count as success. */
  readonly expectedExitCodes: readonly number[]
  /** How often a failed iteration is repeated before it counts; 0 where undefined. */
  readonly retries?: number | undefined
  /** Files and patterns, relative to cwd, whose content is the identity of what is measured. */
  readonly artifact?: readonly string[] | undefined
  /** Files and patterns, relative to cwd, whose size is measured. */
  readonly files?: readonly string[] | undefined
  readonly placement?: Placement | undefined
  /** Period of the resource timeline; none where undefined or 0. */
  readonly sampleIntervalMs?: number | undefined
}

/** One of several parts of a plan: `2/5` is `{ index: 2, of: 5 }`. */
export interface Shard {
  /** From 1. */
  readonly index: number
  readonly of: number
}

/** Where and how eagerly the system runs a command. */
export interface Placement {
  /** Numbers of processors; empty for all. */
  readonly cpus: readonly number[]
  /** From -20 (first) to 19 (last), as `nice` takes it; undefined for the runner's own. */
  readonly priority: number | undefined
}

export interface PlannedSuite {
  readonly name: string
  /** `interleaved`: seeded randomised blocks, one iteration of every unfinished case per block. */
  readonly order: 'interleaved' | 'sequential'
  readonly cases: readonly PlannedCase[]
}

/** All that a run is going to do, as a value: no I/O has happened yet. `perf --dry-run` prints it. */
export interface Plan {
  /** Absolute folder of the config file. */
  readonly root: string
  /** Seeds the order of iterations. */
  readonly seed: number
  readonly suites: readonly PlannedSuite[]
  /** Metrics that the config declares for adapters' results: their unit and direction win over the adapter's. */
  readonly declaredMetrics: readonly Metric[]
  /** True where --suite, --filter or --shard left something out. */
  readonly partial: boolean
}
