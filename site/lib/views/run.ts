import type {
  ReportIndex,
  RunDecision,
  RunPage,
  RunPageCase,
  RunPageMetric,
  VerdictState,
} from '../../../runner/report/model.ts'
import { formatDurationMs, type Scale } from '../../../runner/units.ts'
import { fill, words } from '../../words.ts'
import { unbroken } from '../environments.ts'
import {
  type ChangeText,
  changeText,
  type EstimateText,
  estimateText,
  plural,
  pValueText,
  tableScales,
  visibleText,
} from '../format.ts'
import { rangeText } from '../run-samples.ts'
import { outsideUrl, urls } from '../urls.ts'
import { countStates, type ShownState, STATES, type VerdictMark, verdictMark } from '../verdicts.ts'
import { type Fact, labelText, machineFacts } from './machine-facts.ts'
import { type RollUpView, rollUpView } from './roll-up.ts'
import { type DecisionView, decisionViews } from './run-decisions.ts'
import { baselineRunId, type RunDifferences, runDifferences } from './run-differences.ts'
import { type RunRowView, runRowView } from './runs.ts'

/** A run's permanent page: its verdicts are those that were given to it, and the version that gave them is told. */
export interface RunView {
  readonly row: RunRowView
  readonly rollUp: RollUpView
  readonly facts: readonly Fact[]
  readonly warnings: readonly WarningView[]
  /** The cases whose verdict is worth reading first, worst first in each suite. */
  readonly news: readonly RunSuiteView[]
  /** All others, in the config's order. */
  readonly quiet: readonly RunSuiteView[]
  readonly judgedBy: string
  readonly previousHref: string | null
  readonly nextHref: string | null
  /** Against the newest run of its baseline. */
  readonly compareHref: string | null
  /** Null where there was no baseline. */
  readonly differences: RunDifferences | null
}

/** A warning; of one that many cases have, the first of them, and the others to unfold. */
export interface WarningView {
  readonly caseTitle: string | null
  readonly message: string
  readonly advice: string
  readonly others: readonly { readonly caseTitle: string; readonly message: string }[]
}

export interface RunSuiteView {
  readonly name: string
  readonly cases: readonly RunCaseView[]
}

export interface RunCaseView {
  readonly title: string
  readonly href: string | null
  readonly mark: VerdictMark
  readonly reasons: readonly string[]
  /** What people decided about it since; the verdict stays as it was given. */
  readonly decided: readonly DecisionView[]
  readonly failure: RunPageCase['failure']
  /** Its place in the {@link RunDocument}, which has the samples and timelines. */
  readonly place: number
  readonly hasTimeline: boolean
  readonly metrics: readonly RunMetricView[]
  /** For links into the page. */
  readonly anchor: string | null
}

export interface RunMetricView {
  readonly name: string
  readonly mark: VerdictMark
  readonly estimate: EstimateText | null
  readonly change: ChangeText | null
  /** What the change rests on: `12 runs, p = 0.31, 2.4 % would show` */
  readonly evidence: string
  readonly budget: string
  /** `12.0`: its samples are those of metric 0 of case 12 of the {@link RunDocument}; nothing where there are none. */
  readonly samplesAt: string
  /** `30 samples` */
  readonly count: string
  /** `30 samples from 0.98 ms to 1.01 ms` */
  readonly sampled: string
}

/** Nothing that a reader has to act on or would celebrate. */
const QUIET: ReadonlySet<ShownState> = new Set(['ok', 'unjudged', 'inconclusive'])

/** @param baseline the newest run that the verdicts rest on, if any; `decisions` are those about this run */
export function runView(
  index: ReportIndex,
  report: RunPage,
  baseline: RunPage | null = null,
  decisions: readonly RunDecision[] = [],
): RunView {
  const { run, environment } = report
  const name = unbroken(environment.description)
  const suites = suiteViews(report, pageFinder(index, environment.fingerprint), decisions)
  return {
    row: runRowView(run, index.project, () => ({ full: name, short: name })),
    rollUp: rollUpView(run.counts ?? countStates([]), [], { named: false, filterHref: () => '#cases' }),
    facts: facts(report),
    warnings: warningViews(report.warnings),
    news: narrowed(suites, isNews).map(worstFirst),
    quiet: narrowed(suites, (one) => !isNews(one)),
    judgedBy: judgedBy(report.cases),
    previousHref: report.previousRunId && urls.run(report.previousRunId),
    nextHref: report.nextRunId && urls.run(report.nextRunId),
    compareHref: baselineCompareHref(report),
    differences: baseline && runDifferences(report, baseline),
  }
}

/** The newest run that any verdict of this run rests on, against this run. */
export function baselineCompareHref(report: RunPage): string | null {
  const base = baselineRunId(report)
  return base === null ? null : urls.compare({ base, head: report.run.id })
}

/** With as many cases of one advice, a list of all of them would hide the verdicts below it. */
const ALIKE = 3

function warningViews(warnings: RunPage['warnings']): WarningView[] {
  const byAdvice = Map.groupBy(warnings, ({ code, advice }) => `${code} ${advice}`)
  return [...byAdvice.values()].flatMap((alike) => {
    const ofCases = alike.flatMap(({ caseTitle, message }) =>
      caseTitle === null ? [] : { caseTitle, message },
    )
    if (ofCases.length < ALIKE) return alike.map((one) => ({ ...one, others: [] }))
    const [first, ...others] = ofCases
    const ofTheRun = alike.filter(({ caseTitle }) => caseTitle === null)
    return [
      ...ofTheRun.map((one) => ({ ...one, others: [] })),
      { ...first!, advice: alike[0]!.advice, others },
    ]
  })
}

/** How the config of a run begins that came from an import: there was none, and no seed. */
const IMPORTED = 'import:'

function facts(report: RunPage): Fact[] {
  const { run, environment } = report
  const durationMs = Date.parse(run.finishedAt) - Date.parse(run.startedAt)
  const isImported = report.configHash.startsWith(IMPORTED)
  const labels = Object.entries(environment.labels).map(labelText)
  return [
    ...(durationMs > 0 ? [{ name: words.factTook, value: formatDurationMs(durationMs) }] : []),
    ...machineFacts(environment),
    ...(labels.length > 0 ? [{ name: words.factLabels, value: labels.join(', ') }] : []),
    {
      name: words.factEnvironment,
      value: environment.fingerprint,
      href: urls.history({ environment: environment.fingerprint }),
    },
    ...(run.ci
      ? [
          {
            name: words.runCiJob,
            value: [run.ci.service, run.ci.job].filter(Boolean).join(', '),
            href: outsideUrl(run.ci.url),
          },
        ]
      : []),
    ...noiseFloor(report),
    ...(isImported
      ? []
      : [
          { name: words.factConfig, value: report.configHash },
          { name: words.factSeed, value: String(report.seed) },
        ]),
    {
      name: isImported ? words.runImportedBy : words.runMeasuredBy,
      value: fill(words.runPerfledger, run.toolVersion),
    },
  ]
}

/** A report written before noise floors were kept has none. */
function noiseFloor({ noiseFloorRatio }: RunPage): Fact[] {
  if (noiseFloorRatio === null || noiseFloorRatio === undefined) return []
  const percent = (noiseFloorRatio * 100).toFixed(1)
  return [{ name: words.runNoiseFloor, value: fill(words.runNoiseFloorText, percent) }]
}

/** A failure in a run that was never judged is none the less one. */
function isNews({ mark, failure }: RunCaseView): boolean {
  return failure !== null || !QUIET.has(mark.state)
}

function narrowed(
  suites: readonly RunSuiteView[],
  has: (one: RunCaseView) => boolean,
): readonly RunSuiteView[] {
  return suites
    .map(({ name, cases }) => ({ name, cases: cases.filter(has) }))
    .filter(({ cases }) => cases.length > 0)
}

function worstFirst({ name, cases }: RunSuiteView): RunSuiteView {
  const rank = ({ mark }: RunCaseView) => STATES.indexOf(mark.state as VerdictState)
  return { name, cases: cases.toSorted((a, b) => rank(a) - rank(b)) }
}

/** The address of a case's page at a metric; null where it has none. */
type PageFinder = (slug: string | null, metric: string | undefined) => string | null

/** What a page shows anyway is not told to it: there are as many addresses as cases. */
function pageFinder({ suites, environments }: ReportIndex, fingerprint: string): PageFinder {
  const cases = new Map(suites.flatMap((suite) => suite.cases.map((one) => [one.slug, one] as const)))
  const environment = environments.length > 1 ? fingerprint : undefined
  return (slug, metric) => {
    const found = slug === null ? undefined : cases.get(slug)
    if (!found) return null
    const isFirst = metric === found.series[0]?.metric.name
    return urls.benchmark(found.slug, { metric: isFirst ? undefined : metric, environment })
  }
}

type TableScales = (value: number, unit: string) => Scale

/** The cases by suite; those of a suite in units that they share. */
function suiteViews(report: RunPage, pageOf: PageFinder, decisions: readonly RunDecision[]): RunSuiteView[] {
  const placed = report.cases.map((one, place) => ({ one, place }))
  return [...Map.groupBy(placed, ({ one }) => one.suite)].map(([name, cases]) => {
    const scales = suiteScales(cases.map(({ one }) => one))
    const viewOf = (one: RunPageCase, place: number) => ({
      ...runCaseView(one, place, pageOf, scales),
      decided: decisionViews(decisions, one.slug, one.metrics.length),
    })
    return { name, cases: cases.map(({ one, place }) => viewOf(one, place)) }
  })
}

function suiteScales(cases: readonly RunPageCase[]): TableScales {
  const metrics = cases.flatMap((one) => one.metrics)
  return tableScales(
    metrics.flatMap(({ estimate, metric }) =>
      estimate ? [{ value: estimate.value, unit: metric.unit }] : [],
    ),
  )
}

function runCaseView(
  one: RunPageCase,
  place: number,
  pageOf: PageFinder,
  scales: TableScales,
): Omit<RunCaseView, 'decided'> {
  return {
    title: one.title,
    href: pageOf(one.slug, one.metrics[0]?.metric.name),
    mark: verdictMark(one.verdict),
    reasons: (one.verdict?.reasons ?? []).filter((reason) => reason !== one.failure?.message),
    failure: one.failure,
    place,
    hasTimeline: one.hasTimeline,
    metrics: metricViews(one, place, scales),
    anchor: one.slug,
  }
}

/** Metrics without an estimate are not in the document. */
function metricViews({ metrics }: RunPageCase, place: number, scales: TableScales): RunMetricView[] {
  const measured = metrics.filter(({ estimate }) => estimate !== null)
  return metrics.map((each) => runMetricView(each, `${place}.${measured.indexOf(each)}`, scales))
}

function runMetricView(each: RunPageMetric, at: string, scales: TableScales): RunMetricView {
  const scale = scales(each.estimate?.value ?? 0, each.metric.unit)
  return {
    name: each.metric.name,
    mark: verdictMark(each.verdict),
    estimate: each.estimate && estimateText(each.estimate, scale, each.sampled?.count),
    change: each.change && changeText(each.change),
    evidence: evidenceText(each),
    budget: each.budget ?? '',
    samplesAt: each.estimate === null || each.sampled === null ? '' : at,
    count: plural(each.sampled?.count ?? 0, 'sample'),
    // Of cases without news nobody asks.
    get sampled() {
      return each.sampled ? rangeText(each.sampled, scale) : ''
    },
  }
}

function evidenceText(each: RunPageMetric): string {
  const parts = [
    each.baselineRuns > 0 && plural(each.baselineRuns, 'run'),
    each.pValue !== null && pValueText(each.pValue),
    each.smallestDetectableRatio !== null && visibleText(each.smallestDetectableRatio),
  ]
  return parts.filter(Boolean).join(', ')
}

/** The versions that gave the verdicts of a run, usually one. */
function judgedBy(cases: readonly RunPageCase[]): string {
  const versions = new Set(cases.flatMap((one) => (one.verdict ? [one.verdict.toolVersion] : [])))
  return [...versions].join(', ')
}
