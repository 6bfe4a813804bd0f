import type { Shift } from './hodges-lehmann.ts'
import { normalQuantile } from './normal.ts'

/** Up to this many values the distribution of the rank sum is counted; beyond, the normal approximation serves. */
const EXACT_LIMIT = 60

/**
 * The centre of values that are symmetric around it, with the interval that belongs to Wilcoxon's signed-rank test: the
 * median and two order statistics of the means of all pairs, each value with itself included (Hodges and Lehmann, 1963;
 * Tukey, 1949). The interval leaves 0 out exactly where the test rejects it. Where so few values cannot give the
 * confidence, the ends are infinite: from 6 values on for 0.95, 8 for 0.99. O(n² log n): for up to about a thousand values.
 *
 * @param confidence in (0, 1)
 * @throws RangeError without values
 * @example signedRankInterval([1, 2, 3, 4, 5, 6, 7, 8], 0.95) // { value: 4.5, low: 2, high: 7 }
 */
export function signedRankInterval(values: readonly number[], confidence = 0.95): Shift {
  if (values.length === 0) throw new RangeError('a signed-rank interval needs at least one value')
  const means = pairMeans(values)
  const count = means.length
  const value = (means[Math.floor((count - 1) / 2)]! + means[Math.ceil((count - 1) / 2)]!) / 2
  const rank = signedRankIntervalRank(values.length, confidence)
  if (rank === 0) return { value, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
  return { value, low: means[rank - 1]!, high: means[count - rank]! }
}

function pairMeans(values: readonly number[]): Float64Array {
  const means = new Float64Array((values.length * (values.length + 1)) / 2)
  let next = 0
  for (let i = 0; i < values.length; i++) {
    for (let j = i; j < values.length; j++) means[next++] = (values[i]! + values[j]!) / 2
  }
  return means.sort()
}

/**
 * The largest k with P(W⁺ < k) ≤ (1 − confidence) / 2, W⁺ the sum of positive ranks of n values; 0 where there is none.
 * O(n³) up to 60 values, O(1) beyond.
 *
 * @example signedRankIntervalRank(8, 0.95) // 4
 */
export function signedRankIntervalRank(count: number, confidence: number): number {
  const tail = (1 - confidence) / 2
  if (count > EXACT_LIMIT) {
    const spread = Math.sqrt((count * (count + 1) * (2 * count + 1)) / 24)
    return Math.max(0, Math.floor((count * (count + 1)) / 4 + normalQuantile(tail) * spread))
  }
  const ways = rankSumWays(count)
  let below = ways[0]! / 2 ** count
  let rank = 0
  // A rounding error must not cost an interval that is exactly as sure as was asked.
  while (below <= tail * (1 + 1e-12)) {
    rank++
    below += ways[rank]! / 2 ** count
  }
  return rank
}

/** How many sign patterns give each sum of positive ranks. */
function rankSumWays(count: number): Float64Array {
  const total = (count * (count + 1)) / 2
  const ways = new Float64Array(total + 1)
  ways[0] = 1
  for (let rank = 1; rank <= count; rank++) {
    for (let sum = total; sum >= rank; sum--) ways[sum]! += ways[sum - rank]!
  }
  return ways
}
