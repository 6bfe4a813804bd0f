import { seriesId } from '../ledger/identity.ts'
import type { Series } from '../ledger/series.ts'
import { caseId } from '../plan/identity.ts'
import type { CaseKey } from '../plan/plan.ts'
import { analyzeMarked } from '../stewardship.ts'
import { suiteSlug } from './address.ts'
import { caseDataIn } from './case-data.ts'
import { caseReport, caseSummary } from './case-report.ts'
import { decisionsByRun } from './decisions-by-run.ts'
import { environmentOf } from './environments.ts'
import { type History, indexHistory, type ReportInput } from './history.ts'
import type {
  CaseData,
  CaseReport,
  CaseSummary,
  ChangeList,
  ChangeSummary,
  DecisionList,
  ReportEnvironment,
  ReportIndex,
  RunList,
  RunSummary,
  SuiteSummary,
} from './model.ts'
import { REPORT_SCHEMA_VERSION } from './model.ts'
import { noCounts, summarizeRun } from './run-summary.ts'
import { sentenceOf } from './sentence.ts'
import type { AnalyzedSeries } from './series-report.ts'

/** The report of a whole history, but for the single runs (see `run-report.ts`). */
export interface Report {
  readonly index: ReportIndex
  readonly runs: RunList
  readonly changes: ChangeList
  readonly decisions: DecisionList
  readonly cases: readonly CaseReport[]
  /** Every point of these cases, by slug: large, so each is made when it is asked for. */
  readonly caseData: () => Iterable<readonly [slug: string, data: CaseData]>
}

/** Turns what the ledger holds into the report. Pure: the same history gives the same report, but for `generatedAt`. */
export function assembleReport(input: ReportInput): Report {
  const history = indexHistory(input)
  const cases = analyzedCases(history).map(([key, analyzed]) => {
    const summary = caseSummary(key, analyzed, history)
    return { summary, analyzed, report: caseReport(summary, analyzed, history) }
  })
  const runs = runSummaries(history)
  const summaries = cases.map((entry) => entry.summary)
  const changes = everyChange(cases.map((entry) => entry.report))
  return {
    index: reportIndex(history, runs, summaries, changes),
    runs: { schemaVersion: REPORT_SCHEMA_VERSION, runs },
    changes: { schemaVersion: REPORT_SCHEMA_VERSION, changes },
    decisions: {
      schemaVersion: REPORT_SCHEMA_VERSION,
      runs: decisionsByRun(cases.map((entry) => entry.report)),
    },
    cases: cases.map((entry) => entry.report),
    *caseData() {
      const dataOf = caseDataIn(history)
      for (const { report, analyzed } of cases) yield [report.case.slug, dataOf(report, analyzed)]
    },
  }
}

/** Every case that was ever measured or judged, in the config's order, then in order of appearance. */
function analyzedCases(history: History): [CaseKey, AnalyzedSeries[]][] {
  const keys = new Map<string, CaseKey>()
  for (const { key } of history.series) keys.set(caseId(key.case), key.case)
  for (const verdict of history.given) keys.set(caseId(verdict.case), verdict.case)
  const byCase = Map.groupBy(history.series, ({ key }) => caseId(key.case))
  return [...keys]
    .map(([id, key]): [CaseKey, AnalyzedSeries[]] => [
      key,
      (byCase.get(id) ?? []).map((series) => analyzed(series, history)),
    ])
    .sort(([a], [b]) => placeOf(a, history) - placeOf(b, history))
}

function analyzed(series: Series, history: History): AnalyzedSeries {
  const { baseBranch } = history.project
  const id = seriesId(series.key)
  const marks = history.marks?.get(id)
  const known = history.analyses?.get(id)
  return { series, marks, analysis: known ?? analyzeMarked(series, history.runs, { baseBranch }, marks) }
}

function placeOf(key: CaseKey, history: History): number {
  return history.placeOf(key) ?? Number.MAX_SAFE_INTEGER
}

function runSummaries(history: History): RunSummary[] {
  return history.runs
    .map((run) => summarizeRun(run, history.verdictsByRun.get(run.header.id) ?? []))
    .sort((a, b) => (a.id < b.id ? 1 : -1))
}

function reportIndex(
  history: History,
  runs: readonly RunSummary[],
  cases: readonly CaseSummary[],
  changes: readonly ChangeSummary[],
): ReportIndex {
  const counts = noCounts()
  for (const { verdict, retired } of cases) if (verdict && !retired) counts[verdict.state] += 1
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    toolVersion: history.toolVersion,
    generatedAt: history.generatedAt,
    project: history.project,
    sentence: sentenceOf(counts),
    counts,
    latestRun: runs.find((run) => history.isBase(run.id)) ?? runs[0] ?? null,
    totalRuns: runs.length,
    environments: environments(history),
    suites: suites(cases),
    changes: recentChanges(runs, changes),
  }
}

/** The one used last comes first. */
function environments(history: History): ReportEnvironment[] {
  const groups = Map.groupBy(history.runs, ({ header }) => header.environment.fingerprint)
  return [...groups.values()]
    .map((group) => {
      const lastRunAt = group.map(({ header }) => header.startedAt).reduce((a, b) => (a > b ? a : b))
      return environmentOf(group[0]!.header.environment, group.length, lastRunAt)
    })
    .sort((a, b) => (a.lastRunAt < b.lastRunAt ? 1 : -1))
}

function suites(cases: readonly CaseSummary[]): SuiteSummary[] {
  const groups = Map.groupBy(cases, (summary) => summary.suite)
  return [...groups].map(([name, members]) => ({ slug: suiteSlug(name), name, cases: members }))
}

const RECENT_DAYS = 90
const RECENT_RUNS = 200
const MOST_CHANGES = 100

/** Newest first. */
function everyChange(reports: readonly CaseReport[]): ChangeSummary[] {
  return reports
    .flatMap((report) => report.series.flatMap((series) => series.changes))
    .sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0))
}

function recentChanges(runs: readonly RunSummary[], changes: readonly ChangeSummary[]): ChangeSummary[] {
  const newest = runs[0]
  if (!newest) return []
  const byAge = new Date(Date.parse(newest.startedAt) - RECENT_DAYS * 86_400_000).toISOString()
  const byCount = runs.at(Math.min(RECENT_RUNS, runs.length) - 1)?.startedAt ?? byAge
  const since = byAge < byCount ? byAge : byCount
  return changes.filter((change) => change.startedAt >= since).slice(0, MOST_CHANGES)
}
