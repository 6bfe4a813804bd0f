import type { Commit, MeasuredCase, MeasuredRun, WarningRecord } from '../measure/record.ts'
import { randomFrom, randomInteger } from '../stats/random.ts'
import { type DemoCase, demoBudgets, demoCases } from './cases.ts'
import { demoHex, demoMainCommits, demoPushes } from './commits.ts'
import { benchBox, type DemoMachine, laptop, runner } from './machines.ts'
import { demoMetrics } from './samples.ts'
import {
  type Change,
  changes,
  failedAt,
  lifetimes,
  measuredTwice,
  missingAt,
  pullRequests,
  spikes,
} from './story.ts'

export { demoBudgets }

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
