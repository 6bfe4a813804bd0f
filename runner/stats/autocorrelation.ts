import { mean } from './summary.ts'

/**
 * The correlation of a sequence with itself, `lag` places later, for lags 1 to `maxLag`: divided by n, as usual, so that
 * the estimates stay a valid correlation. 0 everywhere for a constant sequence. O(n · maxLag).
 *
 * @example autocorrelation([1, 2, 3, 4, 5], 1) // [0.4]
 */
export function autocorrelation(values: ArrayLike<number>, maxLag: number): number[] {
  const centre = mean(values)
  const deviations = Float64Array.from(values, (value) => value - centre)
  const power = deviations.reduce((sum, deviation) => sum + deviation * deviation, 0)
  return Array.from({ length: Math.min(maxLag, values.length - 1) }, (_, index) => {
    if (power === 0) return 0
    let sum = 0
    for (let at = index + 1; at < deviations.length; at++)
      sum += deviations[at]! * deviations[at - index - 1]!
    return sum / power
  })
}
