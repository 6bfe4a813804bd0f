/**
 * Does the paired comparison keep its promise on this machine, as it is now? A busy loop of about 100 ms is compared with
 * one that does 3 % more, and with itself, again and again, each within 60 s:
 *
 *     node tests/bench/paired-trials.bench.ts [tries of each kind, 10] [seconds for each, 60] [true change, 0.03]
 *
 * Prints a line for each try and the counts in the end. Takes up to tries × 2 × seconds.
 */
import { availableParallelism, loadavg } from 'node:os'
import { areFirstDecided, measurePair } from '../../runner/commands/compare/paired-measuring.ts'
import { openContext } from '../../runner/commands/compare/session.ts'
import { assess } from '../../runner/compare/assess.ts'
import type { CaseComparison } from '../../runner/compare/comparison.ts'
import { leastBlocks } from '../../runner/compare/looks.ts'
import type { Plan, PlannedCase } from '../../runner/plan/plan.ts'

const [tries = 10, seconds = 60, change = 0.03] = process.argv.slice(2).map(Number)
const question = { thresholdRatio: 0.02, confidence: 0.95 }
const TARGET_MS = 100

function busy(loops: number): PlannedCase {
  return {
    key: { suite: 'trials', benchmark: 'busy', params: {} },
    command: { kind: 'words', words: ['awk', `BEGIN { for (i = 0; i < ${loops}; i++) x += i }`] },
    cwd: process.cwd(),
    env: {},
    hooks: {},
    stopping: { warmup: 2, min: 1, max: 1, maxTimeMs: Number.POSITIVE_INFINITY, precisionRatio: 0 },
    timeoutMs: 60_000,
    metrics: ['wall-time', 'user-time'],
    output: undefined,
    expectedExitCodes: [0],
  }
}

const plan: Plan = { root: process.cwd(), seed: 1, suites: [], declaredMetrics: [], partial: false }
const { context, close } = await openContext(plan, {})

/** As many loops as take the wanted time of the processor. */
async function calibrated(): Promise<number> {
  const loops = 1_000_000
  const planned = busy(loops)
  const taken = await measurePair(
    context,
    { base: planned, head: planned },
    { seed: 0, budgetMs: 1, leastBlocks: 8, isEnough: () => true },
  )
  const userTimes = taken.series.find(({ metric }) => metric.name === 'user-time')!.baseValues
  return Math.round((loops * TARGET_MS * 1e6) / Math.min(...userTimes))
}

async function once(loops: number, trueChange: number, seed: number): Promise<CaseComparison> {
  const pair = { base: busy(loops), head: busy(Math.round(loops * (1 + trueChange))) }
  const isEnough = areFirstDecided(question, 1)
  return assess(
    [
      await measurePair(context, pair, {
        seed,
        budgetMs: seconds * 1000,
        leastBlocks: leastBlocks(0.95, 2),
        isEnough,
      }),
    ],
    question,
  )[0]!
}

const counts = new Map<string, number>()
const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)
const percent = (ratio: number | null | undefined) => `${((ratio ?? Number.NaN) * 100).toFixed(2)} %`

const loops = await calibrated()
console.log(`${loops} loops; ${availableParallelism()} processors, load ${loadavg()[0]!.toFixed(1)}`)
for (let seed = 1; seed <= tries; seed += 1) {
  for (const trueChange of [change, 0]) {
    const startedAtMs = performance.now()
    const { metrics, end } = await once(loops, trueChange, seed)
    const took = ((performance.now() - startedAtMs) / 1000).toFixed(0)
    for (const { metric, state, change: found, pairs, control } of metrics) {
      const kind = `${trueChange === 0 ? 'the same program' : `${percent(trueChange)} more`}, ${metric.name}`
      count(`${kind}: ${state}`)
      if (control && (control.state === 'regressed' || control.state === 'improved'))
        count(`control arm, ${metric.name}: called a change`)
      console.log(
        `${kind}: ${state} ${percent(found?.value)} [${percent(found?.low)}, ${percent(found?.high)}], ${pairs} pairs, ${took} s, ${end}, noise floor ${percent(control?.noiseFloorRatio)}, load ${loadavg()[0]!.toFixed(1)}`,
      )
    }
  }
}
await close()
console.log()
for (const [name, number] of [...counts].sort()) console.log(`${name}: ${number} of ${tries}`)
