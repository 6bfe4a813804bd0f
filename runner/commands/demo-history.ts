import { createHash } from 'node:crypto'
import type { Commit, Environment, MeasuredCase, MeasuredRun, WarningRecord } from '../measure/record.ts'
import { randomFrom, randomInteger } from '../stats/random.ts'
import { type DemoCase, demoBudgets, demoCases } from './demo-cases.ts'
import { demoHex, demoMainCommits, demoPushes } from './demo-commits.ts'
import { demoMetrics } from './demo-samples.ts'
import {
  type Change,
  changes,
  failedAt,
  lifetimes,
  mainCommits,
  measuredTwice,
  missingAt,
  pullRequests,
  releases,
  spikes,
  unmeasured,
} from './demo-story.ts'

export { demoBudgets }

/** A machine of the story, and what it measures of main. */
export interface DemoMachine {
  readonly environment: Environment
  /** Times are so much longer than on the reference machine. */
  readonly slowness: number
  /** Scatter, against that of the reference machine. */
  readonly noise: number
  readonly measures: (commit: number) => boolean
  readonly delayMinutes: number
  readonly ciJob: string | undefined
}

function machine(fields: Omit<Environment, 'fingerprint' | 'labels'>): Environment {
  const labels = {}
  const fingerprint = createHash('sha256')
    .update(JSON.stringify({ ...fields, labels }))
    .digest('hex')
    .slice(0, 12)
  return { fingerprint, ...fields, labels }
}

const runner: DemoMachine = {
  environment: machine({
    cpuModel: 'AMD EPYC 7763 64-Core Processor',
    cores: 4,
    memoryGiB: 16,
    platform: 'linux',
    arch: 'x64',
    os: 'Ubuntu 24.04.3 LTS',
    runtime: 'node 24',
  }),
  slowness: 1,
  noise: 1,
  measures: (commit) => !unmeasured.includes(commit),
  delayMinutes: 4,
  ciJob: 'perf',
}

const benchBox: DemoMachine = {
  environment: machine({
    cpuModel: 'AMD Ryzen 9 7950X 16-Core Processor',
    cores: 16,
    memoryGiB: 64,
    platform: 'linux',
    arch: 'x64',
    os: 'Debian GNU/Linux 12',
    runtime: 'node 24',
  }),
  slowness: 0.54,
  noise: 0.35,
  measures: (commit) => commit % 4 === 3 || releases[commit] !== undefined || commit >= mainCommits - 3,
  delayMinutes: 22,
  ciJob: 'perf-dedicated',
}

const laptop: DemoMachine = {
  environment: machine({
    cpuModel: 'Apple M2',
    cores: 8,
    memoryGiB: 16,
    platform: 'darwin',
    arch: 'arm64',
    os: 'macOS 15',
    runtime: 'node 24',
  }),
  slowness: 0.63,
  noise: 0.8,
  measures: (commit) => releases[commit] !== undefined,
  delayMinutes: 95,
  ciJob: undefined,
}

/** One run to be generated. */
interface Occasion {
  readonly machine: DemoMachine
  readonly commit: Commit
  /** The commit on main that is measured, or that the pull request starts from. */
  readonly main: number
  readonly pullRequest: number | undefined
  readonly changes: readonly Change[]
  readonly startMs: number
}

/**
 * The history that `perfledger demo` shows: about 190 runs of a fictional project over the eight months before `now`, on
 * three machines, with releases and pull requests, oldest start first. In it are steps up and down, a step that was
 * fixed, spikes, slow drifts, sizes that are exact, two-humped and coarse-grained timings, a benchmark that failed, one
 * that was lost for a run, one added and one retired. The same seed and time give the same history, bit for bit.
 */
export function* generateDemoHistory(seed: number, now: Date): Generator<MeasuredRun> {
  const main = demoMainCommits(seed, now)
  const occasions = [...mainOccasions(main), ...pullRequestOccasions(seed, main, now)]
  for (const occasion of occasions.sort((a, b) => a.startMs - b.startMs)) yield demoRun(seed, occasion)
}

function mainOccasions(main: readonly Commit[]): Occasion[] {
  return main.flatMap((commit, index) =>
    [runner, benchBox, laptop]
      .filter((each) => each.measures(index))
      .flatMap((each) => {
        const first: Occasion = {
          machine: each,
          commit,
          main: index,
          pullRequest: undefined,
          changes: each === runner ? [...changes, ...spikes.filter(({ at }) => at === index)] : changes,
          startMs: Date.parse(commit.committedAt) + each.delayMinutes * 60_000,
        }
        const again = each === runner && measuredTwice.includes(index)
        return again ? [first, { ...first, changes, startMs: first.startMs + 50 * 60_000 }] : [first]
      }),
  )
}

function pullRequestOccasions(seed: number, main: readonly Commit[], now: Date): Occasion[] {
  return demoPushes(seed, main, now).map(({ number, from, push, commit }) => {
    const own = pullRequests.find((each) => each.number === number)?.pushes[push]?.changes ?? []
    return {
      machine: runner,
      commit,
      main: from,
      pullRequest: number,
      changes: [...changes, ...own],
      startMs: Date.parse(commit.committedAt) + runner.delayMinutes * 60_000,
    }
  })
}

function demoRun(seed: number, occasion: Occasion): MeasuredRun {
  const { machine: on, commit, startMs } = occasion
  const startedAt = new Date(startMs).toISOString()
  const id = `${startedAt.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${demoHex(10, seed, commit.sha, startMs)}`
  const cases = demoCases
    .filter((each) => isMeasured(each, occasion))
    .map((each) => demoCase(seed, id, each, occasion))
  return {
    header: {
      id,
      startedAt,
      toolVersion: '0.1.0',
      configHash: demoHex(16, 'config', lifetimes.filter(({ from }) => from <= occasion.main).length),
      seed: randomInteger(randomFrom('demo', seed, id), 2 ** 31),
      commit,
      pullRequest: occasion.pullRequest,
      ci: on.ciJob === undefined ? undefined : { service: 'GitHub Actions', job: on.ciJob, url: undefined },
      environment: on.environment,
      partial: false,
      generated: true,
    },
    finishedAt: new Date(startMs + durationMs(seed, id)).toISOString(),
    interrupted: false,
    cases,
    warnings: warningsOf(occasion),
  }
}

function durationMs(seed: number, id: string): number {
  return 230_000 + randomInteger(randomFrom('demo', seed, id, 'duration'), 40_000)
}

function isMeasured({ key }: DemoCase, { main, pullRequest, machine: on }: Occasion): boolean {
  const lost = main === missingAt.commit && pullRequest === undefined && on === runner && missingAt.on(key)
  const alive = lifetimes
    .filter((each) => each.on(key))
    .every(({ from, until }) => from <= main && main < until)
  return alive && !lost
}

function demoCase(seed: number, id: string, each: DemoCase, occasion: Occasion): MeasuredCase {
  const { main, pullRequest, machine: on } = occasion
  if (main === failedAt.commit && pullRequest === undefined && failedAt.on(each.key)) return failedCase(each)
  const measured = demoMetrics({ seed, runId: id, case: each, main, changes: occasion.changes, ...on })
  return {
    key: each.key,
    status: 'ok',
    failure: undefined,
    iterations: measured.iterations,
    failures: 0,
    executor: 'exact',
    stop: measured.stop,
    precisionRatio: measured.precisionRatio,
    metrics: measured.metrics,
  }
}

function failedCase({ key }: DemoCase): MeasuredCase {
  const outputTail = 'docs: 214 pages\nerror: reference/parse.md:88:14: unescaped "{" in a doc comment\n'
  return {
    key,
    status: 'failed',
    failure: { reason: 'exit-code', message: 'exited with code 1', outputTail },
    iterations: 1,
    failures: 1,
    executor: 'exact',
    stop: 'failure',
    precisionRatio: undefined,
    metrics: [],
  }
}

function warningsOf({ changes: met }: Occasion): WarningRecord[] {
  if (!met.some((change) => spikes.includes(change))) return []
  return [
    {
      kind: 'warning',
      code: 'high-load',
      message: 'The machine was busy with something else: its load was 3.4 on 4 cores when the run began.',
      advice: 'Measure again when it is idle, or on a machine of its own.',
    },
  ]
}
