import { quantileSorted, sorted } from './quantile.ts'
import { selectRank } from './select.ts'

/** A robust standard deviation of normal values is their median absolute deviation times this: 1 / Φ⁻¹(3/4). */
export const MAD_TO_SIGMA = 1.482602218505602

/**
 * The middle value; of an even number the mean of the two in the middle. Half of the values may be arbitrarily wrong
 * before it is. O(n).
 *
 * @throws RangeError without values
 * @example median([3, 1, 2]) // 2
 */
export function median(values: ArrayLike<number>): number {
  if (values.length < WORTH_SELECTING) return quantileSorted(sorted(values), 0.5)
  return medianOf(Float64Array.from(values))
}

/** Fewer are sorted as fast. */
const WORTH_SELECTING = 50

/** {@link median}, which puts the values into another order. The same number as from sorted values, to the bit. */
function medianOf(values: Float64Array): number {
  const half = values.length >> 1
  const upper = selectRank(values, half + 1)
  if (values.length % 2 === 1) return upper
  // All before the upper middle are at most that.
  let lower = values[0]!
  for (let index = 1; index < half; index++) if (values[index]! > lower) lower = values[index]!
  return quantileSorted([lower, upper], 0.5)
}

/**
 * The median distance of the values from their median, unscaled: a spread that outliers cannot move.
 * Times {@link MAD_TO_SIGMA} it estimates the standard deviation of normal values. O(n log n).
 *
 * @throws RangeError without values
 * @example medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9]) // 1
 */
export function medianAbsoluteDeviation(values: ArrayLike<number>): number {
  const centre = median(values)
  return median(Float64Array.from(values, (value) => Math.abs(value - centre)))
}

/**
 * The arithmetic mean, by a running update that does not overflow. O(n).
 *
 * @throws RangeError without values
 * @example mean([1, 2, 6]) // 3
 */
export function mean(values: ArrayLike<number>): number {
  if (values.length === 0) throw new RangeError('a mean needs at least one value')
  let result = 0
  for (let index = 0; index < values.length; index++) {
    result += ((values[index] as number) - result) / (index + 1)
  }
  return result
}

/**
 * The unbiased sample variance (divided by n − 1), by the two-pass formula. O(n).
 *
 * @throws RangeError below two values
 * @example variance([1, 2, 6]) // 7
 */
export function variance(values: ArrayLike<number>): number {
  if (values.length < 2) throw new RangeError('a variance needs at least two values')
  const centre = mean(values)
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += ((values[index] as number) - centre) ** 2
  return sum / (values.length - 1)
}
