import { caseId } from '../plan/identity.ts'
import type { CaseKey } from '../plan/plan.ts'
import type {
  CaseEndRecord,
  IterationRecord,
  MeasuredCase,
  MeasuredMetric,
  MeasuredRun,
  Measurement,
  MeasureRecord,
  RunHeader,
  WarningRecord,
} from './record.ts'

/**
 * Folds the records of a run into what the ledger keeps: a case per result, its samples in iteration order. A command
 * that reports several named results gives one case each, named `<benchmark>/<result>`. Pure.
 */
export function collect(
  header: RunHeader,
  records: Iterable<MeasureRecord>,
  finishedAt: string,
  interrupted: boolean,
): MeasuredRun {
  const iterations = new Map<string, IterationRecord[]>()
  const ends = new Map<string, CaseEndRecord>()
  const warnings: WarningRecord[] = []
  for (const record of records) {
    if (record.kind === 'warning') warnings.push(record)
    else if (record.kind === 'case-end') ends.set(caseId(record.case), record)
    else append(iterations, caseId(record.case), record)
  }
  const cases = [...iterations].flatMap(([id, group]) => casesOf(group, ends.get(id)))
  return { header, finishedAt, interrupted, cases, warnings }
}

function append<T>(groups: Map<string, T[]>, id: string, item: T): void {
  const group = groups.get(id)
  if (group) group.push(item)
  else groups.set(id, [item])
}

/** One declared case, split by the names of the results that its command reported. */
function casesOf(records: readonly IterationRecord[], end: CaseEndRecord | undefined): MeasuredCase[] {
  const key = records[0]!.case
  const measured = records.filter((record) => record.phase === 'measured')
  const failures = records.filter((record) => record.failure !== undefined)
  const shared = {
    status: statusOf(failures, end),
    failure: failures[0]?.failure,
    iterations: measured.length,
    failures: measured.filter((record) => record.failure !== undefined).length,
    executor: records[0]!.executor,
    stop: end?.bound,
    precisionRatio: end?.precisionRatio,
  } as const
  const whole = end?.measurements ?? []
  const names = new Set(
    records.flatMap((record) => record.measurements).map((measurement) => measurement.result),
  )
  if (names.size === 0 || whole.length > 0) names.add(undefined)
  return [...names].map((name) => ({
    key: resultKey(key, name),
    ...shared,
    metrics: metricsOf(records, name === undefined ? whole : [], name),
  }))
}

function statusOf(
  failures: readonly IterationRecord[],
  end: CaseEndRecord | undefined,
): MeasuredCase['status'] {
  const real = failures.find((record) => record.failure?.reason !== 'interrupted')
  if (end === undefined) return real ? 'failed' : 'interrupted'
  if (end.bound === 'failure') return 'failed'
  return end.bound === 'interrupted' ? 'interrupted' : 'ok'
}

/** A result inside a tool's output is a benchmark below the declared one: `parser/BenchmarkFib`. */
function resultKey(key: CaseKey, result: string | undefined): CaseKey {
  return result === undefined ? key : { ...key, benchmark: `${key.benchmark}/${result}` }
}

function metricsOf(
  records: readonly IterationRecord[],
  whole: readonly Measurement[],
  result: string | undefined,
): MeasuredMetric[] {
  const usable = records.filter((record) => record.failure === undefined)
  const ofPhase = (phase: IterationRecord['phase']) =>
    usable
      .filter((record) => record.phase === phase)
      .flatMap((record) => record.measurements)
      .filter((measurement) => measurement.result === result)
  const warmup = Map.groupBy(ofPhase('warmup'), metricId)
  const measured = Map.groupBy([...ofPhase('measured'), ...whole], metricId)
  return [...measured].map(([id, group]) => metricOf(group, warmup.get(id) ?? []))
}

function metricId({ metric }: Measurement): string {
  return JSON.stringify([metric.name, metric.unit, metric.direction])
}

function metricOf(measured: readonly Measurement[], warmup: readonly Measurement[]): MeasuredMetric {
  const [first] = measured
  const samples = measured.flatMap((measurement) => measurement.samples)
  const counts = measured.map((measurement) => measurement.sampleCount ?? measurement.samples.length)
  const alone = measured.length === 1
  return {
    metric: first!.metric,
    samples,
    warmupSamples: warmup.flatMap((measurement) => measurement.samples),
    sampleCount: counts.reduce((sum, count) => sum + count, 0),
    // The interval that a tool reports belongs to its own summary: several executions have samples instead.
    reportedLow: alone ? first!.reportedLow : undefined,
    reportedHigh: alone ? first!.reportedHigh : undefined,
  }
}
