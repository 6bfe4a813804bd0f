import type { ReportIndex, RunCase, RunMetric, RunReport } from '../../../runner/report/model.ts'
import { formatDurationMs, type Scale } from '../../../runner/units.ts'
import { fill, words } from '../../words.ts'
import {
  type ChangeText,
  changeText,
  type EstimateText,
  estimateText,
  percentText,
  plural,
  precise,
  pValueText,
  quantityText,
  tableScales,
  visibleText,
} from '../format.ts'
import { type Strip, strip } from '../strip.ts'
import { type TimelineView, timelineView } from '../timeline.ts'
import { outsideUrl, urls } from '../urls.ts'
import { countStates, type VerdictMark, verdictMark } from '../verdicts.ts'
import { type RollUpView, rollUpView } from './roll-up.ts'
import { baselineRunId, type RunDifferences, runDifferences } from './run-differences.ts'
import { type RunRowView, runRowView } from './runs.ts'

/** A run's permanent page: its verdicts are those that were given to it, and the version that gave them is told. */
export interface RunView {
  readonly row: RunRowView
  readonly rollUp: RollUpView
  readonly facts: readonly Fact[]
  readonly warnings: RunReport['warnings']
  readonly suites: readonly { readonly name: string; readonly cases: readonly RunCaseView[] }[]
  readonly judgedBy: string
  readonly previousHref: string | null
  readonly nextHref: string | null
  /** Against the newest run of its baseline. */
  readonly compareHref: string | null
  /** Null where there was no baseline. */
  readonly differences: RunDifferences | null
}

export interface Fact {
  readonly name: string
  readonly value: string
  readonly href?: string | null
}

export interface RunCaseView {
  readonly title: string
  readonly href: string | null
  readonly mark: VerdictMark
  readonly reasons: readonly string[]
  readonly failure: RunCase['failure']
  /** `20 iterations, median known to ±0.8 %, precise enough, exact executor` */
  readonly effort: string
  readonly metrics: readonly RunMetricView[]
  readonly timeline: TimelineView | null
  /** For links into the page. */
  readonly anchor: string | null
}

export interface RunMetricView {
  readonly name: string
  readonly mark: VerdictMark
  readonly estimate: EstimateText | null
  readonly change: ChangeText | null
  /** What the change rests on: `12 runs, p = 0.31, a change of 2.4 % would show` */
  readonly evidence: string
  readonly budget: string
  readonly strip: Strip | null
  readonly stripText: string
  /** All samples in iteration order, as text; only the first of very many. */
  readonly samples: string
}

const MOST_SAMPLES_IN_WORDS = 200

/** Why measuring of a case ended, in words; a word that a later version adds is shown as it is. */
const STOPS: Record<string, string> = {
  precision: words.stopPrecise,
  'max-iterations': words.stopIterations,
  'max-time': words.stopTime,
  failure: words.stopFailure,
  interrupted: words.stopInterrupted,
}

/** @param baseline the newest run that the verdicts rest on, if any */
export function runView(index: ReportIndex, report: RunReport, baseline: RunReport | null = null): RunView {
  const { run, environment } = report
  const slugs = new Set(index.suites.flatMap((suite) => suite.cases.map(({ slug }) => slug)))
  return {
    row: runRowView(run, index.project, () => ({
      full: environment.description,
      short: environment.description,
    })),
    rollUp: rollUpView(run.counts ?? countStates([]), [], { named: false, filterHref: () => '#cases' }),
    facts: facts(report),
    warnings: report.warnings,
    suites: bySuite(report.cases).map(([name, cases]) => ({
      name,
      cases: suiteCases(cases, environment.fingerprint, (slug) => slugs.has(slug)),
    })),
    judgedBy: judgedBy(report.cases),
    previousHref: report.previousRunId && urls.run(report.previousRunId),
    nextHref: report.nextRunId && urls.run(report.nextRunId),
    compareHref: baselineCompareHref(report),
    differences: baseline && runDifferences(report, baseline),
  }
}

/** The newest run that any verdict of this run rests on, against this run. */
export function baselineCompareHref(report: RunReport): string | null {
  const base = baselineRunId(report)
  return base === null ? null : urls.compare({ base, head: report.run.id })
}

function facts(report: RunReport): Fact[] {
  const { run, environment } = report
  const durationMs = Date.parse(run.finishedAt) - Date.parse(run.startedAt)
  const labels = Object.entries(environment.labels).map(([name, value]) => `${name}: ${value}`)
  return [
    { name: words.factTook, value: formatDurationMs(durationMs) },
    { name: words.factProcessor, value: processor(environment) },
    ...(environment.memoryGiB > 0
      ? [{ name: words.factMemory, value: fill(words.factGib, environment.memoryGiB) }]
      : []),
    { name: words.factSystem, value: `${environment.os}, ${environment.platform} ${environment.arch}` },
    { name: words.factRuntime, value: environment.runtime },
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
    { name: words.factConfig, value: report.configHash },
    { name: words.factSeed, value: String(report.seed) },
    { name: words.runMeasuredBy, value: fill(words.runPerfledger, run.toolVersion) },
  ]
}

/** An import cannot know how many cores there were. */
function processor({ cpuModel, cores }: RunReport['environment']): string {
  return cores > 0 ? `${cpuModel}, ${plural(cores, 'core')}` : cpuModel
}

/** A report written before noise floors were kept has none. */
function noiseFloor({ noiseFloorRatio }: RunReport): Fact[] {
  if (noiseFloorRatio === null || noiseFloorRatio === undefined) return []
  const percent = (noiseFloorRatio * 100).toFixed(1)
  return [{ name: words.runNoiseFloor, value: fill(words.runNoiseFloorText, percent) }]
}

function bySuite(cases: readonly RunCase[]): [string, RunCase[]][] {
  const suites = new Map<string, RunCase[]>()
  for (const one of cases) {
    const known = suites.get(one.suite)
    if (known) known.push(one)
    else suites.set(one.suite, [one])
  }
  return [...suites]
}

/** The cases of a suite, in units that they share. */
function suiteCases(
  cases: readonly RunCase[],
  environment: string,
  hasPage: (slug: string) => boolean,
): RunCaseView[] {
  const metrics = cases.flatMap((one) => one.metrics)
  const scales = tableScales(
    metrics.flatMap(({ estimate, metric }) =>
      estimate ? [{ value: estimate.value, unit: metric.unit }] : [],
    ),
  )
  return cases.map((one) => runCaseView(one, environment, hasPage, scales))
}

function runCaseView(
  one: RunCase,
  environment: string,
  hasPage: (slug: string) => boolean,
  scales: (value: number, unit: string) => Scale,
): RunCaseView {
  const metric = one.metrics[0]?.metric.name
  return {
    title: one.title,
    href: one.slug !== null && hasPage(one.slug) ? urls.benchmark(one.slug, { metric, environment }) : null,
    mark: verdictMark(one.verdict),
    reasons: one.verdict?.reasons ?? [],
    failure: one.failure,
    effort: effortText(one),
    metrics: one.metrics.map((each) => runMetricView(each, scales)),
    timeline: timelineView(one.timeline, one.slowestTimeline),
    anchor: one.slug,
  }
}

function effortText(one: RunCase): string {
  if (one.iterations === 0) return ''
  const parts = [
    plural(one.iterations, 'iteration'),
    one.failures > 0 && fill(words.countedFailed, one.failures),
    one.precisionRatio !== null && fill(words.runPrecision, percentText(one.precisionRatio)),
    one.stop && (STOPS[one.stop] ?? one.stop),
    one.executor && fill(words.runExecutor, one.executor),
  ]
  return parts.filter(Boolean).join(', ')
}

function runMetricView(each: RunMetric, scales: (value: number, unit: string) => Scale): RunMetricView {
  const typical = each.estimate?.value ?? each.samples[0] ?? 0
  const scale = scales(typical, each.metric.unit)
  const drawn = strip(each.samples)
  return {
    name: each.metric.name,
    mark: verdictMark(each.verdict),
    estimate: each.estimate && estimateText(each.estimate, scale),
    change: each.change && changeText(each.change),
    evidence: evidenceText(each),
    budget: each.budget ?? '',
    strip: drawn ?? null,
    stripText: stripText(each.samples, scale),
    samples: samplesText(each.samples, scale),
  }
}

function evidenceText(each: RunMetric): string {
  const parts = [
    each.baselineRuns > 0 && plural(each.baselineRuns, 'run'),
    each.pValue !== null && pValueText(each.pValue),
    each.smallestDetectableRatio !== null && visibleText(each.smallestDetectableRatio),
  ]
  return parts.filter(Boolean).join(', ')
}

function stripText(samples: readonly number[], scale: Scale): string {
  if (samples.length === 0) return words.runNoSamples
  const text = (value: number) => quantityText(value, precise(scale, value))
  return fill(
    words.runSamplesFromTo,
    plural(samples.length, 'sample'),
    text(Math.min(...samples)),
    text(Math.max(...samples)),
  )
}

function samplesText(samples: readonly number[], scale: Scale): string {
  const shown = samples.slice(0, MOST_SAMPLES_IN_WORDS)
  const values = shown.map((value) => quantityText(value, { ...precise(scale, value), unit: '' })).join('  ')
  const rest = samples.length - shown.length
  return rest > 0 ? fill(words.runMoreSamples, values, rest) : values
}

/** The versions that gave the verdicts of a run, usually one. */
function judgedBy(cases: readonly RunCase[]): string {
  const versions = new Set(cases.flatMap((one) => (one.verdict ? [one.verdict.toolVersion] : [])))
  return [...versions].join(', ')
}
