/** Two groups into which samples fall. */
export interface TwoLevels {
  readonly low: number
  readonly high: number
  /** Share of the samples in the higher group. */
  readonly highShare: number
}

const MIN_SAMPLES = 10
/** A group is more than a few outliers. */
const MIN_SHARE = 0.2
/** A difference that matters to nobody is no finding. */
const MIN_RATIO = 0.05
/**
 * How far the means of both groups are apart, in units of the spread inside them. The halves of one normal group are
 * 2.7 apart and of a uniform one 3.5; 8 is reached by one set in 400 of 10 normal
 * samples, by none in 10,000 of 15 and more.
 */
const MIN_SEPARATION = 8

/**
 * Whether samples fall into two groups with nothing between them: two code paths, two clock speeds, a cache that is
 * sometimes cold. The division is the one with the smallest sum of squares inside the groups (Otsu, Jenks), the measure
 * of distance Ashman's D = √2 |μ₁ − μ₂| / √(σ₁² + σ₂²) (Ashman, Bird and Zepf 1994). O(n log n).
 *
 * @returns undefined where there is one group, or fewer than 10 samples
 */
export function twoLevels(samples: readonly number[]): TwoLevels | undefined {
  if (samples.length < MIN_SAMPLES) return undefined
  const sorted = samples.toSorted((a, b) => a - b)
  const least = Math.max(2, Math.ceil(sorted.length * MIN_SHARE))
  let best: { readonly size: number; readonly squares: number } | undefined
  for (let size = least; size <= sorted.length - least; size += 1) {
    const squares = spread(sorted.slice(0, size)).squares + spread(sorted.slice(size)).squares
    if (!best || squares < best.squares) best = { size, squares }
  }
  if (!best) return undefined
  const low = spread(sorted.slice(0, best.size))
  const high = spread(sorted.slice(best.size))
  const distance = high.mean - low.mean
  const inside = Math.sqrt((low.variance + high.variance) / 2)
  if (distance < MIN_RATIO * low.mean || distance < MIN_SEPARATION * inside) return undefined
  return { low: low.mean, high: high.mean, highShare: (sorted.length - best.size) / sorted.length }
}

interface Spread {
  readonly mean: number
  readonly squares: number
  readonly variance: number
}

function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, squares, variance: squares / (values.length - 1) }
}
