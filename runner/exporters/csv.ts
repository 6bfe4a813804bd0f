import type { MeasuredCase, MeasuredMetric, MeasuredRun } from '../measure/record.ts'
import { paramsText } from '../plan/identity.ts'
import { medianInterval } from '../stats/median-interval.ts'
import { median } from '../stats/summary.ts'
import { csvLine } from './csv-text.ts'

const columns = [
  'run_id',
  'started_at',
  'commit_sha',
  'committed_at',
  'commit_subject',
  'branch',
  'tag',
  'pull_request',
  'environment',
  'cpu_model',
  'os',
  'runtime',
  'suite',
  'benchmark',
  'params',
  'metric',
  'unit',
  'direction',
  'value',
  'low',
  'high',
  'sample_count',
  'samples',
] as const

/** The first line of the CSV. */
export const csvHeader = csvLine(columns)

/**
 * One line per point: the median of a metric of a case in a run (`value`) with its interval (`low`, `high`) and its samples
 * between semicolons. Cases that failed have none. Numbers are written so that reading them gives the same bits.
 */
export function csvLines(run: MeasuredRun): string {
  return run.cases
    .filter(({ status }) => status !== 'failed')
    .flatMap((measured) =>
      measured.metrics
        .filter(({ samples }) => samples.length > 0)
        .map((metric) => lineOf(run, measured, metric)),
    )
    .join('')
}

function lineOf({ header }: MeasuredRun, { key }: MeasuredCase, metric: MeasuredMetric): string {
  const { commit, environment } = header
  const { low, high } = medianInterval(metric.samples, 0.95)
  const cells: Record<(typeof columns)[number], string | number | undefined> = {
    run_id: header.id,
    started_at: header.startedAt,
    commit_sha: commit?.sha,
    committed_at: commit?.committedAt,
    commit_subject: commit?.subject,
    branch: commit?.branch,
    tag: commit?.tag,
    pull_request: header.pullRequest,
    environment: environment.fingerprint,
    cpu_model: environment.cpuModel,
    os: environment.os,
    runtime: environment.runtime,
    suite: key.suite,
    benchmark: key.benchmark,
    params: paramsText(key.params),
    metric: metric.metric.name,
    unit: metric.metric.unit,
    direction: metric.metric.direction,
    value: median(metric.samples),
    low: metric.reportedLow ?? low,
    high: metric.reportedHigh ?? high,
    sample_count: metric.sampleCount,
    samples: metric.samples.join(';'),
  }
  return csvLine(columns.map((column) => String(cells[column] ?? '')))
}
