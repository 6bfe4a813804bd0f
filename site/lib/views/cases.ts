import type {
  CaseSummary,
  ReportProject,
  SeriesSummary,
  SuiteSummary,
  VerdictState,
} from '../../../runner/report/model.ts'
import type { Scale } from '../../../runner/units.ts'
import { fill, words } from '../../words.ts'
import type { EnvironmentNames } from '../environments.ts'
import {
  budgetText,
  type ChangeText,
  changeText,
  type EstimateText,
  estimateText,
  plural,
  quantityText,
  tableScales,
} from '../format.ts'
import { type Sparkline, sparkline } from '../sparkline.ts'
import { urls } from '../urls.ts'
import { type ShownState, type VerdictMark, verdictMark } from '../verdicts.ts'
import { type ChangeView, changeView } from './changes.ts'
import type { Choice } from './history.ts'

/** A suite with a line per series: of each case its first (overview), or all of them (suite page). */
export interface SuiteTableView {
  readonly name: string
  readonly slug: string
  readonly href: string
  readonly rows: readonly CaseRowView[]
}

export interface CaseRowView {
  readonly title: string
  readonly href: string
  readonly metric: string
  /** Empty where only one environment was ever measured, and where the line above has told it. */
  readonly environment: string
  readonly mark: VerdictMark
  readonly latest: EstimateText | null
  readonly change: ChangeText | null
  /** All of them: `250 ms, 300 ms (p95)`. */
  readonly budget: string
  readonly sparkline: Sparkline | null
  /** The sparkline in words. */
  readonly sparklineText: string
  readonly lastChange: ChangeView | null
  readonly retired: boolean
  /** The case failed or is missing: the value is of an earlier run, and there is no comparison. */
  readonly stale: boolean
  /** A further series of the case above it. */
  readonly continued: boolean
  readonly haystack: string
  readonly verdict: ShownState
  /** What the line can be found by: its own metric, and on a line that stands for the whole case all of them. */
  readonly metrics: readonly string[]
  readonly tags: readonly string[]
}

export interface SuiteTableOptions {
  readonly series: 'first' | 'all'
  readonly project: ReportProject
  readonly environmentName: EnvironmentNames
  readonly severalEnvironments: boolean
}

type Scales = (value: number, unit: string) => Scale

export function suiteTableView(suite: SuiteSummary, options: SuiteTableOptions): SuiteTableView {
  const shown = suite.cases.map((one) => ({ one, series: chosenSeries(one, options) }))
  const scales = tableScales(
    shown.flatMap(({ series }) =>
      series.map((each) => ({ value: each.latest.value, unit: each.metric.unit })),
    ),
  )
  return {
    name: suite.name,
    slug: suite.slug,
    href: urls.suite(suite.slug),
    rows: shown.flatMap(({ one, series }) => caseRows(one, series, scales, options)),
  }
}

function chosenSeries(one: CaseSummary, options: SuiteTableOptions): readonly SeriesSummary[] {
  return options.series === 'all' ? one.series : one.series.slice(0, 1)
}

function caseRows(
  one: CaseSummary,
  series: readonly SeriesSummary[],
  scales: Scales,
  options: SuiteTableOptions,
): CaseRowView[] {
  if (series.length === 0) return [bareRow(one)]
  return series.map((each, index) => ({
    ...bareRow(one),
    ...seriesCells(each, scales, options),
    ...(each.environment === series[index - 1]?.environment ? { environment: '' } : {}),
    ...(isStale(one) ? { change: null } : {}),
    href: options.series === 'all' ? seriesHref(one.slug, each) : urls.benchmark(one.slug),
    mark: verdictMark(options.series === 'all' ? seriesVerdict(one, each, index) : one.verdict),
    continued: index > 0,
    ...(options.series === 'all' ? { metrics: [each.metric.name] } : {}),
    haystack: haystack(one, each),
  }))
}

/** A case that failed or is missing has no verdict per metric: its first line tells the verdict of the case. */
function seriesVerdict(one: CaseSummary, each: SeriesSummary, index: number) {
  return isStale(one) && index === 0 ? one.verdict : each.verdict
}

function isStale({ verdict }: CaseSummary): boolean {
  return verdict?.state === 'failed' || verdict?.state === 'missing'
}

function bareRow(one: CaseSummary): CaseRowView {
  return {
    title: one.title,
    href: urls.benchmark(one.slug),
    metric: '',
    environment: '',
    mark: verdictMark(one.verdict),
    latest: null,
    change: null,
    budget: '',
    sparkline: null,
    sparklineText: '',
    lastChange: null,
    retired: one.retired,
    stale: isStale(one),
    continued: false,
    haystack: haystack(one, undefined),
    verdict: one.verdict?.state ?? 'unjudged',
    metrics: metricNames([one]),
    tags: one.tags ?? [],
  }
}

function seriesCells(each: SeriesSummary, scales: Scales, options: SuiteTableOptions) {
  const scale = scales(each.latest.value, each.metric.unit)
  return {
    metric: each.metric.name,
    environment: options.severalEnvironments ? options.environmentName(each.environment).short : '',
    latest: estimateText(each.latest, scale, each.latestSamples),
    change: each.change && changeText(each.change),
    budget: each.budgets.map((budget) => budgetText(budget, scale)).join(', '),
    sparkline: sparkline(each.sparkline) ?? null,
    sparklineText: sparklineText(each.sparkline, scale),
    lastChange: each.lastChange && changeView(each.lastChange, options.project, options.environmentName),
  }
}

function sparklineText(values: readonly number[], scale: Scale): string {
  if (values.length === 0) return words.casesNoBaseRuns
  const low = quantityText(Math.min(...values), scale)
  const high = quantityText(Math.max(...values), scale)
  return fill(
    words.casesSparkline,
    plural(values.length, 'run'),
    low,
    high,
    quantityText(values.at(-1)!, scale),
  )
}

function seriesHref(slug: string, each: SeriesSummary): string {
  return urls.benchmark(slug, { metric: each.metric.name, environment: each.environment })
}

function haystack(one: CaseSummary, each: SeriesSummary | undefined): string {
  return [one.suite, one.title, each?.metric.name ?? '', ...(one.tags ?? [])].join(' ').toLowerCase()
}

function metricNames(cases: readonly CaseSummary[]): string[] {
  return [...new Set(cases.flatMap(({ series }) => series.map(({ metric }) => metric.name)))]
}

/** What a list of these cases can be narrowed to. */
export function caseChoices(cases: readonly CaseSummary[]): { metrics: Choice[]; tags: Choice[] } {
  const choice = (value: string): Choice => ({ value, text: value })
  const tags = new Set(cases.flatMap((one) => one.tags ?? []))
  return { metrics: metricNames(cases).map(choice), tags: [...tags].sort().map(choice) }
}

/** The newest verdict of every case that is still measured, for a roll-up. */
export function currentStates(cases: readonly CaseSummary[]): VerdictState[] {
  return cases.flatMap((one) => (one.retired || one.verdict === null ? [] : [one.verdict.state]))
}
