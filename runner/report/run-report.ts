import { stripVTControlCharacters } from 'node:util'
import type { RecordedVerdict } from '../ledger/verdicts.ts'
import type {
  IterationTimeline,
  MeasuredCase,
  MeasuredMetric,
  MeasuredRun,
  WarningRecord,
} from '../measure/record.ts'
import { lengthMs, slowestTimeline, typicalTimeline } from '../measure/timelines.ts'
import { caseId, caseTitle } from '../plan/identity.ts'
import type { CaseKey } from '../plan/plan.ts'
import { medianIntervalSorted } from '../stats/median-interval.ts'
import { quantileSorted, sorted } from '../stats/quantile.ts'
import { caseSlug } from './address.ts'
import { environmentOf } from './environments.ts'
import type { ReportEstimate, ReportTimeline, ReportVerdict, RunCase, RunMetric, RunReport } from './model.ts'
import { REPORT_SCHEMA_VERSION } from './model.ts'
import { summarizeRun, worst } from './run-summary.ts'

/** Where a run stands in the history, for stepping through it. */
export interface Neighbours {
  readonly previousRunId: string | null
  readonly nextRunId: string | null
}

/** One run with the verdicts that were given to it, as the page and the reporters show it. */
export function runReport(
  run: MeasuredRun,
  verdicts: readonly RecordedVerdict[],
  neighbours: Neighbours = { previousRunId: null, nextRunId: null },
): RunReport {
  const baselines = baselinesOf(verdicts)
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    run: summarizeRun(
      {
        header: run.header,
        finishedAt: run.finishedAt,
        interrupted: run.interrupted,
        cases: run.cases.length,
        failedCases: run.cases.filter((measured) => measured.status === 'failed').length,
      },
      verdicts,
    ),
    environment: environmentOf(run.header.environment, 1, run.header.startedAt),
    configHash: run.header.configHash,
    seed: run.header.seed,
    noiseFloorRatio: run.header.calibration?.noiseFloorRatio ?? null,
    executorStartNs: run.header.calibration?.executorStartNs ?? null,
    shellStartNs: run.header.calibration?.shellStart?.wallTimeNs ?? null,
    warnings: run.warnings.map(warningOf),
    cases: [...measuredCases(run, verdicts, baselines.placeOf), ...missingCases(run, verdicts)],
    baselines: baselines.lists,
    previousRunId: neighbours.previousRunId,
    nextRunId: neighbours.nextRunId,
  }
}

function warningOf(warning: WarningRecord): RunReport['warnings'][number] {
  const { code, message, advice } = warning
  const caseName = warning.case ? caseTitle(warning.case) : null
  return { code, message, advice, caseTitle: caseName }
}

/** The place of a verdict's baseline among those of the run. */
type PlaceOfBaseline = (verdict: RecordedVerdict | undefined) => number | null

function baselinesOf(verdicts: readonly RecordedVerdict[]): { lists: string[][]; placeOf: PlaceOfBaseline } {
  const placesByText = new Map<string, number>()
  // Most verdicts of a run have one list in common, and its text is a thousand characters long.
  const places = new Map<readonly string[], number>()
  const lists: string[][] = []
  for (const { baselineRunIds } of verdicts) {
    if (baselineRunIds.length === 0 || places.has(baselineRunIds)) continue
    const text = baselineRunIds.join(' ')
    const place = placesByText.get(text) ?? lists.push([...baselineRunIds]) - 1
    placesByText.set(text, place)
    places.set(baselineRunIds, place)
  }
  return { lists, placeOf: (verdict) => (verdict && places.get(verdict.baselineRunIds)) ?? null }
}

function measuredCases(
  run: MeasuredRun,
  verdicts: readonly RecordedVerdict[],
  placeOf: PlaceOfBaseline,
): RunCase[] {
  const byCase = Map.groupBy(verdicts, (verdict) => caseId(verdict.case))
  return run.cases.map((measured) => caseOf(measured, byCase.get(caseId(measured.key)) ?? [], placeOf))
}

function caseOf(
  measured: MeasuredCase,
  verdicts: readonly RecordedVerdict[],
  placeOf: PlaceOfBaseline,
): RunCase {
  const { failure } = measured
  return {
    ...named(measured.key),
    status: measured.status,
    failure: failure ? { ...failure, outputTail: readable(failure.outputTail) } : null,
    iterations: measured.iterations,
    failures: measured.failures,
    executor: measured.executor,
    stop: measured.stop ?? null,
    precisionRatio: measured.precisionRatio ?? null,
    retries: measured.retries ?? 0,
    artifact: measured.artifact ?? null,
    ...timelinesOf(measured),
    verdict: worst(verdicts),
    metrics: [
      ...measured.metrics.map((metric) => metricOf(metric, verdictOn(verdicts, metric), placeOf)),
      ...unmeasuredMetrics(measured, verdicts, placeOf),
    ],
  }
}

/** From here on an iteration was slower than the typical one, and not by chance alone. */
const SLOWER_RATIO = 1.1

function timelinesOf({ timelines = [] }: MeasuredCase): Pick<RunCase, 'timeline' | 'slowestTimeline'> {
  const typical = typicalTimeline(timelines)
  const slowest = slowestTimeline(timelines)
  const isSlower = typical && slowest && lengthMs(slowest) > lengthMs(typical) * SLOWER_RATIO
  return {
    timeline: typical ? timelineOf(typical) : null,
    slowestTimeline: isSlower ? timelineOf(slowest) : null,
  }
}

function timelineOf({ iteration, intervalMs, ...columns }: IterationTimeline): ReportTimeline {
  return {
    iteration: iteration ?? null,
    intervalMs,
    atMs: [...columns.atMs],
    cpuRatio: [...columns.cpuRatio],
    residentBytes: [...columns.residentBytes],
    readBytesPerSecond: [...columns.readBytesPerSecond],
    writtenBytesPerSecond: [...columns.writtenBytesPerSecond],
    threads: [...columns.threads],
    openFiles: [...columns.openFiles],
    stealRatio: [...columns.stealRatio],
    load: [...columns.load],
  }
}

/** What a command printed, without its colours and cursor movements. */
function readable(outputTail: string | undefined): string | null {
  return outputTail === undefined
    ? null
    : stripVTControlCharacters(outputTail).replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '')
}

function named(key: CaseKey): Pick<RunCase, 'slug' | 'suite' | 'benchmark' | 'params' | 'title'> {
  const title = caseTitle(key)
  return { slug: caseSlug(key), suite: key.suite, benchmark: key.benchmark, params: key.params, title }
}

function verdictOn(
  verdicts: readonly RecordedVerdict[],
  measured: MeasuredMetric,
): RecordedVerdict | undefined {
  return verdicts.find((verdict) => verdict.metric?.name === measured.metric.name)
}

function metricOf(
  measured: MeasuredMetric,
  verdict: RecordedVerdict | undefined,
  placeOf: PlaceOfBaseline,
): RunMetric {
  return {
    metric: { ...measured.metric },
    estimate: estimateOf(measured),
    ...judgedPart(verdict, placeOf),
    samples: [...measured.samples],
    warmupSamples: [...measured.warmupSamples],
  }
}

function estimateOf(measured: MeasuredMetric): ReportEstimate | null {
  if (measured.samples.length === 0) return null
  if (measured.samples.length === 1 && measured.reportedLow !== undefined) {
    const value = measured.samples[0]!
    return { value, low: measured.reportedLow, high: measured.reportedHigh ?? value, confidence: 0.95 }
  }
  const ascending = sorted(measured.samples)
  const interval = medianIntervalSorted(ascending, 0.95)
  return { value: quantileSorted(ascending, 0.5), ...interval, confidence: 0.95 }
}

type JudgedPart = Omit<RunMetric, 'metric' | 'estimate' | 'samples' | 'warmupSamples'>

function judgedPart(verdict: RecordedVerdict | undefined, placeOf: PlaceOfBaseline): JudgedPart {
  return {
    change: changeOf(verdict),
    baseline: placeOf(verdict),
    baselineRuns: verdict?.baselineRunIds.length ?? 0,
    smallestDetectableRatio: verdict?.smallestDetectableRatio ?? null,
    pValue: verdict?.pValue ?? null,
    budget: verdict?.budget ?? null,
    verdict: verdict ? verdictOf(verdict) : null,
  }
}

export function changeOf(verdict: RecordedVerdict | undefined): ReportEstimate | null {
  if (verdict?.change === undefined) return null
  const { change: value, changeLow, changeHigh, confidence } = verdict
  return { value, low: changeLow ?? value, high: changeHigh ?? value, confidence }
}

export function verdictOf(verdict: RecordedVerdict): ReportVerdict {
  return {
    state: verdict.state,
    severity: verdict.severity ?? null,
    significant: verdict.significant,
    reasons: [...verdict.reasons],
    toolVersion: verdict.toolVersion,
  }
}

/** Metrics that were judged without having been measured: a budget on a metric that nothing gave. */
function unmeasuredMetrics(
  measured: MeasuredCase,
  verdicts: readonly RecordedVerdict[],
  placeOf: PlaceOfBaseline,
): RunMetric[] {
  const names = new Set(measured.metrics.map(({ metric }) => metric.name))
  return verdicts.flatMap((verdict) =>
    verdict.metric && !names.has(verdict.metric.name)
      ? [
          {
            metric: { ...verdict.metric },
            estimate: null,
            ...judgedPart(verdict, placeOf),
            samples: [],
            warmupSamples: [],
          },
        ]
      : [],
  )
}

function missingCases(run: MeasuredRun, verdicts: readonly RecordedVerdict[]): RunCase[] {
  const present = new Set(run.cases.map((measured) => caseId(measured.key)))
  const absent = Map.groupBy(
    verdicts.filter((verdict) => !present.has(caseId(verdict.case))),
    (verdict) => caseId(verdict.case),
  )
  return [...absent.values()].map((group) => ({
    ...named(group[0]!.case),
    status: 'missing',
    failure: null,
    iterations: 0,
    failures: 0,
    executor: null,
    stop: null,
    precisionRatio: null,
    retries: 0,
    artifact: null,
    timeline: null,
    slowestTimeline: null,
    verdict: worst(group),
    metrics: [],
  }))
}
