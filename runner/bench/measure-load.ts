import { setImmediate, setTimeout } from 'node:timers/promises'
import { quantile } from '../stats/quantile.ts'
import type { Declared } from './declare.ts'
import type { MetricLine } from './protocol.ts'
import { lineOf, Recorders, reservoirOf } from './recorders.ts'
import { Reservoir } from './reservoir.ts'

const BUILT_IN = { concurrency: 10, timeMs: 5000, maxTasks: Infinity, operationsPerTask: 1, rampUpMs: 0 }

/** From so many latencies on, percentiles come from a random part of them. */
const PERCENTILE_SAMPLES = 100_000

/** A worker whose function never waits lets the others go on after this long. */
const TURN_MS = 10

/**
 * Calls a function by several workers at once. Kept are: each latency of a call that succeeded, its percentiles, operations per
 * second, and the share of calls that succeeded. What starts during the ramp-up is not kept.
 * @throws Error where no call succeeded, with the reason of the last one
 */
export async function measureLoad(declared: Declared, state: unknown): Promise<MetricLine[]> {
  const { concurrency, rampUpMs } = { ...BUILT_IN, ...declared.options }
  const tally = new Tally(declared, state)
  const workers = Array.from({ length: concurrency }, async (_, index) => {
    if (rampUpMs > 0) await setTimeout((rampUpMs * index) / concurrency)
    await work(tally)
  })
  await Promise.all(workers)
  return tally.lines()
}

async function work(tally: Tally): Promise<void> {
  let turnEndsMs = performance.now() + TURN_MS
  while (tally.mayStart()) {
    await tally.call()
    if (performance.now() < turnEndsMs) continue
    await setImmediate()
    turnEndsMs = performance.now() + TURN_MS
  }
}

/** What all workers of one load share. */
class Tally {
  readonly #declared: Declared
  readonly #options: typeof BUILT_IN
  readonly #recorders: Recorders
  readonly #context: { params: Declared['params']; state: unknown; record: Recorders['record'] }
  readonly #startMs = performance.now()
  readonly #latencies: Reservoir
  readonly #forPercentiles: Reservoir
  #started = 0
  #attempted = 0
  #lastEndMs = 0
  #lastError: unknown
  #isRampedUp = false

  constructor(declared: Declared, state: unknown) {
    this.#declared = declared
    this.#options = { ...BUILT_IN, ...declared.options }
    this.#recorders = new Recorders(declared)
    this.#context = { params: declared.params, state, record: this.#recorders.record }
    this.#latencies = reservoirOf(declared, 'latency')
    this.#forPercentiles = new Reservoir(PERCENTILE_SAMPLES, declared.name)
  }

  mayStart(): boolean {
    const { timeMs, maxTasks } = this.#options
    if (this.#started >= maxTasks || performance.now() - this.#startMs >= timeMs) return false
    this.#started += 1
    return true
  }

  async call(): Promise<void> {
    const beginMs = performance.now()
    const isKept = beginMs - this.#startMs >= this.#options.rampUpMs
    if (isKept && !this.#isRampedUp) {
      this.#isRampedUp = true
      this.#recorders.reset()
    }
    let failed = false
    try {
      await this.#declared.run(this.#context)
    } catch (error) {
      failed = true
      this.#lastError = error
    }
    if (isKept) this.#keep(beginMs, performance.now(), failed)
  }

  #keep(beginMs: number, endMs: number, failed: boolean): void {
    this.#attempted += 1
    this.#lastEndMs = endMs
    if (failed) return
    this.#latencies.add(endMs - beginMs)
    this.#forPercentiles.add(endMs - beginMs)
  }

  lines(): MetricLine[] {
    const succeeded = this.#latencies.count
    if (succeeded === 0) throw this.#lastError ?? new Error('no task was started after the ramp-up')
    const { operationsPerTask, rampUpMs } = this.#options
    const seconds = (this.#lastEndMs - this.#startMs - rampUpMs) / 1000
    const sorted = this.#forPercentiles.values()
    const percentile = (percent: number): MetricLine =>
      this.#one(`latency-p${percent}`, 'ms', 'lower', quantile(sorted, percent / 100), succeeded)
    return [
      lineOf(this.#declared, { metric: 'latency', unit: 'ms', direction: 'lower' }, this.#latencies),
      percentile(95),
      percentile(99),
      this.#one('throughput', 'ops/s', 'higher', (succeeded * operationsPerTask) / seconds, succeeded),
      this.#one('success-rate', 'ratio', 'higher', succeeded / this.#attempted, this.#attempted),
      ...this.#recorders.lines(),
    ]
  }

  #one(
    metric: string,
    unit: string,
    direction: MetricLine['direction'],
    value: number,
    count: number,
  ): MetricLine {
    const { name, params } = this.#declared
    return { result: name, params, metric, unit, direction, samples: [value], count }
  }
}
