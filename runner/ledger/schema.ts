/**
 * The form of the ledger's Parquet files. Times are UTC. Values are in the metric's unit. NULL is "not known" or "does
 * not apply", never zero. What belongs to the run or to the case is repeated on each of its rows and compresses away.
 */

/**
 * Rises when an older reader would misread a newer file. Readers take every version up to their own and refuse newer
 * ones. A new column that older readers may leave out does not raise it.
 *
 * 1  one file per run, and one for its verdicts
 * 2  chunks of many runs (see `chunk-columns.ts`), in which a run may be a second time; every file has its checksum
 */
export const LEDGER_SCHEMA_VERSION = 2

export type SqlType =
  | 'INTEGER'
  | 'BIGINT'
  | 'DOUBLE'
  | 'VARCHAR'
  | 'BOOLEAN'
  | 'TIMESTAMP'
  | 'DOUBLE[]'
  | 'VARCHAR[]'

/** What belongs to the run as a whole, the same on each of its rows. */
export interface RunColumns {
  schema_version: number
  run_id: string
  started_at: Date
  finished_at: Date
  tool_version: string
  config_hash: string
  seed: number
  /** NULL as all the commit's columns where nothing was committed yet. */
  commit_sha: string | null
  commit_parents: readonly string[] | null
  commit_subject: string | null
  committed_at: Date | null
  /** Number of first-parent ancestors. */
  commit_position: number | null
  branch: string | null
  tag: string | null
  dirty: boolean | null
  pull_request: number | null
  ci_service: string | null
  ci_job: string | null
  ci_url: string | null
  /** Fingerprint. */
  environment: string
  cpu_model: string
  cores: number
  memory_gib: number
  platform: string
  arch: string
  os: string
  runtime: string
  /** JSON object of texts, its keys sorted. */
  labels: string
  partial: boolean
  generated: boolean
  interrupted: boolean
  /** JSON list, of the whole run. */
  warnings: string
  /** JSON object: noise floor of the machine, start of programs and of the shell (see `Calibration`). NULL where not done. */
  calibration: string | null
  /** `2/5` where the run is one part of a plan that several machines share. */
  shard: string | null
}

/** One metric of one case in one run: a row of `runs/`. A case without any metric, and a run without any case, is one row. */
export interface RunRow extends RunColumns {
  /** The case's place in the run, from 0. */
  case_position: number
  /** The metric's place in the case, from 0. */
  metric_position: number
  /** NULL, as all that follows, in the one row of a run without cases. */
  suite: string | null
  benchmark: string | null
  /** JSON object, its keys sorted. */
  params: string | null
  /** `ok`, `failed`, `interrupted`. */
  status: string | null
  failure_reason: string | null
  failure_message: string | null
  failure_output_tail: string | null
  /** Measured iterations that were attempted, and those that failed. */
  iterations: number | null
  failures: number | null
  executor: string | null
  /** What ended the measuring. */
  stop: string | null
  precision_ratio: number | null
  /** SHA-256 of the files that were measured, where the config names them. */
  artifact: string | null
  /** Failed iterations that were repeated. */
  retries: number | null
  /** Of older files, as `timelines`, but of one typical iteration only. */
  timeline: string | null
  /** JSON list of objects of columns: what each iteration used while it ran (see `Timeline`). In the first row of a case only. */
  timelines: string | null
  /** NULL, as all that follows, in the one row of a case without metrics. */
  metric: string | null
  unit: string | null
  /** `lower` or `higher` is better. */
  direction: string | null
  /** In iteration order. */
  samples: readonly number[] | null
  warmup_samples: readonly number[] | null
  /** How many measurements stand behind the samples. */
  sample_count: number | null
  reported_low: number | null
  reported_high: number | null
}

export const runColumns: Readonly<Record<keyof RunRow, SqlType>> = {
  schema_version: 'INTEGER',
  run_id: 'VARCHAR',
  started_at: 'TIMESTAMP',
  finished_at: 'TIMESTAMP',
  tool_version: 'VARCHAR',
  config_hash: 'VARCHAR',
  seed: 'BIGINT',
  commit_sha: 'VARCHAR',
  commit_parents: 'VARCHAR[]',
  commit_subject: 'VARCHAR',
  committed_at: 'TIMESTAMP',
  commit_position: 'BIGINT',
  branch: 'VARCHAR',
  tag: 'VARCHAR',
  dirty: 'BOOLEAN',
  pull_request: 'BIGINT',
  ci_service: 'VARCHAR',
  ci_job: 'VARCHAR',
  ci_url: 'VARCHAR',
  environment: 'VARCHAR',
  cpu_model: 'VARCHAR',
  cores: 'INTEGER',
  memory_gib: 'DOUBLE',
  platform: 'VARCHAR',
  arch: 'VARCHAR',
  os: 'VARCHAR',
  runtime: 'VARCHAR',
  labels: 'VARCHAR',
  partial: 'BOOLEAN',
  generated: 'BOOLEAN',
  interrupted: 'BOOLEAN',
  warnings: 'VARCHAR',
  calibration: 'VARCHAR',
  shard: 'VARCHAR',
  case_position: 'INTEGER',
  metric_position: 'INTEGER',
  suite: 'VARCHAR',
  benchmark: 'VARCHAR',
  params: 'VARCHAR',
  status: 'VARCHAR',
  failure_reason: 'VARCHAR',
  failure_message: 'VARCHAR',
  failure_output_tail: 'VARCHAR',
  iterations: 'BIGINT',
  failures: 'BIGINT',
  executor: 'VARCHAR',
  stop: 'VARCHAR',
  precision_ratio: 'DOUBLE',
  artifact: 'VARCHAR',
  retries: 'BIGINT',
  timeline: 'VARCHAR',
  timelines: 'VARCHAR',
  metric: 'VARCHAR',
  unit: 'VARCHAR',
  direction: 'VARCHAR',
  samples: 'DOUBLE[]',
  warmup_samples: 'DOUBLE[]',
  sample_count: 'BIGINT',
  reported_low: 'DOUBLE',
  reported_high: 'DOUBLE',
}

/** Columns that came later than the first files: where a file has none, its rows have NULL. */
export const laterColumns: ReadonlySet<string> = new Set<keyof RunRow>([
  'calibration',
  'shard',
  'artifact',
  'retries',
  'timeline',
  'timelines',
])

/** One verdict as it was given: a row of `verdicts/`. */
export interface VerdictRow {
  schema_version: number
  run_id: string
  /** The verdict's place among those of the run, from 0. */
  verdict_position: number
  suite: string
  benchmark: string
  params: string
  /** NULL with unit and direction where the case as a whole failed or is missing. */
  metric: string | null
  unit: string | null
  direction: string | null
  environment: string
  state: string
  severity: string | null
  significant: boolean
  reasons: readonly string[]
  value: number | null
  value_low: number | null
  value_high: number | null
  /** A ratio: 0.05 is 5 % more than the baseline. */
  change: number | null
  change_low: number | null
  change_high: number | null
  confidence: number
  p_value: number | null
  baseline_run_ids: readonly string[]
  smallest_detectable_ratio: number | null
  budget: string | null
  tool_version: string
  analysis_version: number
}

export const verdictColumns: Readonly<Record<keyof VerdictRow, SqlType>> = {
  schema_version: 'INTEGER',
  run_id: 'VARCHAR',
  verdict_position: 'INTEGER',
  suite: 'VARCHAR',
  benchmark: 'VARCHAR',
  params: 'VARCHAR',
  metric: 'VARCHAR',
  unit: 'VARCHAR',
  direction: 'VARCHAR',
  environment: 'VARCHAR',
  state: 'VARCHAR',
  severity: 'VARCHAR',
  significant: 'BOOLEAN',
  reasons: 'VARCHAR[]',
  value: 'DOUBLE',
  value_low: 'DOUBLE',
  value_high: 'DOUBLE',
  change: 'DOUBLE',
  change_low: 'DOUBLE',
  change_high: 'DOUBLE',
  confidence: 'DOUBLE',
  p_value: 'DOUBLE',
  baseline_run_ids: 'VARCHAR[]',
  smallest_detectable_ratio: 'DOUBLE',
  budget: 'VARCHAR',
  tool_version: 'VARCHAR',
  analysis_version: 'INTEGER',
}
