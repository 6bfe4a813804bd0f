import type { RunInfo, Series } from '../ledger/series.ts'
import type { Baseline, ChangePoint, Trend } from './analysis.ts'
import { baseRuns } from './base-runs.ts'
import { basePoints, MAX_BASELINE_RUNS } from './baseline.ts'
import { findChangePoints, startOfLevel } from './change-points.ts'
import { baselineOf } from './comparison.ts'
import { describeBaseline } from './describe.ts'
import { paceOf } from './pace.ts'
import { type ProgramOf, repeatsOf } from './programs.ts'
import { MOST_TREND_POINTS, trendOf } from './trend.ts'

/** The whole history of one series. */
export interface SeriesHistory {
  /** Oldest first. Their index counts all points of the series, not only those of the base branch. */
  readonly changePoints: readonly ChangePoint[]
  readonly trend: Trend | undefined
  /** The level since the last confirmed change: what a new run on the base branch would be compared with. */
  readonly baseline: (Baseline & { readonly fromIndex: number }) | undefined
}

export interface SeriesOptions {
  readonly baseBranch: string
  /** 0.95 by default. */
  readonly confidence?: number | undefined
  /** Which program each run measured here, as far as known: what one program does on both sides of a change is noise. */
  readonly programOf?: ProgramOf | undefined
}

/**
 * When the level of a series changed, where it stands now, and whether it drifts. Only runs on the base branch count.
 * Changes are found over the whole history at once, so a later point may move or take away an earlier change; what a run was
 * told at its time is in its recorded verdict. O(points · log points).
 */
export function analyzeSeries(
  series: Series,
  runs: readonly RunInfo[],
  options: SeriesOptions,
): SeriesHistory {
  const confidence = options.confidence ?? 0.95
  const base = baseRuns(runs, options.baseBranch)
  const points = basePoints(series.points, base)
  const { direction, unit } = series.key.metric
  const programOf = options.programOf ?? (() => undefined)
  const changePoints = findChangePoints(points, series.key.metric, confidence, programOf)
  const start = startOfLevel(points, changePoints)
  const level = points.slice(start)
  if (level.length === 0) return { changePoints, trend: undefined, baseline: undefined }
  const last = level.slice(-MAX_BASELINE_RUNS)
  const description = describeBaseline(last, base, options.baseBranch, start > 0)
  return {
    changePoints,
    trend: trendOf(
      level.map(({ point }) => point.median),
      direction,
      confidence,
      paceOf(level.slice(-MOST_TREND_POINTS).map(({ header }) => header)),
    ),
    baseline: {
      ...baselineOf(
        last.map(({ point }) => point),
        unit,
        confidence,
        description,
        repeatsOf(points, programOf),
      ),
      fromIndex: level[0]!.index,
    },
  }
}
