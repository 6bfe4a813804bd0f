import type {
  Commit,
  Environment,
  MeasuredCase,
  MeasuredMetric,
  MeasuredRun,
  RunHeader,
} from '../measure/record.ts'
import { type CaseKeyOf, caseKeyOf } from './identity.ts'
import type { OrderedRun } from './order.ts'
import type { RunColumns, RunRow } from './schema.ts'

/** The columns that tell where a run belongs in the order of the runs. */
export type OrderColumns = Pick<
  RunColumns,
  'run_id' | 'started_at' | 'commit_sha' | 'commit_parents' | 'committed_at' | 'commit_position' | 'dirty'
>

/** What a row says of the place of its run. */
export function orderedRunOf(row: OrderColumns): OrderedRun {
  const startedAt = row.started_at.toISOString()
  if (row.commit_sha === null) return { id: row.run_id, startedAt, commit: undefined }
  const commit = {
    sha: row.commit_sha,
    parents: row.commit_parents ?? [],
    position: row.commit_position ?? undefined,
    committedAt: (row.committed_at ?? row.started_at).toISOString(),
    dirty: row.dirty ?? false,
  }
  return { id: row.run_id, startedAt, commit }
}

/** What a row says of its run, without the measurements. */
export function headerOf(row: RunColumns): RunHeader {
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
    ...(row.calibration !== null && { calibration: JSON.parse(row.calibration) }),
    ...(row.shard !== null && { shard: shardOf(row.shard) }),
  }
}

function shardOf(text: string): NonNullable<RunHeader['shard']> {
  const [index = 0, of = 0] = text.split('/').map(Number)
  return { index, of }
}

function commitOf(row: RunColumns): Commit | undefined {
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

function environmentOf(row: RunColumns): Environment {
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

/** The reverse of `rowsOf`: the rows of one run, in any order, as the run they came from. */
export function runOf(rows: readonly RunRow[]): MeasuredRun | undefined {
  return rows[0] && runFrom(rows[0], rows)
}

/** The part of a row that belongs to its case and metric. */
type PartRow = Omit<RunRow, keyof RunColumns>

/** The same, where what belongs to the run as a whole was read from one of its rows only. */
export function runFrom(
  first: RunColumns,
  rows: readonly PartRow[],
  keyOf: CaseKeyOf = caseKeyOf,
): MeasuredRun {
  const inOrder = [...rows].sort(
    (a, b) => a.case_position - b.case_position || a.metric_position - b.metric_position,
  )
  const byCase = Map.groupBy(
    inOrder.filter((row) => row.suite !== null),
    (row) => row.case_position,
  )
  return {
    header: headerOf(first),
    finishedAt: first.finished_at.toISOString(),
    interrupted: first.interrupted,
    cases: [...byCase.values()].map((some) => caseOf(some, keyOf)),
    warnings: JSON.parse(first.warnings),
  }
}

function caseOf(rows: readonly PartRow[], keyOf: CaseKeyOf): MeasuredCase {
  const row = rows[0] as PartRow
  return {
    key: keyOf(row.suite ?? '', row.benchmark ?? '', row.params ?? '{}'),
    status: (row.status ?? 'ok') as MeasuredCase['status'],
    failure: failureOf(row),
    iterations: row.iterations ?? 0,
    failures: row.failures ?? 0,
    executor: row.executor ?? '',
    stop: (row.stop ?? undefined) as MeasuredCase['stop'],
    precisionRatio: row.precision_ratio ?? undefined,
    metrics: rows.filter((each) => each.metric !== null).map(metricOf),
    ...(row.artifact !== null && { artifact: row.artifact }),
    ...(row.retries !== null && { retries: row.retries }),
    ...timelinesOf(row),
  }
}

function timelinesOf({ timelines, timeline }: PartRow): Pick<MeasuredCase, 'timelines'> {
  if (timelines !== null) return { timelines: JSON.parse(timelines) }
  return timeline === null ? {} : { timelines: [JSON.parse(timeline)] }
}

function failureOf(row: PartRow): MeasuredCase['failure'] {
  if (row.failure_reason === null) return undefined
  return {
    reason: row.failure_reason as NonNullable<MeasuredCase['failure']>['reason'],
    message: row.failure_message ?? '',
    ...(row.failure_output_tail === null ? {} : { outputTail: row.failure_output_tail }),
  }
}

function metricOf(row: PartRow): MeasuredMetric {
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
