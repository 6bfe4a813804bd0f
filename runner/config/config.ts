import type { RegexReading } from '../adapters/adapter.ts'
import type { Metric } from '../metrics/metric.ts'
import type { BaselineRequest, Budget, Thresholds } from './limits.ts'

/**
 * The config as the rest of the program reads it: strict, every default filled, durations in milliseconds,
 * limits in base units. Made by `loadConfig`; nobody else fills a default.
 */
export interface Config {
  /** Absolute path of the config file. */
  readonly file: string
  /** Absolute folder of the config file; every relative path in it starts here. */
  readonly root: string
  readonly project: ProjectConfig
  /** How the dashboard looks, where the config says so. */
  readonly site?: SiteConfig | undefined
  /** Absolute folder of the ledger; where it is in an object store, of its copy on this machine. */
  readonly ledger: string
  /** The object store that keeps the ledger; absent where the folder does. */
  readonly store?: StoreConfig | undefined
  /** False where the ledger is only compacted by `perfledger compact`; otherwise a run does it when it is due. */
  readonly ledgerCompact?: false | undefined
  /** What `perfledger compact` thins by age; nothing where absent. */
  readonly retention?: RetentionConfig | undefined
  /** Labels that must match for numbers to be comparable, besides what the machine tells. */
  readonly environment: Readonly<Record<string, string>>
  readonly seed: number
  /** A line for the shell that makes a fresh checkout ready to be measured; undefined where it is so already. */
  readonly build: string | undefined
  /**
   * Metrics that the config declares for tools that measure themselves. `unit` is as written (`ms`): the unit in
   * which the tool prints; `toBase(unit)` gives the one in which values are kept.
   */
  readonly metrics: readonly Metric[]
  /** In the order of the file. Never empty. */
  readonly suites: readonly SuiteConfig[]
}

/** A place in an S3-compatible object store. Who may read and write there is told by the environment, never by the config. */
export interface StoreConfig {
  /** `s3://bucket/prefix`, without a slash at the end. */
  readonly url: string
  readonly bucket: string
  /** Without slashes at its ends; empty for a whole bucket. */
  readonly prefix: string
  /** Undefined: what the environment says, or AWS. */
  readonly endpoint: string | undefined
  readonly region: string | undefined
}

/** Ages from which on something is thinned; undefined: never. */
export interface RetentionConfig {
  /** Of samples: what stays is their median with its interval. */
  readonly samplesDays: number | undefined
  /** Of whole runs of pull requests. */
  readonly pullRequestsDays: number | undefined
}

export interface ProjectConfig {
  readonly name: string
  /** Without a slash at the end; undefined where neither the config nor package.json names one. */
  readonly repository: string | undefined
  /** Undefined where the config names none: then it is the repository's own default branch. */
  readonly baseBranch: string | undefined
}

export interface SiteConfig {
  readonly title: string | undefined
  /** Absolute. */
  readonly logo: string | undefined
  /** `#rrggbb` in each theme. */
  readonly accent: { readonly light: string; readonly dark: string } | undefined
  readonly links: Readonly<Record<string, string>>
  readonly footer: string | undefined
  /** Absolute. */
  readonly css: string | undefined
  /** Which pages every page links to, in this order; undefined for all. */
  readonly pages?: readonly string[] | undefined
  /** Absolute file of words instead of the English ones. */
  readonly words?: string | undefined
  /** Absolute folder; undefined where only the usual place is looked at. */
  readonly notes?: string | undefined
  /** True where the ledger's files are published too. */
  readonly ledger?: boolean | undefined
}

export interface SuiteConfig {
  readonly name: string
  readonly description: string | undefined
  readonly order: 'interleaved' | 'sequential'
  /** In the order of the file. Never empty. */
  readonly benchmarks: readonly BenchmarkConfig[]
}

/** One declared command with everything that defaults and its suite say about it. Texts may still hold `{param}`. */
export interface BenchmarkConfig {
  readonly name: string
  readonly description: string | undefined
  readonly command: CommandTemplate
  /** Relative to the root. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** One entry per case; `[{}]` for a benchmark without params. Never empty. */
  readonly variants: readonly Variant[]
  readonly hooks: HooksConfig
  readonly stopping: StoppingConfig
  readonly timeoutMs: number
  /** Names of the metrics to read of the process or of its iterations. */
  readonly metrics: readonly string[]
  readonly output: OutputConfig | undefined
  readonly expectedExitCodes: readonly number[]
  /** How often a failed iteration is repeated. */
  readonly retries: number
  /** Files and patterns, relative to cwd; empty where nothing is said. */
  readonly artifact: readonly string[]
  /** Files and patterns whose size is measured, relative to cwd; empty where none. */
  readonly files: readonly string[]
  /** Words to narrow lists by; absent where there are none. */
  readonly tags?: readonly string[] | undefined
  /** Numbers of processors; empty for all. */
  readonly cpus: readonly number[]
  /** From -20 to 19; undefined for the runner's own. */
  readonly priority: number | undefined
  /** 0: never. */
  readonly sampleIntervalMs: number
  readonly limits: LimitsConfig
}

export type ParamValue = string | number | boolean

/** The params of one case. */
export type Variant = Readonly<Record<string, ParamValue>>

/** A command whose words, or whose line for a shell, may hold `{param}`. */
export type CommandTemplate =
  | { readonly kind: 'words'; readonly words: readonly [string, ...string[]] }
  | { readonly kind: 'shell'; readonly line: string }

export interface HooksConfig {
  readonly setup?: CommandTemplate | undefined
  readonly prepare?: CommandTemplate | undefined
  readonly conclude?: CommandTemplate | undefined
  readonly cleanup?: CommandTemplate | undefined
}

export interface StoppingConfig {
  readonly warmup: number
  /** Warm-up goes on for at least this long; 0 where only the number counts. */
  readonly warmupTimeMs: number
  readonly min: number
  readonly max: number
  /** Infinity where not limited. */
  readonly maxTimeMs: number
  /** 0: never stop early. */
  readonly precisionRatio: number
}

export interface OutputConfig {
  /** The name of an adapter, `auto`, or `regex`. */
  readonly adapter: string
  readonly file: string | undefined
  /** Which metrics of the output are kept; all where absent. */
  readonly metrics?: readonly string[]
  /** Of the adapter `regex`. */
  readonly regex?: RegexReading
}

/** How the results of one benchmark are judged. */
export interface LimitsConfig {
  readonly thresholds: Thresholds
  /** 0.95. */
  readonly confidence: number
  /** Metrics whose thresholds differ from the general ones, complete. */
  readonly metricThresholds: Readonly<Record<string, Thresholds>>
  /** Metrics whose confidence differs from the general one. */
  readonly metricConfidence: Readonly<Record<string, number>>
  /** By the name of the metric; one for each of its percentiles at most, the median first, then in ascending order. */
  readonly budgets: Readonly<Record<string, readonly Budget[]>>
  /** Undefined where results are compared with the last runs and releases only. */
  readonly baseline?: BaselineRequest | undefined
}

/** What holds where nothing in the file says otherwise. */
export const builtIn = {
  ledger: 'data',
  seed: 1,
  order: 'interleaved',
  warmup: 1,
  /** Ten samples are the fewest from which the interval of a median can get narrow. */
  iterations: { min: 10, max: 50, maxTimeMs: 10_000, precisionRatio: 0.02 },
  timeoutMs: 60_000,
  metrics: ['wall-time', 'user-time', 'system-time', 'peak-memory'],
  expectedExitCodes: [0],
  sampleIntervalMs: 50,
  thresholds: { minor: 1.2, moderate: 1.5, critical: 2 },
  confidence: 0.95,
} as const
