import type { Interval } from './median-interval.ts'
import { sorted } from './quantile.ts'

/**
 * An interval for a quantile of the distribution that the values come from, without any assumption about its shape: how many of
 * n values lie below the quantile is binomial, so that two of the sorted values enclose it (Conover, Practical Nonparametric
 * Statistics, 1999, section 3.2). Covers with at least the confidence, at either end with half of what is left. An end that so few
 * values cannot give is infinite: below 72 values nothing is known, at 0.95, about how high the 95th percentile is. O(n log n).
 *
 * @param quantile, confidence in (0, 1)
 * @throws RangeError without values, and for a quantile or confidence outside its range
 * @example quantileInterval([1, 2, 3, 4, 5, 6, 7, 8, 9], 0.5) // { low: 2, high: 8 }
 * @example quantileInterval([1, 2, 3, 4, 5, 6, 7, 8, 9], 0.9) // { low: 6, high: Infinity }
 */
export function quantileInterval(values: ArrayLike<number>, quantile: number, confidence = 0.95): Interval {
  assertShare('quantile', quantile)
  assertShare('confidence', confidence)
  const ascending = sorted(values)
  const count = ascending.length
  if (count === 0) throw new RangeError('the interval of a quantile needs at least one value')
  const allowed = (1 - confidence) / 2
  // Seen from the other side, the upper end of a quantile is the lower end of its complement.
  const below = rankBelow(count, quantile, allowed)
  const above = rankBelow(count, 1 - quantile, allowed)
  return {
    low: below === 0 ? Number.NEGATIVE_INFINITY : ascending[below - 1]!,
    high: above === 0 ? Number.POSITIVE_INFINITY : ascending[count - above]!,
  }
}

/**
 * The fewest values that bound a quantile from below or from above: the chance that all of them lie on its other side must not exceed
 * half of what the confidence leaves.
 *
 * @example fewestValues(0.95, 'high') // 72: 0.95 ** 72 < 0.025
 */
export function fewestValues(quantile: number, end: 'low' | 'high', confidence = 0.95): number {
  assertShare('quantile', quantile)
  assertShare('confidence', confidence)
  const missed = end === 'high' ? Math.log(quantile) : Math.log1p(-quantile)
  return Math.ceil(Math.log((1 - confidence) / 2) / missed)
}

/** The largest k with P(Binomial(count, share) < k) ≤ allowed, at most `count`. */
function rankBelow(count: number, share: number, allowed: number): number {
  const odds = Math.log(share) - Math.log1p(-share)
  let logTerm = count * Math.log1p(-share)
  let below = 0
  for (let rank = 0; rank < count; rank++) {
    below += Math.exp(logTerm)
    if (below > allowed) return rank
    logTerm += Math.log((count - rank) / (rank + 1)) + odds
  }
  return count
}

function assertShare(name: string, value: number): void {
  if (!(value > 0 && value < 1)) throw new RangeError(`a ${name} lies between 0 and 1, not at ${value}`)
}
