import type { Environment, MeasuredCase, MeasuredMetric, MeasuredRun } from '../../runner/measure/record.ts'
import type { Metric } from '../../runner/metrics/metric.ts'
import type { CaseKey } from '../../runner/plan/plan.ts'
import { type Random, randomFrom, randomNormal } from '../../runner/stats/random.ts'

/** A small history with everything that a page can show, for the tests of the dashboard: seeded, always the same. */

export const HOSTILE_NAME = '<script>alert("name")</script> & \'quotes\' / slashes \\ 🚀'
export const HOSTILE_SUITE = '"><img src=x onerror=alert(1)>'
export const HOSTILE_SUBJECT = '</td><script>alert("subject")</script>'
export const LONG_NAME = 'long-'.repeat(40)

const wallTime: Metric = { name: 'wall-time', unit: 'ns', direction: 'lower' }
const peakMemory: Metric = { name: 'peak-memory', unit: 'B', direction: 'lower' }
const throughput: Metric = { name: 'throughput', unit: 'ops/s', direction: 'higher' }
const fileSize: Metric = { name: 'file-size', unit: 'B', direction: 'lower' }

const server: Environment = {
  fingerprint: '0a1b2c3d4e5f',
  cpuModel: 'AMD EPYC 7B13 64-Core Processor',
  cores: 2,
  memoryGiB: 24,
  platform: 'linux',
  arch: 'x64',
  os: 'Debian GNU/Linux 12',
  runtime: 'node 24',
  labels: { pool: 'dedicated' },
}
const laptop: Environment = {
  ...server,
  fingerprint: '9f8e7d6c5b4a',
  cpuModel: 'Apple M3',
  cores: 8,
  memoryGiB: 16,
  platform: 'darwin',
  arch: 'arm64',
  os: 'macOS 26',
  labels: {},
}

export const RUN_COUNT = 26

interface Story {
  readonly key: CaseKey
  readonly metrics: readonly (readonly [Metric, number])[]
  /** The level of the first metric in the run at this place, relative to its first. */
  readonly level?: (place: number) => number
  readonly noise?: number
  /** From this run on the command fails, or is gone. */
  readonly failsFrom?: number
  readonly goneFrom?: number
}

const key = (suite: string, benchmark: string, params: CaseKey['params'] = {}): CaseKey => ({
  suite,
  benchmark,
  params,
})

const stories: readonly Story[] = [
  {
    key: key('compression', 'gzip', { level: 1 }),
    metrics: [
      [wallTime, 80e6],
      [peakMemory, 2.1e6],
    ],
  },
  {
    key: key('compression', 'gzip', { level: 9 }),
    metrics: [
      [wallTime, 310e6],
      [peakMemory, 2.1e6],
    ],
    level: (place) => (place >= RUN_COUNT - 1 ? 1.6 : 1),
  },
  {
    key: key('compression', 'brotli'),
    metrics: [[wallTime, 500e6]],
    level: (place) => (place >= 14 ? 0.7 : 1),
  },
  { key: key('compression', 'zstd'), metrics: [[throughput, 1800]], noise: 0.2 },
  { key: key('files', 'bundle'), metrics: [[fileSize, 54_321]], noise: 0 },
  { key: key('files', 'sort'), metrics: [[wallTime, 9e6]], failsFrom: RUN_COUNT - 1 },
  { key: key('files', 'grep'), metrics: [[wallTime, 4e6]], goneFrom: RUN_COUNT - 1 },
  { key: key(HOSTILE_SUITE, HOSTILE_NAME, { '<b>': '"&amp;' }), metrics: [[wallTime, 20e6]] },
  { key: key(HOSTILE_SUITE, LONG_NAME), metrics: [[wallTime, 20e6]] },
]

const STARTED_MS = Date.UTC(2026, 8, 1)
const ONE_DAY_MS = 86_400_000

/** Every run of the history, oldest first: the base branch, two pull requests, one run on another machine in five. */
export function measuredHistory(): MeasuredRun[] {
  return Array.from({ length: RUN_COUNT }, (_, place) => measuredRun(place))
}

function measuredRun(place: number): MeasuredRun {
  const startedMs = STARTED_MS + place * ONE_DAY_MS
  const environment = place % 5 === 3 ? laptop : server
  return {
    header: {
      id: `202609${String(place + 1).padStart(2, '0')}-000000-${String(place).padStart(10, '0')}`,
      startedAt: new Date(startedMs).toISOString(),
      toolVersion: '0.1.0',
      configHash: '0123456789abcdef',
      seed: place,
      commit: commitAt(place, startedMs),
      pullRequest: isPullRequest(place) ? 100 + place : undefined,
      ci: { service: 'GitHub Actions', job: 'perf', url: 'https://ci.example/1' },
      environment,
      partial: false,
      generated: false,
    },
    finishedAt: new Date(startedMs + 90_000).toISOString(),
    interrupted: false,
    cases: stories
      .filter(({ goneFrom }) => place < (goneFrom ?? RUN_COUNT))
      .map((story) => measuredCase(story, place, environment)),
    warnings:
      place === RUN_COUNT - 1
        ? [
            {
              kind: 'warning',
              code: 'high-load',
              message: 'The machine was busy.',
              advice: 'Measure on a quiet one.',
            },
          ]
        : [],
  }
}

function isPullRequest(place: number): boolean {
  return place === 10 || place === 20
}

function commitAt(place: number, startedMs: number) {
  return {
    sha: Buffer.from(`${place} commit`).toString('hex').padEnd(40, '0'),
    parents: [],
    subject: place === 14 ? HOSTILE_SUBJECT : `Change number ${place}`,
    committedAt: new Date(startedMs - 600_000).toISOString(),
    position: place,
    branch: isPullRequest(place) ? `feature/${place}` : 'main',
    tag: place === 12 ? 'v1.0.0' : undefined,
    dirty: false,
  }
}

function measuredCase(story: Story, place: number, environment: Environment): MeasuredCase {
  const fails = place >= (story.failsFrom ?? RUN_COUNT)
  const random = randomFrom('site', story.key.benchmark, JSON.stringify(story.key.params), place)
  return {
    key: story.key,
    status: fails ? 'failed' : 'ok',
    failure: fails
      ? { reason: 'exit-code', message: 'exited with code 1', outputTail: 'fatal: <b>no</b> such file\n' }
      : undefined,
    iterations: 12,
    failures: fails ? 12 : 0,
    executor: 'exact',
    stop: fails ? 'failure' : 'precision',
    precisionRatio: 0.01,
    metrics: fails
      ? []
      : story.metrics.map(([metric, value], index) => {
          const level = (index === 0 ? (story.level?.(place) ?? 1) : 1) * (environment === laptop ? 0.6 : 1)
          return measuredMetric(metric, value * level, story.noise ?? 0.01, random)
        }),
  }
}

function measuredMetric(metric: Metric, level: number, noise: number, random: Random): MeasuredMetric {
  const ofRun = level * (1 + randomNormal(random) * noise * 0.5)
  const count = noise === 0 ? 1 : 12
  const samples = Array.from({ length: count }, () => Math.round(ofRun * (1 + randomNormal(random) * noise)))
  return {
    metric,
    samples,
    warmupSamples: samples.slice(0, 1),
    sampleCount: samples.length,
    reportedLow: undefined,
    reportedHigh: undefined,
  }
}
