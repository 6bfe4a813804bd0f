import type { History } from '../../runner/analyze/analyze-run.ts'
import { seriesId } from '../../runner/ledger/identity.ts'
import type { Point, RunInfo, SeriesKey } from '../../runner/ledger/series.ts'
import type {
  Commit,
  MeasuredCase,
  MeasuredMetric,
  MeasuredRun,
  RunHeader,
} from '../../runner/measure/record.ts'
import type { Metric } from '../../runner/metrics/metric.ts'
import type { CaseKey } from '../../runner/plan/plan.ts'
import { medianInterval } from '../../runner/stats/median-interval.ts'
import { randomFrom, randomNormal } from '../../runner/stats/random.ts'
import { median, medianAbsoluteDeviation } from '../../runner/stats/summary.ts'

export const wallTime: Metric = { name: 'wall-time', unit: 'ns', direction: 'lower' }
export const throughput: Metric = { name: 'throughput', unit: 'ops/s', direction: 'higher' }
export const size: Metric = { name: 'bundle-size', unit: 'B', direction: 'lower' }

export const sorting: CaseKey = { suite: 'core', benchmark: 'sort', params: {} }
export const parsing: CaseKey = { suite: 'core', benchmark: 'parse', params: { size: 10 } }

/** What one run measured of one case: samples by metric. */
export interface CaseResult {
  readonly key?: CaseKey
  readonly metric?: Metric
  readonly samples: readonly number[]
  readonly status?: MeasuredCase['status']
}

export interface RunSpec {
  readonly branch?: string | undefined
  readonly sha?: string
  readonly dirty?: boolean
  readonly pullRequest?: number
  readonly environment?: string
  readonly partial?: boolean
  readonly interrupted?: boolean
  readonly noGit?: boolean
  readonly tag?: string | undefined
  /** ISO 8601; all commits are of the same time unless said. */
  readonly committedAt?: string | undefined
  /** Hash of the program, of every case. */
  readonly artifact?: string | undefined
  readonly results: readonly CaseResult[]
}

/** A run that is as plain as possible: on main, clean, complete, each on a commit of its own. */
export function makeRun(place: number, spec: RunSpec): MeasuredRun {
  const cases = Map.groupBy(spec.results, (result) => result.key ?? sorting)
  return {
    header: header(place, spec),
    finishedAt: '2026-01-01T00:01:00.000Z',
    interrupted: spec.interrupted ?? false,
    cases: [...cases].map(([key, results]) => measuredCase(key, results, spec.artifact)),
    warnings: [],
  }
}

function header(place: number, spec: RunSpec): RunHeader {
  const fingerprint = spec.environment ?? 'e1'
  return {
    id: `run-${String(place).padStart(4, '0')}`,
    startedAt: new Date(Date.UTC(2026, 0, 1) + place * 3_600_000).toISOString(),
    toolVersion: '0.1.0',
    configHash: '0',
    seed: 1,
    commit: spec.noGit ? undefined : commit(place, spec),
    pullRequest: spec.pullRequest,
    ci: undefined,
    environment: {
      fingerprint,
      cpuModel: 'cpu',
      cores: 2,
      memoryGiB: 8,
      platform: 'linux',
      arch: 'x64',
      os: 'Debian',
      runtime: 'node 24',
      labels: {},
    },
    partial: spec.partial ?? false,
    generated: false,
  }
}

function commit(place: number, spec: RunSpec): Commit {
  return {
    sha: spec.sha ?? `${String(place).padStart(7, '0')}${'a'.repeat(33)}`,
    parents: [],
    subject: `commit ${place}`,
    committedAt: spec.committedAt ?? '2026-01-01T00:00:00Z',
    position: place,
    branch: 'branch' in spec ? spec.branch : 'main',
    tag: spec.tag,
    dirty: spec.dirty ?? false,
  }
}

function measuredCase(
  key: CaseKey,
  results: readonly CaseResult[],
  artifact: string | undefined,
): MeasuredCase {
  const status = results.find((result) => result.status)?.status ?? 'ok'
  return {
    key,
    status,
    failure: status === 'failed' ? { reason: 'exit-code', message: 'exited with code 1' } : undefined,
    iterations: results[0]?.samples.length ?? 0,
    failures: status === 'failed' ? 1 : 0,
    executor: 'fake',
    stop: 'max-iterations',
    precisionRatio: undefined,
    artifact,
    metrics: results.filter(({ samples }) => samples.length > 0).map(measuredMetric),
  }
}

function measuredMetric({ metric, samples }: CaseResult): MeasuredMetric {
  return {
    metric: metric ?? wallTime,
    samples,
    warmupSamples: [],
    sampleCount: samples.length,
    reportedLow: undefined,
    reportedHigh: undefined,
  }
}

/** What the ledger would answer after these runs, given in commit order. */
export function historyOf(runs: readonly MeasuredRun[]): History {
  const series = new Map<string, { key: SeriesKey; points: Point[] }>()
  for (const run of runs) {
    for (const { key, metrics, status } of run.cases) {
      if (status === 'failed') continue
      for (const { metric, samples } of metrics) {
        const seriesKey = { case: key, metric, environment: run.header.environment.fingerprint }
        const known = series.get(seriesId(seriesKey)) ?? { key: seriesKey, points: [] }
        known.points.push(pointOf(run.header.id, samples))
        series.set(seriesId(seriesKey), known)
      }
    }
  }
  const artifacts = runs.flatMap(({ header: { id }, cases }) =>
    cases.flatMap(({ key, artifact }) =>
      artifact === undefined ? [] : [{ runId: id, case: key, artifact }],
    ),
  )
  return { runs: runs.map(infoOf), series: [...series.values()], artifacts }
}

export function infoOf({ header, finishedAt, interrupted, cases }: MeasuredRun): RunInfo {
  return { header, finishedAt, interrupted, cases: cases.length, failedCases: 0 }
}

export function pointOf(runId: string, samples: readonly number[]): Point {
  const spread = medianAbsoluteDeviation(samples)
  return { runId, median: median(samples), mad: spread, count: samples.length, ...medianInterval(samples) }
}

/** Runs on main, one for each level: five samples each, with the given relative noise from run to run and inside a run. */
export function runsAt(
  levels: readonly number[],
  options: { noise?: number; seed?: string; from?: number; metric?: Metric; spec?: Partial<RunSpec> } = {},
): MeasuredRun[] {
  const { noise = 0.01, seed = 'runs', from = 0, metric = wallTime, spec = {} } = options
  return levels.map((level, place) => {
    const random = randomFrom(seed, from + place)
    const shifted = level * Math.exp(noise * randomNormal(random))
    const samples = Array.from({ length: 5 }, () => shifted * Math.exp((noise / 4) * randomNormal(random)))
    return makeRun(from + place, { results: [{ samples, metric }], ...spec })
  })
}
