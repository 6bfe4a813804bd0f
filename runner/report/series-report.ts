import type { ChangePoint, Trend } from '../analyze/analysis.ts'
import type { SeriesHistory } from '../analyze/analyze-series.ts'
import { percentileOf } from '../analyze/percentile.ts'
import { seriesId } from '../ledger/identity.ts'
import type { Point, Series } from '../ledger/series.ts'
import type { RecordedVerdict } from '../ledger/verdicts.ts'
import { caseId, caseTitle } from '../plan/identity.ts'
import { caseSlug } from './address.ts'
import type { History } from './history.ts'
import type { BudgetState, ChangeSummary, SeriesReport, SeriesSummary, VerdictState } from './model.ts'
import { changeOf, verdictOf } from './run-report.ts'
import { commitOf } from './run-summary.ts'

/** A series with its analysis: what its page, its row in a table and the list of changes are made of. */
export interface AnalyzedSeries {
  readonly series: Series
  readonly analysis: SeriesHistory
}

const SPARKLINE_POINTS = 60

/** The newest state of a series, for tables; undefined for a series without points. */
export function seriesSummary(
  { series, analysis }: AnalyzedSeries,
  history: History,
): SeriesSummary | undefined {
  const base = series.points.filter((point) => history.isBase(point.runId))
  const points = base.length > 0 ? base : series.points
  const latest = points.at(-1)
  if (!latest) return undefined
  const verdict = recordedVerdict(series, latest.runId, history)
  const newestChange = analysis.changePoints.at(-1)
  return {
    metric: { ...series.key.metric },
    environment: series.key.environment,
    latestRunId: latest.runId,
    latest: medianOf(latest),
    change: changeOf(verdict),
    baselineRuns: verdict?.baselineRunIds.length ?? 0,
    smallestDetectableRatio: verdict?.smallestDetectableRatio ?? null,
    verdict: verdict ? verdictOf(verdict) : null,
    budgets: budgetStates(series, latest, history),
    sparkline: points.slice(-SPARKLINE_POINTS).map((point) => point.median),
    lastChange: newestChange ? changeSummary(series, newestChange, history) : null,
  }
}

/** The median is known of every run, other percentiles where the samples are at hand. */
function budgetStates({ key }: Series, latest: Point, history: History): BudgetState[] {
  const samples = history.recentSamples.get(seriesId(key))?.find(({ runId }) => runId === latest.runId)?.samples
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

function recordedVerdict(series: Series, runId: string, history: History): RecordedVerdict | undefined {
  const id = caseId(series.key.case)
  return history.verdictsByRun
    .get(runId)
    ?.find((verdict) => verdict.metric?.name === series.key.metric.name && caseId(verdict.case) === id)
}

export function changeSummary(series: Series, change: ChangePoint, history: History): ChangeSummary {
  const run = history.runById.get(change.runId)
  const previous = history.runById.get(change.previousRunId)
  const { kind, state, better, pValue } = change
  return {
    caseSlug: caseSlug(series.key.case),
    caseTitle: caseTitle(series.key.case),
    suite: series.key.case.suite,
    metric: { ...series.key.metric },
    environment: series.key.environment,
    kind,
    state,
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

/** A whole series as columns. `commits` gives the place of a run's commit in the case's list, -1 for none. */
export function seriesReport(
  { series, analysis }: AnalyzedSeries,
  history: History,
  commits: (runId: string) => number,
): SeriesReport {
  const { points, key } = series
  const verdicts = verdictStates(series, history)
  return {
    metric: { ...key.metric },
    environment: key.environment,
    budgets: [...history.budgetsOf(key.case, key.metric)],
    points: {
      runId: points.map((point) => point.runId),
      commit: points.map((point) => commits(point.runId)),
      startedAt: points.map((point) => history.runById.get(point.runId)?.header.startedAt ?? ''),
      median: points.map((point) => point.median),
      low: points.map((point) => point.low),
      high: points.map((point) => point.high),
      count: points.map((point) => point.count),
      base: points.map((point) => history.isBase(point.runId)),
      verdict: points.map((point) => verdicts.get(point.runId) ?? null),
    },
    changes: analysis.changePoints.map((change) => changeSummary(series, change, history)),
    baseline: analysis.baseline
      ? {
          fromIndex: analysis.baseline.fromIndex,
          estimate: { ...analysis.baseline.estimate },
          runs: analysis.baseline.runIds.length,
        }
      : null,
    trend: analysis.trend ? trendReport(analysis.trend) : null,
    recentSamples: (history.recentSamples.get(seriesId(key)) ?? []).map(({ runId, samples }) => ({
      runId,
      samples: [...samples],
    })),
  }
}

function trendReport(trend: Trend): NonNullable<SeriesReport['trend']> {
  return {
    ...trend,
    slopePerWeek: trend.slopePerWeek ?? null,
    slopePer100Commits: trend.slopePer100Commits ?? null,
  }
}

function verdictStates({ key }: Series, history: History): Map<string, VerdictState> {
  const verdicts = history.verdictsByCase.get(caseId(key.case)) ?? []
  return new Map(
    verdicts
      .filter(
        (verdict) => verdict.metric?.name === key.metric.name && verdict.environment === key.environment,
      )
      .map((verdict) => [verdict.runId, verdict.state]),
  )
}
