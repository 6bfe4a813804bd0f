import type { Interval } from './median-interval.ts'
import { normalCumulative, normalQuantile } from './normal.ts'
import { quantileSorted, sorted } from './quantile.ts'
import { type Random, randomInteger } from './random.ts'

export type Statistic<Sample> = (sample: Sample) => number

export interface BootstrapOptions {
  /** 0.95 by default. */
  readonly confidence?: number
  /** 2000 by default: the ends of a 95 % interval then vary by about a twentieth of its width. */
  readonly resamples?: number
  readonly random: Random
}

/**
 * An interval for a statistic by drawing from the values with replacement: the middle part of what the statistic gives
 * on the resamples (Efron, 1979). Too narrow for few values: use {@link bootstrapInterval} where it matters.
 * O(resamples · cost of the statistic).
 *
 * @throws RangeError without values
 */
export function percentileInterval(
  values: readonly number[],
  statistic: Statistic<number[]>,
  options: BootstrapOptions,
): Interval {
  const tail = (1 - (options.confidence ?? 0.95)) / 2
  const replicates = bootstrapReplicates(values, statistic, options)
  return { low: quantileSorted(replicates, tail), high: quantileSorted(replicates, 1 - tail) }
}

/**
 * The same, corrected for bias and for a spread that depends on the value (BCa; Efron, 1987; Efron and Tibshirani, An
 * Introduction to the Bootstrap, 1993, chapter 14). Second-order accurate: it follows skew. O((resamples + n) · cost).
 *
 * @throws RangeError without values
 * @example bootstrapInterval([1, 2, 3, 4, 50], mean, { random: randomFrom('example') }) // wider to the right
 */
export function bootstrapInterval(
  values: readonly number[],
  statistic: Statistic<number[]>,
  options: BootstrapOptions,
): Interval {
  const tail = (1 - (options.confidence ?? 0.95)) / 2
  const replicates = bootstrapReplicates(values, statistic, options)
  const bias = biasOf(replicates, statistic([...values]))
  const acceleration = accelerationOf(values, statistic)
  const corrected = (probability: number): number => {
    const z = bias + normalQuantile(probability)
    return normalCumulative(bias + z / (1 - acceleration * z))
  }
  return {
    low: quantileSorted(replicates, corrected(tail)),
    high: quantileSorted(replicates, corrected(1 - tail)),
  }
}

/**
 * Runs hold iterations, builds hold runs: values inside a group are alike, so drawing them one by one makes intervals
 * that are far too narrow. Here groups are drawn first, then values inside each drawn group, with replacement at both
 * levels (Davison and Hinkley, 1997, section 3.8; Kalibera and Jones, 2013). Percentile interval.
 * O(resamples · (values + cost of the statistic)).
 *
 * @throws RangeError without groups, or with an empty group
 * @example hierarchicalInterval([[1, 1.1], [2, 2.1], [3, 3.1]], (groups) => mean(groups.map(median)), { random })
 */
export function hierarchicalInterval(
  groups: readonly (readonly number[])[],
  statistic: Statistic<number[][]>,
  options: BootstrapOptions,
): Interval {
  if (groups.length === 0 || groups.some((group) => group.length === 0)) {
    throw new RangeError('a hierarchical bootstrap needs groups that all have values')
  }
  const tail = (1 - (options.confidence ?? 0.95)) / 2
  const replicates = Float64Array.from({ length: options.resamples ?? 2000 }, () =>
    statistic(resample(groups, options.random).map((group) => resample(group, options.random))),
  ).sort()
  return { low: quantileSorted(replicates, tail), high: quantileSorted(replicates, 1 - tail) }
}

/** What the statistic gives on each resample, ascending. */
export function bootstrapReplicates(
  values: readonly number[],
  statistic: Statistic<number[]>,
  options: BootstrapOptions,
): Float64Array {
  if (values.length === 0) throw new RangeError('a bootstrap needs at least one value')
  return Float64Array.from({ length: options.resamples ?? 2000 }, () =>
    statistic(resample(values, options.random)),
  ).sort()
}

function resample<T>(items: readonly T[], random: Random): T[] {
  return items.map(() => items[randomInteger(random, items.length)] as T)
}

/** The share of replicates below the estimate, as a normal quantile; ties count half, and neither end is ever reached. */
function biasOf(replicates: Float64Array, estimate: number): number {
  let below = 0
  for (const replicate of replicates) below += replicate < estimate ? 1 : replicate === estimate ? 0.5 : 0
  return normalQuantile((below + 0.5) / (replicates.length + 1))
}

/** The skewness of the statistic over leaving out one value at a time (jackknife), over 6. */
function accelerationOf(values: readonly number[], statistic: Statistic<number[]>): number {
  if (values.length < 3) return 0
  const without = values.map((_, index) => statistic(values.toSpliced(index, 1)))
  const centre = sorted(without).reduce((sum, value) => sum + value, 0) / without.length
  const squares = without.reduce((sum, value) => sum + (centre - value) ** 2, 0)
  const cubes = without.reduce((sum, value) => sum + (centre - value) ** 3, 0)
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5)
}
