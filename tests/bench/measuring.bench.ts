/**
 * What measuring costs, beside hyperfine -N (where it is installed), in alternation: `node tests/bench/measuring.bench.ts`.
 * Ratios carry over from machine to machine, absolute figures do not.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openExecutors } from '../../runner/measure/effects.ts'
import type { Executor } from '../../runner/measure/executor.ts'
import { quantile } from '../../runner/stats/quantile.ts'
import { median } from '../../runner/stats/summary.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 10)
const RUNS = 10
const other = 'hyperfine'
const env = { PATH: process.env.PATH ?? '' }
const folder = mkdtempSync(join(tmpdir(), 'perfledger-bench-'))
const executors = await openExecutors()

/** About 50 ms of work, about a second of it. */
const busy = (rounds: number) => ['sh', '-c', `i=0; while [ $i -lt ${rounds} ]; do i=$((i+1)); done`] as const

async function execute(executor: Executor, words: readonly [string, ...string[]], sampleIntervalMs = 0) {
  const command = { kind: 'words', words } as const
  const request = { command, cwd: '/', env, timeoutMs: 120_000, output: 'discard', sampleIntervalMs } as const
  return executor.execute(request, new AbortController().signal)
}

async function own(executor: Executor, words: readonly [string, ...string[]], sampleIntervalMs = 0) {
  return (await execute(executor, words, sampleIntervalMs)).wallTimeNs / 1e6
}

/** Where others use the machine, the wall-time of a second of work says more about them. */
async function processorMs(words: readonly [string, ...string[]], sampleIntervalMs: number) {
  const { userTimeNs = 0, systemTimeNs = 0 } = await execute(executors.iterations, words, sampleIntervalMs)
  return (userTimeNs + systemTimeNs) / 1e6
}

function hyperfine(words: readonly string[]): number[] {
  const file = join(folder, 'hyperfine.json')
  const line = words.map((word) => (/^[\w.]+$/.test(word) ? word : `'${word}'`)).join(' ')
  const options = ['-N', '--runs', String(RUNS), '--warmup', '0', '--style', 'none', '--export-json', file]
  execFileSync(other, [...options, line], { stdio: 'ignore', env })
  return JSON.parse(readFileSync(file, 'utf8')).results[0].times.map((seconds: number) => seconds * 1e3)
}

function row(ours: readonly number[], others: readonly number[]) {
  const spread = (values: readonly number[]): number => quantile(values, 0.75) - quantile(values, 0.25)
  const [own, other] = [median(ours), median(others)]
  return {
    'median ms': Number(own.toFixed(3)),
    'other ms': Number(other.toFixed(3)),
    'difference ms': Number((own - other).toFixed(3)),
    ratio: Number((own / other).toFixed(4)),
    'ratio of spreads': Number((spread(ours) / spread(others)).toFixed(2)),
  }
}

async function besideHyperfine(words: readonly [string, ...string[]]) {
  const ours: number[] = []
  const others: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let run = 0; run < RUNS; run += 1) ours.push(await own(executors.iterations, words))
    others.push(...hyperfine(words))
  }
  return row(ours, others)
}

async function sampled(measured: (sampleIntervalMs: number) => Promise<number>) {
  const plain: number[] = []
  const looked: number[] = []
  for (let round = 0; round < ROUNDS * 2; round += 1) {
    looked.push(await measured(50))
    plain.push(await measured(0))
  }
  return row(looked, plain)
}

/** What the runner itself uses while a command of `seconds` runs and is sampled. */
async function whileWaiting(seconds: number) {
  const before = process.cpuUsage()
  const tookMs = await own(executors.iterations, ['sleep', String(seconds)], 50)
  const { user, system } = process.cpuUsage(before)
  return {
    'share of a core': Number(((user + system) / 1e3 / tookMs).toFixed(5)),
    'resident MB': Math.round(process.memoryUsage.rss() / 1e6),
  }
}

const commands = { true: ['true'], 'sleep 0.01': ['sleep', '0.01'], busy: busy(66_000) } as const
const rows: Record<string, object> = {}
const hasHyperfine = env.PATH.split(':').some((path) => {
  try {
    return readFileSync(join(path, other)).length > 0
  } catch {
    return false
  }
})
if (hasHyperfine) {
  for (const [name, words] of Object.entries(commands)) rows[name] = await besideHyperfine(words)
  let ballast: Buffer | undefined = Buffer.alloc(1e9, 1)
  rows[`true, ${ballast.length / 1e9} GB of ballast`] = await besideHyperfine(commands.true)
  ballast = undefined
} else console.log('hyperfine is not installed: nothing to compare with.')
console.log(`${executors.iterations.name} executor beside hyperfine -N, ${ROUNDS} rounds of ${RUNS}`)
console.table(rows)
console.log('with a sampler every 50 ms, beside none, a command of about a second')
const second = busy(1_200_000)
console.table({
  'wall-time': await sampled((interval) => own(executors.iterations, second, interval)),
  'processor time': await sampled((interval) => processorMs(second, interval)),
})
const seconds = Number(process.env.SECONDS ?? 60)
console.log(`the runner while a command of ${seconds} s is measured and sampled`)
console.table({ runner: await whileWaiting(seconds) })
await executors.close()
rmSync(folder, { recursive: true })
