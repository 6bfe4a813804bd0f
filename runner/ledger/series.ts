import type { Environment, MeasuredRun, RunHeader } from '../measure/record.ts'
import type { Metric } from '../metrics/metric.ts'
import type { CaseKey } from '../plan/plan.ts'

/** The identity of a series: one case × metric × environment. */
export interface SeriesKey {
  readonly case: CaseKey
  readonly metric: Metric
  /** Environment fingerprint. */
  readonly environment: string
}

/** One run's summary in a series. */
export interface Point {
  readonly runId: string
  /** The median of the run's samples, in the metric's unit. */
  readonly median: number
  /** Median absolute deviation of the run's samples, unscaled. */
  readonly mad: number
  /** Samples in the run. */
  readonly count: number
}

/** Points in commit order (git topology; several runs of one commit by their start). */
export interface Series {
  readonly key: SeriesKey
  readonly points: readonly Point[]
}

/** A run without its measurements, as a list of the history shows it. */
export interface RunInfo {
  readonly header: RunHeader
  readonly finishedAt: string
  readonly interrupted: boolean
  readonly cases: number
  readonly failedCases: number
}

/** What the ledger answers; all reads go through it, all SQL is behind it. Runs and points are in commit order. */
export interface Ledger {
  readonly runs: () => Promise<readonly RunInfo[]>
  readonly series: (filter?: { suites?: readonly string[] }) => Promise<readonly Series[]>
  /** One whole run with every sample; undefined where there is none with this id. */
  readonly run: (id: string) => Promise<MeasuredRun | undefined>
  /** Samples of the last `runs` points of every series, by series and run: `get(seriesId(key))`. */
  readonly environments: () => Promise<readonly Environment[]>
  readonly close: () => void
}
