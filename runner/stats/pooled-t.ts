import { studentTwoSided } from './student-t.ts'
import { mean, variance } from './summary.ts'

/**
 * Two-sided p-value of Student's t-test with pooled variance: do two parts of a sequence have the same mean, given that
 * they have the same spread? 0 where neither part varies and their means differ; 1 where all values are equal. O(n).
 *
 * @param first, second at least one value each and three together
 * @throws RangeError for fewer
 * @example pooledT([1, 2, 3], [4, 5, 6]) // 0.0213…
 */
export function pooledT(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const degrees = first.length + second.length - 2
  if (first.length === 0 || second.length === 0 || degrees < 1) {
    throw new RangeError('a t-test needs three values in two samples')
  }
  const difference = mean(second) - mean(first)
  if (difference === 0) return 1
  const pooled = (squares(first) + squares(second)) / degrees
  return studentTwoSided(difference / Math.sqrt(pooled * (1 / first.length + 1 / second.length)), degrees)
}

function squares(values: ArrayLike<number>): number {
  return values.length < 2 ? 0 : variance(values) * (values.length - 1)
}
