import type { Commit, Environment, MeasuredCase, MeasuredMetric, MeasuredRun } from '../measure/record.ts'
import { paramsText } from '../plan/identity.ts'
import { LEDGER_SCHEMA_VERSION, type RunColumns, type RunRow } from './schema.ts'

/** Lone halves of surrogate pairs, which no file can hold, become U+FFFD: a name is never one (see `valid.ts`). */
const text = (value: string): string => value.toWellFormed()
const textOrNull = (value: string | undefined): string | null => (value === undefined ? null : text(value))

const jsonOrNull = (value: object | undefined): string | null =>
  value === undefined ? null : JSON.stringify(value)

/**
 * A run as the rows of its file, in the order of its cases and their metrics. Never empty: a run without cases is one
 * row, so that it is not forgotten. The run must be valid (see {@link assertValidRun}).
 */
export function rowsOf(run: MeasuredRun): RunRow[] {
  const ofRun = runPart(run)
  const rows = run.cases.flatMap((measured, casePosition) => caseRows(ofRun, measured, casePosition))
  return rows.length > 0 ? rows : [{ ...ofRun, case_position: 0, ...noCase, metric_position: 0, ...noMetric }]
}

type CasePart = typeof noCase
type MetricPart = typeof noMetric

function runPart(run: MeasuredRun): RunColumns {
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
    calibration: jsonOrNull(header.calibration),
    shard: header.shard ? `${header.shard.index}/${header.shard.of}` : null,
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
    labels: paramsText(environment.labels),
  }
}

function caseRows(ofRun: RunColumns, measured: MeasuredCase, casePosition: number): RunRow[] {
  const ofCase = { ...ofRun, case_position: casePosition, ...casePart(measured) }
  if (measured.metrics.length === 0) return [{ ...ofCase, metric_position: 0, ...noMetric }]
  return measured.metrics.map((metric, position) => ({
    ...ofCase,
    metric_position: position,
    ...metricPart(metric),
    timelines: position === 0 ? ofCase.timelines : null,
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
  artifact: null as string | null,
  retries: null as number | null,
  timeline: null as string | null,
  timelines: null as string | null,
}

function casePart(measured: MeasuredCase): CasePart {
  const { key, failure, precisionRatio } = measured
  return {
    suite: key.suite,
    benchmark: key.benchmark,
    params: paramsText(key.params),
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
    artifact: textOrNull(measured.artifact),
    retries: measured.retries ?? null,
    timeline: null,
    timelines: jsonOrNull(measured.timelines),
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
