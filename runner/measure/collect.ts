import type { Metric } from '../metrics/metric.ts'
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
import { keptTimelines } from './timelines.ts'

/**
 * Folds the records of a run into what the ledger keeps: a case per result, its samples in iteration order. A command
 * that reports several named results gives one case each, named `<benchmark>/<result>`, beside the declared one only
 * where that has metrics of its own. Pure.
 */
export function collect(
  header: RunHeader,
  records: Iterable<MeasureRecord>,
  finishedAt: string,
  interrupted: boolean,
): MeasuredRun {
  const all = [...records]
  const cases = gather(all)
  const warnings = all.filter((record): record is WarningRecord => record.kind === 'warning')
  return { header, finishedAt, interrupted, cases: [...cases.values()].flatMap(toMeasuredCases), warnings }
}

interface Gathered {
  readonly key: CaseKey
  readonly iterations: IterationRecord[]
  end: CaseEndRecord | undefined
}

function gather(records: readonly MeasureRecord[]): Map<string, Gathered> {
  const cases = new Map<string, Gathered>()
  for (const record of records) {
    if (record.kind === 'warning') continue
    const id = caseId(record.case)
    const found = cases.get(id) ?? { key: record.case, iterations: [], end: undefined }
    cases.set(id, found)
    if (record.kind === 'iteration') found.iterations.push(record)
    else found.end = record
  }
  return cases
}

function toMeasuredCases(gathered: Gathered): MeasuredCase[] {
  const shared = summarise(gathered)
  const tables = tablesByResult(gathered)
  // What measured nothing is still a case, with its failure.
  if (tables.size === 0) tables.set(undefined, [])
  return [...tables].map(([result, metrics]) => ({ ...shared, key: resultKey(shared.key, result), metrics }))
}

/** A result inside a tool's output is a benchmark below the declared one: `parser/BenchmarkFib`. */
function resultKey(key: CaseKey, result: string | undefined): CaseKey {
  return result === undefined ? key : { ...key, benchmark: `${key.benchmark}/${result}` }
}

function summarise({ key, iterations, end }: Gathered): MeasuredCase {
  const counted = iterations.filter(
    ({ phase, onlyFor, retried, failure }) =>
      phase === 'measured' && !onlyFor && !retried && failure?.reason !== 'interrupted',
  )
  const failure = iterations.find(isFailed)?.failure
  const retries = iterations.filter(({ retried }) => retried).length
  const timelines = keptTimelines(counted)
  return {
    key,
    status: statusOf(iterations, end),
    failure,
    iterations: counted.length,
    failures: counted.filter((record) => record.failure).length,
    executor: iterations[0]?.executor ?? '',
    stop: end?.bound,
    precisionRatio: end?.precisionRatio,
    metrics: [],
    ...(end?.artifact && { artifact: end.artifact }),
    ...(retries > 0 && { retries }),
    ...(timelines.length > 0 && { timelines }),
  }
}

/** Not tried again, and not made only to learn something. */
function isFailed({ failure, onlyFor, retried }: IterationRecord): boolean {
  return failure !== undefined && !onlyFor && !retried
}

/** Without an end the runner died while it measured this case. */
function statusOf(
  iterations: readonly IterationRecord[],
  end: CaseEndRecord | undefined,
): MeasuredCase['status'] {
  if (end) return end.bound === 'failure' ? 'failed' : end.bound === 'interrupted' ? 'interrupted' : 'ok'
  const failed = iterations.some((record) => isFailed(record) && record.failure?.reason !== 'interrupted')
  return failed ? 'failed' : 'interrupted'
}

/** Metrics of each result in the order in which they first came; `undefined` is the case itself. */
function tablesByResult({ iterations, end }: Gathered): Map<string | undefined, MeasuredMetric[]> {
  const columns = new Map<string, Column>()
  for (const record of iterations) {
    if (record.failure) continue
    for (const measurement of record.measurements) columnOf(columns, measurement).add(measurement, record)
  }
  for (const measurement of end?.measurements ?? []) columnOf(columns, measurement).add(measurement)
  const tables = new Map<string | undefined, MeasuredMetric[]>()
  for (const column of columns.values()) {
    const table = tables.get(column.result) ?? []
    tables.set(column.result, table)
    table.push(column.toMetric())
  }
  return tables
}

function columnOf(columns: Map<string, Column>, { result, metric }: Measurement): Column {
  const id = JSON.stringify([result ?? null, metric.name])
  const found = columns.get(id) ?? new Column(result, metric)
  columns.set(id, found)
  return found
}

/** All that was measured of one metric of one result. */
class Column {
  readonly result: string | undefined
  readonly #metric: Metric
  readonly #warmup: Measurement[] = []
  readonly #measured: Measurement[] = []
  /** From executions for this metric alone. Where there are any, the others could not tell it reliably. */
  readonly #apart: Measurement[] = []

  constructor(result: string | undefined, metric: Metric) {
    this.result = result
    this.#metric = metric
  }

  add(measurement: Measurement, record?: IterationRecord): void {
    if (record?.onlyFor) this.#apart.push(measurement)
    else if (record?.phase === 'warmup') this.#warmup.push(measurement)
    else this.#measured.push(measurement)
  }

  toMetric(): MeasuredMetric {
    const isApart = this.#apart.length > 0
    const used = isApart ? this.#apart : this.#measured
    const [only] = used.length === 1 ? used : []
    return {
      metric: this.#metric,
      samples: used.flatMap(({ samples }) => samples),
      warmupSamples: isApart ? [] : this.#warmup.flatMap(({ samples }) => samples),
      sampleCount: used.reduce((sum, { samples, sampleCount }) => sum + (sampleCount ?? samples.length), 0),
      reportedLow: only?.reportedLow,
      reportedHigh: only?.reportedHigh,
    }
  }
}
