import { studentTwoSided } from './student-t.ts'

/** Points on either side of a shift that count as evidence for it: further away lies what happened at another time. */
export const EVIDENCE_WINDOW = 25

/** How much the variance around a place is drawn towards the variance of the whole series within its levels. */
const SERIES_WEIGHT = 0.2

/** A value further than this many standard deviations from the others of its window is set aside, one at most. */
const OUTLIER_DEVIATIONS = 8
const MIN_VALUES_FOR_OUTLIER = 8

/**
 * How likely two neighbouring stretches of a series would lie this far apart without a shift: the two-sided p-value of a
 * t-test between the last values before a place and the first ones after it, with four things that benchmarks need.
 *
 * Only the nearest {@link EVIDENCE_WINDOW} values on either side count: the level of a machine wanders, and over long stretches
 * any two means differ significantly. The variance is moderated (Smyth, 2004, for gene arrays): a fifth of it is that of the
 * whole series within its levels, so that a stretch that happens to be quiet does not look surer than it is. One value
 * per side that lies far out is set aside, because a spike is no reason to overlook a shift. And where neighbouring values are
 * alike, a mean of them is less certain: as that of a first-order autoregressive process of this correlation. O(window).
 *
 * @param before, after at least 1 value each, 3 together; the whole stretches, the window is taken here
 * @param levelVariance the variance of the series within its levels
 * @param correlation of neighbouring values within levels, in [0, 1)
 * @returns 1 for equal means
 * @example shiftPValue([1, 1.1, 0.9, 1, 1.1], [2, 2.1, 1.9, 2, 2.1], 0.01) // about 1e-7
 */
export function shiftPValue(
  before: Float64Array,
  after: Float64Array,
  levelVariance: number,
  correlation = 0,
): number {
  const left = withoutOutlier(before.subarray(Math.max(0, before.length - EVIDENCE_WINDOW)))
  const right = withoutOutlier(after.subarray(0, EVIDENCE_WINDOW))
  const difference = right.mean - left.mean
  if (difference === 0) return 1
  const degrees = left.count + right.count - 2
  const local = (left.squares + right.squares) / degrees
  const variance = (1 - SERIES_WEIGHT) * local + SERIES_WEIGHT * levelVariance
  const spread = varianceOfMean(left.count, correlation) + varianceOfMean(right.count, correlation)
  return studentTwoSided(difference / Math.sqrt(variance * spread), degrees)
}

/** Of `count` values of variance 1, each like the one before it by this correlation; 1 / count where there is none. */
function varianceOfMean(count: number, correlation: number): number {
  if (correlation <= 0) return 1 / count
  const rest = 1 - correlation
  const alike =
    (1 + correlation) / rest - (2 * correlation * (1 - correlation ** count)) / (count * rest ** 2)
  return alike / count
}

/**
 * Half of what an estimate says: the other half, in real histories, is wandering that is not told apart from it, and levels that
 * are not found.
 */
const BELIEVED_CORRELATION = 0.5
const MOST_CORRELATION = 0.9

/** The correlation of neighbours that {@link shiftPValue} is to reckon with, from an estimate of it. */
export function believedCorrelation(estimate: number): number {
  return Math.max(0, Math.min(MOST_CORRELATION, estimate)) * BELIEVED_CORRELATION
}

/**
 * The largest t that {@link shiftPValue} could find for this difference, whatever the values: what the part of the variance that
 * comes from the whole series leaves. For skipping hopeless places without looking at their values.
 */
export function largestT(difference: number, before: number, after: number, levelVariance: number): number {
  if (difference === 0) return 0
  return Math.abs(difference) / Math.sqrt(SERIES_WEIGHT * levelVariance * (1 / before + 1 / after))
}

interface Stretch {
  readonly count: number
  readonly mean: number
  /** Sum of squared distances from the mean. */
  readonly squares: number
}

function stretchOf(values: Float64Array): Stretch {
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / values.length
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  return { count: values.length, mean, squares }
}

function withoutOutlier(values: Float64Array): Stretch {
  const all = stretchOf(values)
  if (all.count < MIN_VALUES_FOR_OUTLIER) return all
  let furthest = all.mean
  for (const value of values) if (Math.abs(value - all.mean) > Math.abs(furthest - all.mean)) furthest = value
  // Leaving one value out moves the mean and the sum of squares by these amounts, exactly.
  const count = all.count - 1
  const mean = all.mean + (all.mean - furthest) / count
  const squares = Math.max(0, all.squares - ((furthest - all.mean) ** 2 * all.count) / count)
  const isOutlier = (furthest - mean) ** 2 > OUTLIER_DEVIATIONS ** 2 * (squares / (count - 1))
  return isOutlier ? { count, mean, squares } : all
}
