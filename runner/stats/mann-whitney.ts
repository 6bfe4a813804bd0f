import { normalTwoSided } from './normal.ts'
import { rank } from './ranks.ts'

/** A test's result. */
export interface RankTest {
  /** Mann–Whitney: U of the first sample, pairs in which its value is the larger one (ties count half). Wilcoxon: W⁺. */
  readonly statistic: number
  /** Two-sided. */
  readonly pValue: number
  /** Whether the p-value comes from all arrangements of the ranks or from the normal approximation. */
  readonly exact: boolean
}

/** Up to this many values together all arrangements are counted; beyond, the normal approximation is off by less than 1e-3. */
const EXACT_LIMIT = 50

/**
 * Do two samples come from the same distribution, against one tending to larger values? Uses only the order of the
 * values, so any distribution will do (Mann and Whitney, 1947). Exact, ties included, up to 50 values together: the
 * arrangements of the observed midranks are counted by dynamic programming (Streitberg and Röhmel, 1986); beyond that
 * the normal approximation with tie and continuity correction. O(N log N), exact part O(N² · smaller sample · N).
 *
 * Note: it is not a test of medians where the two spreads differ, and at 3 + 3 values its smallest p-value is 0.1.
 *
 * @throws RangeError for an empty sample
 * @example mannWhitney([1, 2, 3], [4, 5, 6]) // { statistic: 0, pValue: 0.1, exact: true }
 */
export function mannWhitney(first: readonly number[], second: readonly number[]): RankTest {
  if (first.length === 0 || second.length === 0)
    throw new RangeError('Mann–Whitney needs two samples with values')
  const { ranks, tieTerm } = rank([...first, ...second])
  const rankSum = sumOf(ranks.subarray(0, first.length))
  const statistic = rankSum - (first.length * (first.length + 1)) / 2
  if (first.length + second.length <= EXACT_LIMIT) {
    return { statistic, pValue: exactRankSum(ranks, first.length, rankSum), exact: true }
  }
  const pValue = approximate(statistic, first.length, second.length, tieTerm)
  return { statistic, pValue, exact: false }
}

/** Counts, over all ways to choose `size` of the ranks, those whose sum is at most and at least the observed one. */
function exactRankSum(ranks: Float64Array, size: number, observed: number): number {
  // Midranks are multiples of ½; doubled they are whole numbers.
  const doubled = Array.from(ranks, (value) => Math.round(value * 2))
  const total = doubled.reduce((sum, value) => sum + value, 0)
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(total + 1))
  ways[0]![0] = 1
  for (const [seen, value] of doubled.entries()) {
    for (let chosen = Math.min(size, seen + 1); chosen >= 1; chosen--) {
      const [to, from] = [ways[chosen]!, ways[chosen - 1]!]
      for (let sum = total; sum >= value; sum--) to[sum]! += from[sum - value]!
    }
  }
  return twoSidedShare(ways[size]!, Math.round(observed * 2))
}

/** Twice the smaller tail, both tails including the observed value. */
export function twoSidedShare(ways: Float64Array, observed: number): number {
  const atMost = sumOf(ways.subarray(0, observed + 1))
  const atLeast = sumOf(ways.subarray(observed))
  const all = atMost + atLeast - ways[observed]!
  return Math.min(1, (2 * Math.min(atMost, atLeast)) / all)
}

function approximate(statistic: number, first: number, second: number, tieTerm: number): number {
  const all = first + second
  const spread = Math.sqrt(((first * second) / 12) * (all + 1 - tieTerm / (all * (all - 1))))
  if (spread === 0) return 1
  const distance = Math.max(0, Math.abs(statistic - (first * second) / 2) - 0.5)
  return normalTwoSided(distance / spread)
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}
