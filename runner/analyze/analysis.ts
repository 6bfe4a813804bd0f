import type { Series, SeriesKey } from '../ledger/series.ts'

/** Kept with every verdict. Rises when the same samples could be judged otherwise. */
export const ANALYSIS_VERSION = 4

/** A value with its interval and the interval's confidence: no naked number leaves the analysis. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
  /** 0.95: in 95 of 100 such intervals the true value lies inside. */
  readonly confidence: number
}

/** The runs that a run is compared with. */
export interface Baseline {
  /** In commit order. */
  readonly runIds: readonly string[]
  /** Robust centre of the runs' medians, with its interval, in the metric's unit. */
  readonly estimate: Estimate
  /** Relative run-to-run noise (a robust standard deviation of the log medians); 0 for a constant series. */
  readonly noiseRatio: number
  /** In words, for the page: `the last 12 runs on main since 3f2a1bc`. */
  readonly description: string
}

/** Current against baseline. */
export interface Comparison {
  readonly baseline: Baseline
  /** Relative change: 0.05 is 5 % more than the baseline. Positive is more, not worse. */
  readonly change: Estimate
  /** Two-sided, before and after correction for the number of series judged together; 1 = no evidence at all. */
  readonly pValue: number
  readonly adjustedPValue: number
  /** Beyond this series' own noise, after the correction. */
  readonly significant: boolean
  /** The smallest relative change that this series could show today, at this confidence. */
  readonly smallestDetectableRatio: number
  readonly currentSamples: number
  /** The part of the run-to-run noise that comes from inside the runs (a relative standard error): what more iterations can lower. */
  readonly withinNoiseRatio: number
  /** Usually 1; more where the last runs on the base branch are judged together, because together they show a shift. */
  readonly currentRuns: number
  /** Every earlier value and the current one are the same number: any change counts. */
  readonly constant: boolean
  /** A run of the baseline that measured the very same program (same artifact): then every difference is noise. */
  readonly sameProgramRunId?: string | undefined
}

/** Why there is no comparison, and what it would take. */
export interface NoComparison {
  readonly reason: 'no-baseline' | 'too-few-runs' | 'too-few-samples' | 'incomparable'
  /** In words: `1 run on main so far; 2 more are needed`. */
  readonly message: string
}

export type ChangeKind = 'step' | 'spike' | 'drift'

/** The first run after a shift. */
export interface ChangePoint {
  /** Index into the series' points. */
  readonly index: number
  readonly runId: string
  /** The last run before the shift. Where commits between the two were not measured, the cause lies in between. */
  readonly previousRunId: string
  readonly kind: ChangeKind
  /** Relative change of the level, after over before, less one. */
  readonly change: Estimate
  readonly pValue: number
  /** `suspected` until enough points after it agree. */
  readonly state: 'suspected' | 'confirmed'
  readonly better: boolean
}

/** Drift inside the current segment. */
export interface Trend {
  readonly direction: 'improving' | 'stable' | 'degrading' | 'volatile'
  /** Relative slope per 100 runs, with interval. */
  readonly slopePer100: Estimate
  /** The same at the pace of the runs so far: per week, and per 100 commits. Undefined where the pace is not known. */
  readonly slopePerWeek?: Estimate | undefined
  readonly slopePer100Commits?: Estimate | undefined
  readonly confidence: number
  /** Of so many newest runs of the level; undefined where it is of all. */
  readonly lastRuns?: number
}

/** The newest runs together against those at the last release. */
export interface ReleaseComparison {
  readonly tag: string
  /** The run of the tagged commit. */
  readonly runId: string
  readonly comparison: Comparison
  /** Steps of the level since the release: those had verdicts of their own. */
  readonly changes: readonly ChangePoint[]
}

/** Runs that people gave a name, to compare with. */
export interface NamedRuns {
  /** `v2.0` */
  readonly name: string
  readonly runIds: readonly string[]
  /** The verdict is made by this comparison alone, not by it and the last runs. */
  readonly instead: boolean
}

/** The newest runs together against those that have a name. */
export interface BaselineComparison {
  readonly name: string
  readonly instead: boolean
  readonly comparison: Comparison | undefined
  /** Why there is no comparison, in words. */
  readonly lack: string | undefined
  /** People accepted a change in between: the difference is no news. */
  readonly accepted: boolean
}

/** Everything known about one series up to one of its runs (the last, unless asked otherwise). */
export interface SeriesAnalysis {
  readonly series: Series
  /** The run that is judged; its point may be absent when nothing was measured. */
  readonly runId: string
  /** The current run's median with its interval; undefined when the run has no point here. */
  readonly current: Estimate | undefined
  readonly comparison: Comparison | NoComparison | undefined
  readonly changePoints: readonly ChangePoint[]
  readonly trend: Trend | undefined
  /** Undefined without a release before the run, and where either side has too few runs. */
  readonly sinceRelease?: ReleaseComparison | undefined
  /** Undefined where no baseline was asked for. */
  readonly sinceBaseline?: BaselineComparison | undefined
}

/** The analysis of one run: its series and what was expected but is not there. */
export interface Analysis {
  readonly runId: string
  readonly series: readonly SeriesAnalysis[]
  /** Measured in the run before this one on the base branch and environment, absent in this run. */
  readonly missing: readonly SeriesKey[]
}
