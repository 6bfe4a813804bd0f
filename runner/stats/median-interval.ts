import { sorted } from './quantile.ts'

/** The ends of an interval, in the unit of the values. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * An interval for the median of the distribution that the values come from, without any assumption about its shape:
 * from the k-th smallest to the k-th largest value, k as large as the binomial distribution allows for this
 * confidence (Conover, Practical Nonparametric Statistics, 1999, section 3.2). Real coverage is at least the confidence
 * where that can be reached at all: from 6 values on for 0.95. Below, the whole range is given, which covers with
 * probability 1 − 2^(1 − n). O(n log n).
 *
 * @param confidence in (0, 1)
 * @throws RangeError without values
 * @example medianInterval([1, 2, 3, 4, 5, 6, 7, 8, 9], 0.95) // { low: 2, high: 8 }
 */
export function medianInterval(values: ArrayLike<number>, confidence = 0.95): Interval {
  return medianIntervalSorted(sorted(values), confidence)
}

/** {@link medianInterval} of values that are already in ascending order. */
export function medianIntervalSorted(ascending: ArrayLike<number>, confidence = 0.95): Interval {
  if (ascending.length === 0) throw new RangeError('the interval of a median needs at least one value')
  const rank = Math.max(1, medianIntervalRank(ascending.length, confidence))
  return { low: ascending[rank - 1] as number, high: ascending[ascending.length - rank] as number }
}

/**
 * The k of {@link medianInterval}: the largest k with P(Binomial(n, ½) < k) ≤ (1 − confidence) / 2; 0 where there is
 * none, that is, where even the whole range does not reach the confidence. O(n).
 *
 * @example medianIntervalRank(9, 0.95) // 2
 */
export function medianIntervalRank(count: number, confidence: number): number {
  const allowed = (1 - confidence) / 2
  let logTerm = -count * Math.LN2
  let below = 0
  let rank = 0
  while (rank < count / 2) {
    below += Math.exp(logTerm)
    if (below > allowed) break
    rank++
    logTerm += Math.log((count - rank + 1) / rank)
  }
  return rank
}
