import type {
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

function pageCase({ timeline, slowestTimeline: _, metrics, ...one }: RunCase): RunPageCase {
  return { ...one, hasTimeline: timeline !== null, metrics: metrics.map(pageMetric) }
}

function pageMetric({ samples, warmupSamples: _, ...metric }: RunMetric): RunPageMetric {
  return { ...metric, sampled: summaryOf(samples) }
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
  return Number.isInteger(value) ? value : Number(value.toPrecision(7))
}
