import { caseId, caseTitle } from '../plan/identity.ts'
import type { CaseKey } from '../plan/plan.ts'
import { caseSlug } from './address.ts'
import type { History } from './history.ts'
import type { CaseReport, CaseSummary, ReportVerdict, SeriesSummary } from './model.ts'
import { REPORT_SCHEMA_VERSION } from './model.ts'
import { worst } from './run-summary.ts'
import { type AnalyzedSeries, seriesReport, seriesSummary } from './series-report.ts'

/** A case as the tables show it: its newest verdict and the newest state of each of its series. */
export function caseSummary(
  key: CaseKey,
  analyzed: readonly AnalyzedSeries[],
  history: History,
): CaseSummary {
  const summaries = analyzed.flatMap((entry) => seriesSummary(entry, history) ?? [])
  const tags = history.tagsOf?.(key) ?? []
  return {
    slug: caseSlug(key),
    suite: key.suite,
    benchmark: key.benchmark,
    params: { ...key.params },
    title: caseTitle(key),
    verdict: newestVerdict(key, history),
    retired: isRetired(key, summaries, history),
    series: summaries.sort(byNewest(history)),
    ...(tags.length > 0 ? { tags: [...tags] } : {}),
  }
}

/** The worst verdict of the newest run on the base branch in which the case was measured or expected. */
function newestVerdict(key: CaseKey, history: History): ReportVerdict | null {
  const verdicts = history.countedByCase.get(caseId(key)) ?? []
  const base = verdicts.filter((verdict) => history.isBase(verdict.runId))
  const newest = base.reduce(
    (latest, verdict) => Math.max(latest, history.orderOf.get(verdict.runId) ?? -1),
    -1,
  )
  return worst(base.filter((verdict) => history.orderOf.get(verdict.runId) === newest))
}

/** Gone on purpose: neither in the config nor measured or expected by the newest complete run on the base branch. */
function isRetired(key: CaseKey, summaries: readonly SeriesSummary[], history: History): boolean {
  const complete = history.runs.findLast(
    ({ header, interrupted }) => !header.partial && !interrupted && history.isBase(header.id),
  )
  if (!complete || history.placeOf(key) !== undefined) return false
  const { id } = complete.header
  if (summaries.some((summary) => after(summary.latestRunId, id, history))) return false
  const judged = history.verdictsByRun.get(id)
  return judged ? !judged.some((verdict) => caseId(verdict.case) === caseId(key)) : true
}

function after(runId: string, otherId: string, { orderOf }: History): boolean {
  return (orderOf.get(runId) ?? -1) >= (orderOf.get(otherId) ?? -1)
}

/** Series of the environment measured last come first; the order of metrics stays as it was measured. */
function byNewest({ orderOf }: History): (a: SeriesSummary, b: SeriesSummary) => number {
  return (a, b) =>
    a.environment === b.environment
      ? 0
      : (orderOf.get(b.latestRunId) ?? 0) - (orderOf.get(a.latestRunId) ?? 0)
}

/** The series of a case in the order of its summary. */
export function inOrder(
  { series }: CaseSummary,
  analyzed: readonly AnalyzedSeries[],
): readonly AnalyzedSeries[] {
  const places = new Map(series.map((entry, place) => [`${entry.metric.name} ${entry.environment}`, place]))
  const place = ({ series: { key } }: AnalyzedSeries) =>
    places.get(`${key.metric.name} ${key.environment}`) ?? 0
  return [...analyzed].sort((a, b) => place(a) - place(b))
}

/** What the page of a case shows. */
export function caseReport(
  summary: CaseSummary,
  analyzed: readonly AnalyzedSeries[],
  history: History,
): CaseReport {
  const { suite, benchmark, params } = summary
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    case: summary,
    command: history.commandOf({ suite, benchmark, params }),
    series: inOrder(summary, analyzed).map((entry) => seriesReport(entry, history)),
  }
}
