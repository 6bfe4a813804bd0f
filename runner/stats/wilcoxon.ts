import { type RankTest, twoSidedShare } from './mann-whitney.ts'
import { normalTwoSided } from './normal.ts'
import { rank } from './ranks.ts'

/** Up to this many differences all sign patterns are counted. */
const EXACT_LIMIT = 60

/**
 * Are paired differences symmetric around 0? Ranks their sizes and compares the ranks of the positive ones with those of
 * the negative ones (Wilcoxon, 1945). Differences of exactly 0 are left out, as in the original. Exact, ties included,
 * up to 60 differences, by counting sign patterns; beyond, the normal approximation with tie and continuity correction.
 * O(n log n), exact part O(n³).
 *
 * @returns p-value 1 where no difference is left
 * @example wilcoxonSignedRank([1, 2, 3, 4, 5]) // { statistic: 15, pValue: 0.0625, exact: true }
 */
export function wilcoxonSignedRank(differences: readonly number[]): RankTest {
  const nonZero = differences.filter((difference) => difference !== 0)
  if (nonZero.length === 0) return { statistic: 0, pValue: 1, exact: true }
  const { ranks, tieTerm } = rank(nonZero.map(Math.abs))
  const statistic = nonZero.reduce((sum, difference, index) => sum + (difference > 0 ? ranks[index]! : 0), 0)
  if (nonZero.length <= EXACT_LIMIT) {
    return { statistic, pValue: exactSignedRank(ranks, statistic), exact: true }
  }
  return { statistic, pValue: approximate(statistic, nonZero.length, tieTerm), exact: false }
}

/** Each rank is positive or negative with equal chance: counts the subsets by their sum. */
function exactSignedRank(ranks: Float64Array, observed: number): number {
  const doubled = Array.from(ranks, (value) => Math.round(value * 2))
  const total = doubled.reduce((sum, value) => sum + value, 0)
  const ways = new Float64Array(total + 1)
  ways[0] = 1
  for (const value of doubled) {
    for (let sum = total; sum >= value; sum--) ways[sum]! += ways[sum - value]!
  }
  return twoSidedShare(ways, Math.round(observed * 2))
}

function approximate(statistic: number, count: number, tieTerm: number): number {
  const spread = Math.sqrt((count * (count + 1) * (2 * count + 1)) / 24 - tieTerm / 48)
  const distance = Math.max(0, Math.abs(statistic - (count * (count + 1)) / 4) - 0.5)
  return normalTwoSided(distance / spread)
}
