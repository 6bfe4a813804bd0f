import type { CaseReport, CaseSummary, ReportIndex, SeriesReport } from '../../../runner/report/model.ts'
import { words } from '../../words.ts'
import { environmentNames } from '../environments.ts'
import { type Scaling, scalingsOf } from '../scaling.ts'
import { canShowChange, distributionSentence, seriesSentence } from '../sentences.ts'
import { urls } from '../urls.ts'
import { type VerdictMark, verdictMark } from '../verdicts.ts'
import { type SuiteTableView, suiteTableView } from './cases.ts'
import { type ChangeView, changeView } from './changes.ts'
import type { Choice } from './history.ts'
import { type StatisticsView, statisticsViews } from './statistics.ts'

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
  /** False where every run kept one sample only, as imports often do: the chart over time has shown them all. */
  readonly hasSamples: boolean
  /** False where there are too few runs for a change of level. */
  readonly canShowChange: boolean
  readonly changes: readonly ChangeView[]
  readonly latestRunId: string | null
  readonly latestRunHref: string | null
  /** What can be added to the chart over time. */
  readonly overlays: readonly { readonly label: string; readonly choices: readonly Choice[] }[]
  readonly scalings: readonly Scaling[]
  readonly statistics: readonly StatisticsView[]
  /** How to measure just this case on one's own machine; null for a case that came from an import. */
  readonly reproduce: string | null
}

/** The cases of the same benchmark: what a page shows beside its own series. */
function siblingsOf(index: ReportIndex, one: Pick<CaseSummary, 'suite' | 'benchmark'>): CaseSummary[] {
  const suite = index.suites.find(({ name }) => name === one.suite)
  return (suite?.cases ?? []).filter(({ benchmark }) => benchmark === one.benchmark)
}

/** What of its siblings a page shows: a change of it is a reason to build the page again. */
export function siblingKey(index: ReportIndex, one: CaseSummary): string {
  const siblings = siblingsOf(index, one).filter(({ slug }) => slug !== one.slug)
  const hasScaling = Object.values(one.params).some((value) => typeof value === 'number')
  const told = siblings.map(({ slug, title, retired, series }) => [
    slug,
    title,
    retired,
    hasScaling ? series.map(({ latest }) => latest) : [],
  ])
  return JSON.stringify(told)
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
    samplesSentence: first ? distributionSentence(first.sampled, first.metric.unit) : '',
    hasSamples: report.series.some(({ sampled }) => sampled !== null && sampled.count > sampled.runs),
    canShowChange: report.series.some(canShowChange),
    changes: newestChanges(report.series).map((change) => changeView(change, index.project, environmentName)),
    latestRunId: one.series[0]?.latestRunId ?? null,
    latestRunHref: one.series[0] ? urls.run(one.series[0].latestRunId) : null,
    overlays: overlayChoices(index, report, environments),
    scalings: scalingsOf(one, siblingsOf(index, one)),
    statistics: statisticsViews(
      report.series,
      (metric, environment) => seesOf(one, metric, environment),
      environmentName,
    ),
    reproduce: report.command === null ? null : reproduceCommand(one),
  }
}

function seesOf(one: CaseSummary, metric: string, environment: string): number | null {
  const series = one.series.find((each) => each.metric.name === metric && each.environment === environment)
  return series?.smallestDetectableRatio ?? null
}

function overlayChoices(index: ReportIndex, report: CaseReport, environments: readonly Choice[]) {
  const several = (list: readonly Choice[]) => (list.length > 1 ? list : [])
  const prefixed = (kind: string, list: readonly Choice[]) =>
    list.map(({ value, text }) => ({ value: `${kind}:${value}`, text }))
  const cases = siblingsOf(index, report.case)
    .filter(({ slug }) => slug !== report.case.slug)
    .map(({ slug, title }) => ({ value: slug, text: title }))
  const metrics = choices(report.series.map(({ metric }) => metric.name))
  return [
    { label: words.chartOtherParams, choices: prefixed('case', cases) },
    { label: words.chartMetricsRelative, choices: prefixed('metric', several(metrics)) },
    { label: words.pageEnvironments, choices: prefixed('environment', several(environments)) },
  ]
}

/** Quoted for a POSIX shell: names come from a config. */
function reproduceCommand({ suite, title }: CaseSummary): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
  return `npx perfledger run --suite ${quoted(suite)} --filter ${quoted(title)} --no-append`
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
