import type { ChangePoint, Trend } from '../analyze/analysis.ts'
import type { SeriesHistory } from '../analyze/analyze-series.ts'
import { percentileOf } from '../analyze/percentile.ts'
import { seriesId } from '../ledger/identity.ts'
import type { Point, RunSamples, Series } from '../ledger/series.ts'
import type { RecordedVerdict } from '../ledger/verdicts.ts'
import { caseId, caseTitle } from '../plan/identity.ts'
import type { Mark, SeriesMarks } from '../stewardship.ts'
import { caseSlug, seriesSlug } from './address.ts'
import { type ChangeStanding, placed, standingsIn } from './change-standing.ts'
import { sevenDigits } from './digits.ts'
import type { History } from './history.ts'
import type {
  BudgetState,
  ChangeSummary,
  ReportMark,
  SeriesReport,
  SeriesSummary,
  SeriesTrend,
} from './model.ts'
import { changeOf, verdictOf } from './run-report.ts'
import { commitOf } from './run-summary.ts'
import { pointKinds, sampledRuns, seriesPicture, spreadOf } from './series-figures.ts'

/** A series with its analysis: what its page, its row in a table and the list of changes are made of. */
export interface AnalyzedSeries {
  readonly series: Series
  readonly analysis: SeriesHistory
  /** What people decided about its points. */
  readonly marks?: SeriesMarks | undefined
}

const SPARKLINE_POINTS = 60

/** The newest state of a series, for tables; undefined for a series without points. */
export function seriesSummary(analyzed: AnalyzedSeries, history: History): SeriesSummary | undefined {
  const { series, analysis } = analyzed
  const points = countedPoints(analyzed, history)
  const latest = points.at(-1)
  if (!latest) return undefined
  const verdict = countedVerdict(series, latest.runId, history)
  const newestChange = analysis.changePoints.at(-1)
  return {
    slug: seriesSlug(series.key.metric.name, series.key.environment),
    metric: { ...series.key.metric },
    environment: series.key.environment,
    latestRunId: latest.runId,
    latest: medianOf(latest),
    latestSamples: latest.count,
    change: changeOf(verdict),
    baselineRuns: verdict?.baselineRunIds.length ?? 0,
    smallestDetectableRatio: verdict?.smallestDetectableRatio ?? null,
    verdict: verdict ? verdictOf(verdict) : null,
    budgets: budgetStates(series, latest, history),
    sparkline: points.slice(-SPARKLINE_POINTS).map((point) => point.median),
    lastChange: newestChange ? (changeSummaries(analyzed, history).at(-1) ?? null) : null,
  }
}

/** The median is known of every run, other percentiles where the samples are at hand. */
function budgetStates({ key }: Series, latest: Point, history: History): BudgetState[] {
  const samples = history.recentSamples
    .get(seriesId(key))
    ?.find(({ runId }) => runId === latest.runId)?.samples
  return history.budgetsOf(key.case, key.metric).map((budget) => {
    if (budget.quantile === 0.5) return { ...budget, latest: medianOf(latest) }
    if (samples === undefined || samples.length === 0) return { ...budget, latest: null }
    const { value, low, high, confidence } = percentileOf(samples, budget.quantile, 0.95)
    return { ...budget, latest: { value, low: finite(low), high: finite(high), confidence } }
  })
}

/** JSON has no infinity. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

const medianOf = ({ median, low, high }: Point) => ({ value: median, low, high, confidence: 0.95 })

/** What is told of a series today: its points on the base branch that nobody excluded, or else what there is. */
function countedPoints({ series, marks }: AnalyzedSeries, history: History): readonly Point[] {
  const excluded = new Set(marks?.excluded.map(({ runId }) => runId))
  const counted = series.points.filter(({ runId }) => !excluded.has(runId))
  const base = counted.filter(({ runId }) => history.isBase(runId))
  return [base, counted, series.points].find((points) => points.length > 0) ?? []
}

function countedVerdict({ key }: Series, runId: string, history: History): RecordedVerdict | undefined {
  return history.countedByCase
    .get(caseId(key.case))
    ?.find((verdict) => verdict.runId === runId && verdict.metric?.name === key.metric.name)
}

/** Every change of a series with what became of it. */
export function changeSummaries(analyzed: AnalyzedSeries, history: History): ChangeSummary[] {
  const { series, analysis, marks } = analyzed
  if (analysis.changePoints.length === 0) return []
  const standings = standingsIn(series, analysis.changePoints, history.isBase, marks)
  return analysis.changePoints.map((change, place) =>
    changeSummary(series, change, standings[place]!, history),
  )
}

const reportMark = ({ runId, reason, link }: Mark): ReportMark => ({ runId, reason, link: link ?? null })

function changeSummary(
  series: Series,
  change: ChangePoint,
  { state, accepted, fixedBy }: ChangeStanding,
  history: History,
): ChangeSummary {
  const run = history.runById.get(change.runId)
  const previous = history.runById.get(change.previousRunId)
  const fix = fixedBy && history.runById.get(fixedBy.runId)
  const { kind, better, pValue } = change
  return {
    caseSlug: caseSlug(series.key.case),
    caseTitle: caseTitle(series.key.case),
    suite: series.key.case.suite,
    metric: { ...series.key.metric },
    environment: series.key.environment,
    kind,
    state,
    accepted: accepted ? reportMark(accepted) : null,
    fixedBy: fix
      ? { runId: fix.header.id, startedAt: fix.header.startedAt, commit: commitOf(fix.header.commit) }
      : null,
    better,
    change: { ...change.change },
    pValue,
    runId: change.runId,
    startedAt: run?.header.startedAt ?? '',
    commit: commitOf(run?.header.commit),
    previousRunId: change.previousRunId,
    previousCommit: commitOf(previous?.header.commit),
  }
}

/** What is known of a series as a whole. */
export function seriesReport(analyzed: AnalyzedSeries, history: History): SeriesReport {
  const { series, analysis, marks } = analyzed
  const { points, key } = series
  const excluded = placed(series, marks?.excluded)
  const kinds = pointKinds(points, new Set(excluded.map(({ index }) => index)), history.isBase)
  const startedAt = (runId: string) => history.runById.get(runId)?.header.startedAt ?? ''
  const latest = points[kinds.counted.at(-1) ?? -1]
  return {
    slug: seriesSlug(key.metric.name, key.environment),
    metric: { ...key.metric },
    environment: key.environment,
    budgets: [...history.budgetsOf(key.case, key.metric)],
    runs: {
      counted: kinds.counted.length,
      excluded: excluded.length,
      firstStartedAt: points[0] ? startedAt(points[0].runId) : null,
    },
    latest: latest ? medianOf(latest) : null,
    spread: spreadOf(points, kinds, analysis.baseline?.fromIndex),
    changes: changeSummaries(analyzed, history).map((change, place) => ({
      ...change,
      index: analysis.changePoints[place]!.index,
    })),
    accepted: placed(series, marks?.accepted).map(({ index, mark }) => ({
      ...reportMark(mark),
      index,
      startedAt: startedAt(mark.runId),
    })),
    excluded: excluded.map(({ index, mark }) => ({
      ...reportMark(mark),
      index,
      median: sevenDigits(points[index]!.median),
    })),
    baseline: analysis.baseline
      ? {
          fromIndex: analysis.baseline.fromIndex,
          estimate: { ...analysis.baseline.estimate },
          runs: analysis.baseline.runIds.length,
        }
      : null,
    trend: analysis.trend ? trendReport(analysis.trend) : null,
    sampled: sampledRuns(countedSamples(analyzed, history)),
    picture: seriesPicture(points, kinds, startedAt),
  }
}

/** Of the last runs that nobody excluded, oldest first. */
export function countedSamples(
  { series: { key }, marks }: AnalyzedSeries,
  { recentSamples }: History,
): readonly RunSamples[] {
  const excluded = new Set(marks?.excluded.map(({ runId }) => runId))
  return (recentSamples.get(seriesId(key)) ?? []).filter(({ runId }) => !excluded.has(runId))
}

function trendReport(trend: Trend): SeriesTrend {
  return {
    ...trend,
    slopePerWeek: trend.slopePerWeek ?? null,
    slopePer100Commits: trend.slopePer100Commits ?? null,
    lastRuns: trend.lastRuns ?? null,
  }
}
