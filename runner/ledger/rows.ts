import type {
  Commit,
  Environment,
  MeasuredCase,
  MeasuredMetric,
  MeasuredRun,
  RunHeader,
} from '../measure/record.ts'
import { canonicalParams } from './identity.ts'
import { LEDGER_SCHEMA_VERSION, type RunRow } from './schema.ts'

/** Lone halves of surrogate pairs, which no file can hold, become U+FFFD: a name is never one (see `valid.ts`). */
const text = (value: string): string => value.toWellFormed()
const textOrNull = (value: string | undefined): string | null => (value === undefined ? null : text(value))

/**
 * A run as the rows of its file, in the order of its cases and their metrics. Never empty: a run without cases is one
 * row, so that it is not forgotten. The run must be valid (see {@link assertValidRun}).
 */
export function rowsOf(run: MeasuredRun): RunRow[] {
  const ofRun = runPart(run)
  const rows = run.cases.flatMap((measured, casePosition) => caseRows(ofRun, measured, casePosition))
  return rows.length > 0 ? rows : [{ ...ofRun, case_position: 0, ...noCase, metric_position: 0, ...noMetric }]
}

type RunPart = Omit<RunRow, keyof CasePart | keyof MetricPart | 'case_position' | 'metric_position'>
type CasePart = typeof noCase
type MetricPart = typeof noMetric

function runPart(run: MeasuredRun): RunPart {
  const { header } = run
  return {
    schema_version: LEDGER_SCHEMA_VERSION,
    run_id: header.id,
    started_at: new Date(header.startedAt),
    finished_at: new Date(run.finishedAt),
    tool_version: text(header.toolVersion),
    config_hash: text(header.configHash),
    seed: header.seed,
    ...commitPart(header.commit),
    pull_request: header.pullRequest ?? null,
    ci_service: textOrNull(header.ci?.service),
    ci_job: textOrNull(header.ci?.job),
    ci_url: textOrNull(header.ci?.url),
    ...environmentPart(header.environment),
    partial: header.partial,
    generated: header.generated,
    interrupted: run.interrupted,
    warnings: JSON.stringify(run.warnings),
  }
}

function commitPart(commit: Commit | undefined) {
  return {
    commit_sha: textOrNull(commit?.sha),
    commit_parents: commit === undefined ? null : commit.parents.map(text),
    commit_subject: textOrNull(commit?.subject),
    committed_at: commit === undefined ? null : new Date(commit.committedAt),
    commit_position: commit?.position ?? null,
    branch: textOrNull(commit?.branch),
    tag: textOrNull(commit?.tag),
    dirty: commit?.dirty ?? null,
  }
}

function environmentPart(environment: Environment) {
  return {
    environment: text(environment.fingerprint),
    cpu_model: text(environment.cpuModel),
    cores: environment.cores,
    memory_gib: environment.memoryGiB,
    platform: text(environment.platform),
    arch: text(environment.arch),
    os: text(environment.os),
    runtime: text(environment.runtime),
    labels: canonicalParams(environment.labels),
  }
}

function caseRows(ofRun: RunPart, measured: MeasuredCase, casePosition: number): RunRow[] {
  const ofCase = { ...ofRun, case_position: casePosition, ...casePart(measured) }
  if (measured.metrics.length === 0) return [{ ...ofCase, metric_position: 0, ...noMetric }]
  return measured.metrics.map((metric, position) => ({
    ...ofCase,
    metric_position: position,
    ...metricPart(metric),
  }))
}

const noCase = {
  suite: null as string | null,
  benchmark: null as string | null,
  params: null as string | null,
  status: null as string | null,
  failure_reason: null as string | null,
  failure_message: null as string | null,
  failure_output_tail: null as string | null,
  iterations: null as number | null,
  failures: null as number | null,
  executor: null as string | null,
  stop: null as string | null,
  precision_ratio: null as number | null,
}

function casePart(measured: MeasuredCase): CasePart {
  const { key, failure, precisionRatio } = measured
  return {
    suite: key.suite,
    benchmark: key.benchmark,
    params: canonicalParams(key.params),
    status: measured.status,
    failure_reason: failure?.reason ?? null,
    failure_message: textOrNull(failure?.message),
    failure_output_tail: textOrNull(failure?.outputTail),
    iterations: measured.iterations,
    failures: measured.failures,
    executor: text(measured.executor),
    stop: measured.stop ?? null,
    // A median of zero has no relative precision: not known, rather than an infinite number.
    precision_ratio: Number.isFinite(precisionRatio) ? (precisionRatio as number) : null,
  }
}

const noMetric = {
  metric: null as string | null,
  unit: null as string | null,
  direction: null as string | null,
  samples: null as readonly number[] | null,
  warmup_samples: null as readonly number[] | null,
  sample_count: null as number | null,
  reported_low: null as number | null,
  reported_high: null as number | null,
}

function metricPart(measured: MeasuredMetric): MetricPart {
  return {
    metric: measured.metric.name,
    unit: measured.metric.unit,
    direction: measured.metric.direction,
    samples: measured.samples,
    warmup_samples: measured.warmupSamples,
    sample_count: measured.sampleCount,
    reported_low: measured.reportedLow ?? null,
    reported_high: measured.reportedHigh ?? null,
  }
}

/** The columns that {@link headerOf} reads. */
export type HeaderRow = Pick<RunRow, keyof RunPart>

/** What a row says of its run, without the measurements. */
export function headerOf(row: HeaderRow): RunHeader {
  return {
    id: row.run_id,
    startedAt: row.started_at.toISOString(),
    toolVersion: row.tool_version,
    configHash: row.config_hash,
    seed: row.seed,
    commit: commitOf(row),
    pullRequest: row.pull_request ?? undefined,
    ci:
      row.ci_service === null
        ? undefined
        : { service: row.ci_service, job: row.ci_job ?? undefined, url: row.ci_url ?? undefined },
    environment: environmentOf(row),
    partial: row.partial,
    generated: row.generated,
  }
}

function commitOf(row: HeaderRow): Commit | undefined {
  if (row.commit_sha === null) return undefined
  return {
    sha: row.commit_sha,
    parents: row.commit_parents ?? [],
    subject: row.commit_subject ?? '',
    committedAt: (row.committed_at ?? row.started_at).toISOString(),
    position: row.commit_position ?? undefined,
    branch: row.branch ?? undefined,
    tag: row.tag ?? undefined,
    dirty: row.dirty ?? false,
  }
}

/** The machine that a row was measured on. */
export function environmentOf(row: HeaderRow): Environment {
  return {
    fingerprint: row.environment,
    cpuModel: row.cpu_model,
    cores: row.cores,
    memoryGiB: row.memory_gib,
    platform: row.platform,
    arch: row.arch,
    os: row.os,
    runtime: row.runtime,
    labels: JSON.parse(row.labels),
  }
}

/** The reverse of {@link rowsOf}: the rows of one run, in any order, as the run they came from. */
export function runOf(rows: readonly RunRow[]): MeasuredRun | undefined {
  const inOrder = [...rows].sort(
    (a, b) => a.case_position - b.case_position || a.metric_position - b.metric_position,
  )
  const first = inOrder[0]
  if (first === undefined) return undefined
  const byCase = Map.groupBy(
    inOrder.filter((row) => row.suite !== null),
    (row) => row.case_position,
  )
  return {
    header: headerOf(first),
    finishedAt: first.finished_at.toISOString(),
    interrupted: first.interrupted,
    cases: [...byCase.values()].map(caseOf),
    warnings: JSON.parse(first.warnings),
  }
}

function caseOf(rows: readonly RunRow[]): MeasuredCase {
  const row = rows[0] as RunRow
  return {
    key: { suite: row.suite ?? '', benchmark: row.benchmark ?? '', params: JSON.parse(row.params ?? '{}') },
    status: (row.status ?? 'ok') as MeasuredCase['status'],
    failure: failureOf(row),
    iterations: row.iterations ?? 0,
    failures: row.failures ?? 0,
    executor: row.executor ?? '',
    stop: (row.stop ?? undefined) as MeasuredCase['stop'],
    precisionRatio: row.precision_ratio ?? undefined,
    metrics: rows.filter((each) => each.metric !== null).map(metricOf),
  }
}

function failureOf(row: RunRow): MeasuredCase['failure'] {
  if (row.failure_reason === null) return undefined
  return {
    reason: row.failure_reason as NonNullable<MeasuredCase['failure']>['reason'],
    message: row.failure_message ?? '',
    ...(row.failure_output_tail === null ? {} : { outputTail: row.failure_output_tail }),
  }
}

function metricOf(row: RunRow): MeasuredMetric {
  return {
    metric: {
      name: row.metric ?? '',
      unit: row.unit ?? '',
      direction: row.direction === 'higher' ? 'higher' : 'lower',
    },
    samples: row.samples ?? [],
    warmupSamples: row.warmup_samples ?? [],
    sampleCount: row.sample_count ?? 0,
    reportedLow: row.reported_low ?? undefined,
    reportedHigh: row.reported_high ?? undefined,
  }
}
