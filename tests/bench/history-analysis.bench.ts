import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { analyzeHistory } from '../../runner/commands/analyze-history.ts'
import type { RunInfo, Series } from '../../runner/ledger/series.ts'
import { randomFrom, randomNormal } from '../../runner/stats/random.ts'

/**
 * The whole history of many series, analyzed in one thread and in several, and with all of it known from the last time.
 *
 *     node tests/bench/history-analysis.bench.ts [series] [points]      (1000 and 1000 unless said)
 */
const [seriesCount = 1_000, pointCount = 1_000] = process.argv.slice(2).map(Number)

const environment = {
  fingerprint: 'e',
  cpuModel: '',
  cores: 2,
  memoryGiB: 8,
  platform: 'linux',
  arch: 'x64',
  os: '',
  runtime: '',
  labels: {},
}

const runs = Array.from({ length: pointCount }, (_, place): RunInfo => {
  const startedAt = new Date(Date.UTC(2020, 0, 1) + place * 8 * 3_600_000).toISOString()
  const commit = {
    sha: place.toString(16).padStart(40, '0'),
    parents: [],
    subject: '',
    committedAt: startedAt,
    position: place,
    branch: 'main',
    tag: undefined,
    dirty: false,
  }
  const ids = { id: `run-${place}`, startedAt, toolVersion: '', configHash: '', seed: 1 }
  const header = {
    ...ids,
    commit,
    pullRequest: undefined,
    ci: undefined,
    environment,
    partial: false,
    generated: true,
  }
  return { header, finishedAt: startedAt, interrupted: false, cases: 1, failedCases: 0 }
})

/** Noise of 2 %, a step of 5 % in every third series, a slow drift in every fifth. */
const series = Array.from({ length: seriesCount }, (_, number): Series => {
  const random = randomFrom('history-analysis', number)
  const metric = { name: 'wall-time', unit: 'ns', direction: 'lower' } as const
  const key = { case: { suite: 's', benchmark: `b${number}`, params: {} }, metric, environment: 'e' }
  const points = runs.map(({ header }, place) => {
    const step = number % 3 === 0 && place > pointCount / 2 ? 1.05 : 1
    const drift = number % 5 === 0 ? 1 + (0.1 * place) / pointCount : 1
    const median = 1e6 * step * drift * (1 + 0.02 * randomNormal(random))
    return { runId: header.id, median, mad: 1e4, count: 30, low: median * 0.99, high: median * 1.01 }
  })
  return { key, points }
})

const folder = await mkdtemp(join(tmpdir(), 'perfledger-analysis-'))
const history = { runs, series, baseBranch: 'main' }
console.log(`${seriesCount} series × ${pointCount} points`)
await timed('one thread', () => analyzeHistory(history, join(folder, 'one'), { pointsForThreads: Infinity }))
await timed('threads', () => analyzeHistory(history, join(folder, 'many'), { pointsForThreads: 0 }))
await timed('all of it known', () => analyzeHistory(history, join(folder, 'many')))
await rm(folder, { recursive: true })

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const start = performance.now()
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`.padStart(9)
  const peakMb = (process.resourceUsage().maxRSS * 1_024) / 1e6
  console.log(
    `  ${what.padEnd(16)} ${seconds(performance.now() - start)}   processor ${seconds((user + system) / 1_000)}   peak ${peakMb.toFixed(0)} MB`,
  )
}
