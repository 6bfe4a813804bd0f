import { betaCumulative } from './beta.ts'

/**
 * The quantile of the values at a probability: the value below which that part of them lies, interpolated between
 * neighbours (type 7 of Hyndman and Fan, 1996; the default of R, NumPy and Excel). O(n log n).
 *
 * @param probability in [0, 1]
 * @throws RangeError without values, or for a probability outside [0, 1]
 * @example quantile([1, 2, 3, 4], 0.25) // 1.75
 */
export function quantile(values: readonly number[], probability: number): number {
  return quantileSorted(sorted(values), probability)
}

/** {@link quantile} of values that are already in ascending order. O(1). */
export function quantileSorted(ascending: ArrayLike<number>, probability: number): number {
  requireValues(ascending, probability)
  const position = probability * (ascending.length - 1)
  const below = Math.floor(position)
  const low = ascending[below] as number
  const high = ascending[Math.min(below + 1, ascending.length - 1)] as number
  const share = position - below
  // Two products would give a value beyond both neighbours by a rounding error, or NaN at Infinity × 0.
  return share === 0 || low === high ? low : low + share * (high - low)
}

/**
 * The quantile as a weighted mean of all values, the weights from the beta distribution of the order statistic
 * (Harrell and Davis, 1982). Smoother than {@link quantile} for few values: it does not jump when one value moves past
 * another. The price: an outlier has some weight, so it is not robust. O(n log n).
 *
 * @param probability in (0, 1)
 * @throws RangeError without values, or for a probability outside (0, 1)
 * @example harrellDavis([1, 2, 3, 4, 10], 0.5) // 3.289…
 */
export function harrellDavis(values: readonly number[], probability: number): number {
  requireValues(values, probability)
  if (probability === 0 || probability === 1) throw new RangeError('harrellDavis needs 0 < probability < 1')
  const ascending = sorted(values)
  const count = ascending.length
  const alpha = (count + 1) * probability
  const beta = (count + 1) * (1 - probability)
  let sum = 0
  let below = 0
  for (let index = 0; index < count; index++) {
    const upTo = betaCumulative((index + 1) / count, alpha, beta)
    sum += (upTo - below) * (ascending[index] as number)
    below = upTo
  }
  return sum
}

/** A sorted copy, ascending by number. O(n log n). */
export function sorted(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort()
}

function requireValues(values: ArrayLike<number>, probability: number): void {
  if (values.length === 0) throw new RangeError('a quantile needs at least one value')
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`${probability} is not a probability`)
}
