import type { Environment, MeasuredRun, RunHeader } from '../measure/record.ts'
import type { Metric } from '../metrics/metric.ts'
import type { CaseKey } from '../plan/plan.ts'
import type { GivenVerdict, RecordedVerdict } from './verdicts.ts'

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
  /** Samples in the run. At least 1: a row without samples, or of a case that failed, is no point. */
  readonly count: number
  /**
   * The interval of the median inside the run, in the metric's unit: between two order statistics of the samples, at
   * least 95 % sure. Up to 5 samples cannot give 95 %: then the smallest and the largest sample, which are the median
   * itself for one sample. Where the tool reported an interval with its summary, that one.
   */
  readonly low: number
  readonly high: number
}

/** Points in commit order (git topology; several runs of one commit: clean before dirty, then by their start). */
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

/** The samples of one run in one series, in iteration order, without the warm-up. */
export interface RunSamples {
  readonly runId: string
  readonly samples: readonly number[]
}

/** What a case of one run measured: the hash of its files (see `MeasuredCase.artifact`). */
export interface RunArtifact {
  readonly runId: string
  readonly case: CaseKey
  readonly artifact: string
}

/** A whole run with the verdicts that were given to it, in their order. */
export interface JudgedRun {
  readonly run: MeasuredRun
  readonly verdicts: readonly RecordedVerdict[]
}

/** A metric that is kept under one name with more than one unit or direction in one case: its series are not comparable. */
export interface MetricChange {
  readonly case: CaseKey
  readonly metricName: string
  /** In commit order of the first run that has each: the newest last. */
  readonly metrics: readonly Metric[]
  /** The first run that has the newest unit or direction. */
  readonly sinceRunId: string
}

/** Which points are wanted; all of them where nothing is said. */
export interface SeriesFilter {
  readonly suites?: readonly string[] | undefined
  /** Points of these runs only: judging one run needs a few hundred of its past, however long the history is. */
  readonly runIds?: readonly string[] | undefined
}

/** What the ledger answers; all reads go through it, all SQL is behind it. Runs and points are in commit order. */
export interface Ledger {
  /** Where its files are. */
  readonly folder: string
  readonly runs: () => Promise<readonly RunInfo[]>
  readonly series: (filter?: SeriesFilter) => Promise<readonly Series[]>
  /** One series by its key, reading only its part of the files; undefined where it has no point. */
  readonly oneSeries: (key: SeriesKey) => Promise<Series | undefined>
  /** One whole run with every sample; undefined where there is none with this id. */
  readonly run: (id: string) => Promise<MeasuredRun | undefined>
  /** These runs as {@link run} and {@link verdicts} give them, each file read once; unknown ids are left out. In no order. */
  readonly judgedRuns: (ids: readonly string[]) => AsyncIterable<JudgedRun>
  /** These runs in groups that {@link judgedRuns} reads at once: those of a group are in one file. Unknown ids are left out. */
  readonly readTogether: (ids: readonly string[]) => Promise<readonly (readonly string[])[]>
  /** By run id, a text that is another where the files that hold the run or its verdicts are others. Reads no samples. */
  readonly runKeys: () => Promise<ReadonlyMap<string, string>>
  /** Samples of the last `runs` points of every series, oldest first: `get(seriesId(key))`. */
  readonly recentSamples: (runs: number) => Promise<ReadonlyMap<string, readonly RunSamples[]>>
  /** Which program each case of each run measured, where the config names its files. In no order. */
  readonly artifacts: () => Promise<readonly RunArtifact[]>
  /** The verdicts as they were given, of all runs or of these, in commit order; none for a run that was never judged. */
  readonly verdicts: (runIds?: readonly string[]) => Promise<readonly RecordedVerdict[]>
  /** Which verdict was given to what in which runs, over all of the ledger: a small part of {@link verdicts}, read many times faster. */
  readonly givenVerdicts: () => Promise<readonly GivenVerdict[]>
  /** Metrics whose unit or direction changed on the way. Their values are never put into one series. */
  readonly metricChanges: () => Promise<readonly MetricChange[]>
  /** Newest run first. */
  readonly environments: () => Promise<readonly Environment[]>
  /**
   * Keeps the points and runs of many chunks together in the folder of the report, where there are many and it was not done yet: a
   * ledger of years is then opened and asked several times faster. What is kept is used only for exactly these chunks.
   */
  readonly summarize: () => Promise<void>
  readonly close: () => void
}
