import { sevenDigits } from './digits.ts'
import type {
  ReportEstimate,
  ReportVerdict,
  RunCase,
  RunDocument,
  RunDocumentCase,
  RunDocumentMetric,
  RunMetric,
  RunPage,
  RunPageCase,
  RunPageMetric,
  RunReport,
  SampleSummary,
} from './model.ts'

/** Rises when a reader of the older form would misread the newer one. */
const DOCUMENT_VERSION = 2
const MOST_SAMPLES = 1000

/** The part of a run's report that its page shows at once. */
export function runPage(report: RunReport): RunPage {
  return {
    ...report,
    cases: report.cases.map(pageCase),
  }
}

function pageCase({ slug, suite, title, failure, verdict, timeline, metrics }: RunCase): RunPageCase {
  return {
    slug,
    suite,
    title,
    failure,
    verdict: verdict && caseVerdict(verdict),
    hasTimeline: timeline !== null,
    metrics: metrics.map((metric) => pageMetric(metric, verdict)),
  }
}

function caseVerdict({ state, severity, reasons, toolVersion }: ReportVerdict): RunPageCase['verdict'] {
  return { state, severity, reasons, toolVersion }
}

function pageMetric(measured: RunMetric, ofCase: ReportVerdict | null): RunPageMetric {
  const { metric, estimate, change, baselineRuns, budget, samples } = measured
  return {
    metric: { name: metric.name, unit: metric.unit },
    estimate: estimate && compactEstimate(estimate),
    change: change && compactEstimate(change),
    baselineRuns,
    smallestDetectableRatio: compactOrNull(measured.smallestDetectableRatio),
    pValue: compactOrNull(measured.pValue),
    budget,
    verdict: measured.verdict && metricVerdict(measured.verdict, ofCase),
    sampled: summaryOf(samples),
  }
}

function metricVerdict(
  { state, severity, reasons }: ReportVerdict,
  ofCase: ReportVerdict | null,
): RunPageMetric['verdict'] {
  const areThoseOfCase = reasons.join() === ofCase?.reasons.join()
  return { state, severity, reasons: areThoseOfCase ? [] : reasons }
}

function compactEstimate({ value, low, high, confidence }: ReportEstimate): ReportEstimate {
  return { value: compact(value), low: compact(low), high: compact(high), confidence }
}

function compactOrNull(value: number | null): number | null {
  return value === null ? null : compact(value)
}

function summaryOf(samples: readonly number[]): SampleSummary | null {
  if (samples.length === 0) return null
  let [lowest, highest] = [samples[0]!, samples[0]!]
  for (const value of samples) {
    if (value < lowest) lowest = value
    else if (value > highest) highest = value
  }
  return { count: samples.length, lowest, highest }
}

/** The part of a run's report that browsers and programs read by themselves. */
export function runDocument({ run, environment, configHash, cases }: RunReport): RunDocument {
  return {
    version: DOCUMENT_VERSION,
    id: run.id,
    startedAt: run.startedAt,
    commit: run.commit,
    environment: { fingerprint: environment.fingerprint, description: environment.description },
    configHash,
    toolVersion: run.toolVersion,
    cases: cases.map(documentCase),
  }
}

function documentCase(one: RunCase): RunDocumentCase {
  const { slug, suite, title, iterations, failures, executor, stop, precisionRatio } = one
  return {
    slug,
    suite,
    title,
    failed: one.status === 'failed',
    iterations,
    failures,
    executor,
    stop,
    precisionRatio,
    timeline: one.timeline,
    slowestTimeline: one.slowestTimeline,
    metrics: one.metrics.flatMap(documentMetric),
  }
}

function documentMetric(measured: RunMetric): RunDocumentMetric[] {
  const { metric, estimate, verdict, smallestDetectableRatio, samples } = measured
  if (estimate === null) return []
  return [
    {
      ...metric,
      value: compact(estimate.value),
      low: compact(estimate.low),
      high: compact(estimate.high),
      verdict: verdict?.state ?? null,
      smallestDetectableRatio,
      samples: samples.slice(0, MOST_SAMPLES).map(compact),
    },
  ]
}

/** Whole numbers are as short as they are. */
function compact(value: number): number {
  return Number.isInteger(value) ? value : sevenDigits(value)
}
