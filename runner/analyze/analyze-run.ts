import { seriesId } from '../ledger/identity.ts'
import type { Point, RunInfo, Series, SeriesKey } from '../ledger/series.ts'
import type { MeasuredMetric, MeasuredRun } from '../measure/record.ts'
import type { Metric } from '../metrics/metric.ts'
import type { CaseKey } from '../plan/plan.ts'
import { medianInterval } from '../stats/median-interval.ts'
import { adjustFalseDiscovery } from '../stats/multiple-testing.ts'
import { randomFrom } from '../stats/random.ts'
import { median, medianAbsoluteDeviation } from '../stats/summary.ts'
import type { Analysis, Comparison, SeriesAnalysis } from './analysis.ts'
import { type BaseRuns, baseRuns } from './base-runs.ts'
import { basePoints, chooseBaseline, MIN_BASELINE_RUNS } from './baseline.ts'
import { findChangePoints, startOfLevel } from './change-points.ts'
import { compare, significanceLevel } from './comparison.ts'
import { describeBaseline, describeLack } from './describe.ts'
import { missingSeries } from './missing.ts'
import { trendOf } from './trend.ts'

/** What the ledger knows. */
export interface History {
  /** Every run, in commit order. The judged run may be in it or not (it then counts as the last). */
  readonly runs: readonly RunInfo[]
  /** Every series, points in commit order; the judged run's own points may be in it or not. */
  readonly series: readonly Series[]
}

export interface AnalysisOptions {
  readonly baseBranch: string
  /** Confidence of the intervals of one metric; 0.95 by default. */
  readonly confidenceFor?: ((key: CaseKey, metric: Metric) => number) | undefined
}

/** What one series of the judged run is analyzed with. */
interface Context {
  readonly run: MeasuredRun
  readonly base: BaseRuns
  readonly baseBranch: string
  readonly placeOf: (runId: string) => number
}

/**
 * One run against its history: every series that it measured is compared with the base branch's runs of the same environment,
 * earlier in commit order, since the last confirmed change. Significance is decided over all series of the run together
 * (false discovery rate). Pure and seeded: the same history gives the same analysis. O(series · points · log points).
 */
export function analyzeRun(run: MeasuredRun, history: History, options: AnalysisOptions): Analysis {
  const base = baseRuns(history.runs, options.baseBranch)
  const places = new Map(history.runs.map(({ header }, place) => [header.id, place]))
  const placeOf = (runId: string) => places.get(runId) ?? Number.POSITIVE_INFINITY
  const context = { run, base, baseBranch: options.baseBranch, placeOf }
  const known = new Map(history.series.map((series) => [seriesId(series.key), series]))
  const analyzed = measuredSeries(run).map(({ key, point }) => {
    const confidence = options.confidenceFor?.(key.case, key.metric) ?? 0.95
    return analyzeOne(known.get(seriesId(key)) ?? { key, points: [] }, point, confidence, context)
  })
  return {
    runId: run.header.id,
    series: decideSignificance(analyzed),
    missing: missingSeries(run, history.series, base, placeOf),
  }
}

/** The series of the run, of the cases that did not fail, in the run's order. */
function measuredSeries(run: MeasuredRun): { key: SeriesKey; point: Point }[] {
  const environment = run.header.environment.fingerprint
  return run.cases
    .filter(({ status }) => status !== 'failed')
    .flatMap((measured) =>
      measured.metrics
        .filter(({ samples }) => samples.length > 0)
        .map((metric) => ({
          key: { case: measured.key, metric: metric.metric, environment },
          point: pointOf(run.header.id, metric),
        })),
    )
}

function pointOf(runId: string, { samples, reportedLow, reportedHigh }: MeasuredMetric): Point {
  const { low, high } = medianInterval(samples, 0.95)
  return {
    runId,
    median: median(samples),
    mad: medianAbsoluteDeviation(samples),
    count: samples.length,
    low: reportedLow ?? low,
    high: reportedHigh ?? high,
  }
}

function analyzeOne(series: Series, current: Point, confidence: number, context: Context): SeriesAnalysis {
  const { run, base, baseBranch, placeOf } = context
  const place = placeOf(run.header.id)
  const before = series.points.findIndex(({ runId }) => runId === run.header.id || placeOf(runId) >= place)
  const earlier = basePoints(series.points, base, before < 0 ? {} : { before })
  const { direction, unit, name } = series.key.metric
  const changePoints = findChangePoints(earlier, direction, confidence)
  const start = startOfLevel(earlier, changePoints)
  const level = earlier.slice(start)
  const chosen = chooseBaseline(level, run.header)
  const comparison =
    chosen.length < MIN_BASELINE_RUNS
      ? describeLack(chosen.length, base, baseBranch)
      : compare({
          baseline: chosen.map(({ point }) => point),
          current,
          unit,
          confidence,
          description: describeBaseline(chosen, base, baseBranch, start > 0),
          random: randomFrom('comparison', run.header.id, seriesId(series.key), name),
        })
  return {
    series,
    runId: run.header.id,
    current: { value: current.median, low: current.low, high: current.high, confidence: 0.95 },
    comparison,
    changePoints,
    trend: trendOf(
      level.map(({ point }) => point.median),
      direction,
      confidence,
    ),
  }
}

/** Corrects the p-values over all comparisons of the run, and says which of them are beyond the noise. */
function decideSignificance(analyzed: readonly SeriesAnalysis[]): SeriesAnalysis[] {
  const compared = analyzed.filter(({ comparison }) => isComparison(comparison))
  const adjusted = adjustFalseDiscovery(compared.map(({ comparison }) => (comparison as Comparison).pValue))
  const adjustedOf = new Map(compared.map((one, index) => [one, adjusted[index]!]))
  return analyzed.map((one) => {
    const adjustedPValue = adjustedOf.get(one)
    if (adjustedPValue === undefined || !isComparison(one.comparison)) return one
    const level = significanceLevel(one.comparison.change.confidence)
    const comparison = { ...one.comparison, adjustedPValue, significant: adjustedPValue < level }
    return { ...one, comparison }
  })
}

/** True for a comparison that could be made. */
export function isComparison(comparison: SeriesAnalysis['comparison']): comparison is Comparison {
  return comparison !== undefined && 'baseline' in comparison
}
