import type { MeasuredMetric, StopBound } from '../measure/record.ts'
import type { CaseKey } from '../plan/plan.ts'
import { medianInterval } from '../stats/median-interval.ts'
import { quantile } from '../stats/quantile.ts'
import { type Random, randomFrom, randomInteger, randomNormal } from '../stats/random.ts'
import { byteRate, type DemoCase, type DemoMetric, type Noise } from './cases.ts'
import type { Change } from './story.ts'

/** What the numbers of one case in one run depend on. */
export interface DemoMeasuring {
  readonly seed: number
  readonly runId: string
  readonly case: DemoCase
  /** Index of the commit on main. */
  readonly main: number
  readonly changes: readonly Change[]
  readonly slowness: number
  readonly noise: number
}

export interface DemoMeasured {
  readonly metrics: readonly MeasuredMetric[]
  readonly iterations: number
  readonly stop: StopBound
  readonly precisionRatio: number
}

const mostIterations = 20
/** The first executions find cold caches. */
const warmupFactors = [1.31, 1.07]

/** Makes up the samples of every metric of a case, as the machine and the changes so far would have it. */
export function demoMetrics(measuring: DemoMeasuring): DemoMeasured {
  const { key, metrics, workBytes } = measuring.case
  const random = randomFrom('demo', measuring.seed, measuring.runId, JSON.stringify(key), 'iterations')
  const early = random() < 0.3
  const iterations = early ? mostIterations - 8 + randomInteger(random, 7) : mostIterations
  const measured = metrics.map((each) => demoMetric(measuring, each, iterations))
  const first = measured[0] as MeasuredMetric
  return {
    metrics:
      workBytes === undefined ? measured : [first, throughputOf(first, workBytes), ...measured.slice(1)],
    iterations,
    stop: early ? 'precision' : 'max-iterations',
    precisionRatio: precisionOf(first.samples),
  }
}

function demoMetric(measuring: DemoMeasuring, of: DemoMetric, iterations: number): MeasuredMetric {
  const { seed, runId } = measuring
  const random = randomFrom('demo', seed, runId, JSON.stringify(measuring.case.key), of.metric.name)
  const level =
    of.base *
    levelFactor(measuring, of) *
    Math.exp(randomNormal(random) * of.noise.runSigma * measuring.noise)
  const upperShare = 0.15 + 0.5 * random()
  const value = (factor: number) => {
    const scattered = level * factor * scatter(random, of.noise, measuring.noise, upperShare)
    return Math.max(of.noise.quantum, onGrid(scattered, of.noise.quantum))
  }
  const samples = Array.from({ length: iterations }, () => value(1))
  const slower = of.metric.direction === 'lower' ? (factor: number) => factor : (factor: number) => 1 / factor
  const constant = of.noise.shape === 'constant'
  return withSamples(of, samples, constant ? [] : warmupFactors.map((factor) => value(slower(factor))))
}

function withSamples(
  of: Pick<DemoMetric, 'metric'>,
  samples: number[],
  warmupSamples: number[],
): MeasuredMetric {
  return {
    metric: of.metric,
    samples,
    warmupSamples,
    sampleCount: samples.length,
    reportedLow: undefined,
    reportedHigh: undefined,
  }
}

/** Two decimals are kept of rates; the division avoids 0.1 + 0.2. */
function onGrid(value: number, quantum: number): number {
  return quantum < 1
    ? Math.round(value / quantum) / Math.round(1 / quantum)
    : Math.round(value / quantum) * quantum
}

function scatter(random: Random, noise: Noise, machineNoise: number, upperShare: number): number {
  if (noise.shape === 'constant') return 1
  const normal = randomNormal(random) * noise.sampleSigma * machineNoise
  if (noise.shape === 'lognormal') return Math.exp(normal)
  if (noise.shape === 'bimodal') return Math.exp(normal) * (random() < upperShare ? 1.055 : 1)
  const outlier = random() < 0.04 ? 1.25 + 0.5 * random() : 1
  return Math.exp(Math.abs(normal) * 1.4) * outlier
}

/** The machine's speed and all changes so far. Sizes are the same on every machine. */
function levelFactor(
  { case: { key }, main, changes, slowness }: DemoMeasuring,
  { metric }: DemoMetric,
): number {
  const kind = kindOf(metric.name)
  const factors = changes.map((change) => changeFactor(change, key, main, kind))
  const product = factors.reduce((all, factor) => all * factor, kind === 'time' ? slowness : 1)
  return metric.direction === 'higher' ? 1 / product : product
}

function kindOf(metric: string): 'time' | 'memory' | 'size' {
  if (metric === 'peak-memory') return 'memory'
  return metric.endsWith('-size') ? 'size' : 'time'
}

function changeFactor(change: Change, key: CaseKey, main: number, kind: 'time' | 'memory' | 'size'): number {
  const factor = change[kind] ?? 1
  const holds = main >= change.at && main < (change.until ?? Number.POSITIVE_INFINITY) && change.on(key)
  if (!holds || factor === 1) return 1
  const arrived = change.over === undefined ? 1 : Math.min(1, (main - change.at + 1) / change.over)
  return factor ** arrived
}

function throughputOf(wallTime: MeasuredMetric, workBytes: number): MeasuredMetric {
  const rate = (timeNs: number) => Math.round((workBytes * 1e9) / timeNs)
  return withSamples({ metric: byteRate }, wallTime.samples.map(rate), wallTime.warmupSamples.map(rate))
}

/** Half the width of the median's interval over the median. */
function precisionOf(samples: readonly number[]): number {
  const { low, high } = medianInterval(samples, 0.95)
  return (high - low) / 2 / quantile(samples, 0.5)
}
