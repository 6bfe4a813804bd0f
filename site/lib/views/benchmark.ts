import type { CaseReport, ReportIndex, SeriesReport } from '../../../runner/report/model.ts'
import { environmentNames } from '../environments.ts'
import { distributionSentence, seriesSentence } from '../sentences.ts'
import { urls } from '../urls.ts'
import { type VerdictMark, verdictMark } from '../verdicts.ts'
import { type SuiteTableView, suiteTableView } from './cases.ts'
import { type ChangeView, changeView } from './changes.ts'
import type { Choice } from './history.ts'

/** Everything a benchmark's page shows without its charts. */
export interface BenchmarkView {
  readonly title: string
  readonly suite: { readonly name: string; readonly href: string }
  readonly mark: VerdictMark
  readonly reasons: readonly string[]
  readonly retired: boolean
  readonly params: readonly { readonly name: string; readonly value: string }[]
  readonly command: string | null
  /** A line per series. */
  readonly table: SuiteTableView
  readonly metrics: readonly Choice[]
  readonly environments: readonly Choice[]
  readonly dataHref: string
  readonly trendSentence: string
  readonly samplesSentence: string
  readonly changes: readonly ChangeView[]
  readonly latestRunHref: string | null
}

export function benchmarkView(index: ReportIndex, report: CaseReport): BenchmarkView {
  const one = report.case
  const environmentName = environmentNames(index.environments)
  const environments = choices(
    report.series.map(({ environment }) => environment),
    (fingerprint) => environmentName(fingerprint).full,
  )
  const suite = index.suites.find(({ name }) => name === one.suite)
  const first = report.series[0]
  return {
    title: one.title,
    suite: { name: one.suite, href: suite ? urls.suite(suite.slug) : urls.overview() },
    mark: verdictMark(one.verdict),
    reasons: one.verdict?.reasons ?? [],
    retired: one.retired,
    params: Object.entries(one.params).map(([name, value]) => ({ name, value: String(value) })),
    command: report.command,
    table: seriesTable(index, report, environments.length > 1),
    metrics: choices(report.series.map(({ metric }) => metric.name)),
    environments,
    dataHref: urls.caseData(one.slug),
    trendSentence: first ? seriesSentence(first) : '',
    samplesSentence: first ? distributionSentence(first) : '',
    changes: newestChanges(report.series).map((change) => changeView(change, index.project, environmentName)),
    latestRunHref: one.series[0] ? urls.run(one.series[0].latestRunId) : null,
  }
}

function seriesTable(index: ReportIndex, report: CaseReport, severalEnvironments: boolean): SuiteTableView {
  const suite = { slug: '', name: report.case.suite, cases: [report.case] }
  return suiteTableView(suite, {
    series: 'all',
    project: index.project,
    environmentName: environmentNames(index.environments),
    severalEnvironments,
  })
}

function choices(values: readonly string[], text: (value: string) => string = (value) => value): Choice[] {
  return [...new Set(values)].map((value) => ({ value, text: text(value) }))
}

function newestChanges(series: readonly SeriesReport[]) {
  return series
    .flatMap(({ changes }) => changes)
    .sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0))
}
