import type { RecordedVerdict } from '../../runner/ledger/verdicts.ts'
import type {
  Commit,
  Environment,
  MeasuredCase,
  MeasuredMetric,
  MeasuredRun,
  RunHeader,
} from '../../runner/measure/record.ts'

/** Small, sound values for the tests of the ledger; each takes what a test cares about. */

export const wallTime = { name: 'wall-time', unit: 'ns', direction: 'lower' } as const
export const throughput = { name: 'throughput', unit: 'ops/s', direction: 'higher' } as const

export const environment: Environment = {
  fingerprint: '0a1b2c3d4e5f',
  cpuModel: 'AMD EPYC 7B13',
  cores: 2,
  memoryGiB: 24,
  platform: 'linux',
  arch: 'x64',
  os: 'Debian GNU/Linux 12',
  runtime: 'node 24',
  labels: {},
}

/** A sha of 40 digits from a short name: `sha('a')`. */
export function sha(name: string): string {
  return Buffer.from(name).toString('hex').padEnd(40, '0')
}

export function commit(name: string, given: Partial<Commit> = {}): Commit {
  return {
    sha: sha(name),
    parents: [],
    subject: `Commit ${name}`,
    committedAt: '2026-11-01T00:00:00.000Z',
    position: undefined,
    branch: 'main',
    tag: undefined,
    dirty: false,
    ...given,
  }
}

let lastRun = 0

/** A run id that was not used before in this process. */
export function runId(): string {
  lastRun += 1
  return `20261120-051230-${lastRun.toString(16).padStart(10, '0')}`
}

function header(given: Partial<RunHeader> = {}): RunHeader {
  return {
    id: runId(),
    startedAt: '2026-11-20T05:12:30.000Z',
    toolVersion: '0.1.0',
    configHash: '0123456789abcdef',
    seed: 1,
    commit: commit('a'),
    pullRequest: undefined,
    ci: undefined,
    environment,
    partial: false,
    generated: false,
    ...given,
  }
}

export function metric(samples: readonly number[], given: Partial<MeasuredMetric> = {}): MeasuredMetric {
  return {
    metric: wallTime,
    samples,
    warmupSamples: [],
    sampleCount: samples.length,
    reportedLow: undefined,
    reportedHigh: undefined,
    ...given,
  }
}

export function measuredCase(benchmark: string, given: Partial<MeasuredCase> = {}): MeasuredCase {
  return {
    key: { suite: 'parser', benchmark, params: {} },
    status: 'ok',
    failure: undefined,
    iterations: 3,
    failures: 0,
    executor: 'fake',
    stop: 'max-iterations',
    precisionRatio: 0.01,
    metrics: [metric([3, 1, 2])],
    ...given,
  }
}

export function run(
  cases: readonly MeasuredCase[] = [measuredCase('parse')],
  given: Partial<RunHeader> = {},
): MeasuredRun {
  return {
    header: header(given),
    finishedAt: '2026-11-20T05:13:30.000Z',
    interrupted: false,
    cases,
    warnings: [],
  }
}

export function verdict(runId: string, given: Partial<RecordedVerdict> = {}): RecordedVerdict {
  return {
    runId,
    case: { suite: 'parser', benchmark: 'parse', params: {} },
    metric: wallTime,
    environment: environment.fingerprint,
    state: 'ok',
    severity: undefined,
    significant: false,
    reasons: ['within the noise'],
    value: 2,
    valueLow: 1,
    valueHigh: 3,
    change: 0.01,
    changeLow: -0.01,
    changeHigh: 0.03,
    confidence: 0.95,
    pValue: 0.4,
    baselineRunIds: [],
    smallestDetectableRatio: 0.02,
    budget: undefined,
    toolVersion: '0.1.0',
    analysisVersion: 1,
    ...given,
  }
}
