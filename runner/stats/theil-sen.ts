import { normalQuantile } from './normal.ts'
import { selectRank } from './select.ts'
import { type SlopeOfRank, slopeRanks } from './slope-ranks.ts'
import { median } from './summary.ts'

/** A straight line through a sequence: value ≈ intercept + slope · index. */
export interface RobustLine {
  /** Per index. */
  readonly slope: number
  readonly slopeLow: number
  readonly slopeHigh: number
  readonly intercept: number
}

/** Up to this many values all slopes are listed; beyond, only those around the wanted ranks. */
const LIST_LIMIT = 300

/**
 * The median of the slopes of all pairs (Theil, 1950; Sen, 1968), with Sen's interval. Up to 29 % of the values may be
 * arbitrarily wrong. The values stand at equal distances. O(n²) up to 300 values, beyond O(n log n) (see `slopeRanks`).
 *
 * @param confidence in (0, 1)
 * @param inflation by how much autocorrelation widens the variance of Kendall's S (see `mannKendall`); widens the interval
 * @param slopeOfRank of these values, where they are known
 * @throws RangeError below two values
 * @example theilSen([1, 2, 4, 4, 5]) // { slope: 1, slopeLow: 0, slopeHigh: 2, intercept: 1 … }
 */
export function theilSen(
  values: readonly number[],
  confidence = 0.95,
  inflation = 1,
  slopeOfRank = slopesOf(values),
): RobustLine {
  const count = values.length
  if (count < 2) throw new RangeError('a slope needs at least two values')
  const pairs = (count * (count - 1)) / 2
  const spread = Math.sqrt(((count * (count - 1) * (2 * count + 5)) / 18) * inflation)
  const reach = -normalQuantile((1 - confidence) / 2) * spread
  const slope = medianSlope(slopeOfRank, pairs)
  return {
    slope,
    slopeLow: slopeOfRank(Math.max(1, Math.round((pairs - reach) / 2))),
    slopeHigh: slopeOfRank(Math.min(pairs, Math.round((pairs + reach) / 2) + 1)),
    intercept: median(values) - (slope * (count - 1)) / 2,
  }
}

/** The slope of {@link theilSen} alone. */
export function theilSenSlope(values: readonly number[], slopes = slopesOf(values)): number {
  return medianSlope(slopes, (values.length * (values.length - 1)) / 2)
}

/** The slopes of all pairs by rank: what a test for a trend and its line both ask for. */
export function slopesOf(values: readonly number[]): SlopeOfRank {
  return values.length <= LIST_LIMIT ? listedSlopes(values) : slopeRanks(values)
}

function medianSlope(slopeOfRank: SlopeOfRank, pairs: number): number {
  return (slopeOfRank(Math.ceil(pairs / 2)) + slopeOfRank(Math.floor(pairs / 2) + 1)) / 2
}

function listedSlopes(values: readonly number[]): SlopeOfRank {
  const slopes = new Float64Array((values.length * (values.length - 1)) / 2)
  let next = 0
  for (let i = 0; i < values.length; i++) {
    for (let j = i + 1; j < values.length; j++) slopes[next++] = (values[j]! - values[i]!) / (j - i)
  }
  return (rank) => selectRank(slopes, rank)
}
