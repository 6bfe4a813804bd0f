import { betaCumulative } from './beta.ts'
import { normalQuantile } from './normal.ts'

/**
 * The probability that a Student-t value with these degrees of freedom is further from 0 than |t|: a two-sided
 * p-value, with full relative precision however small. O(√degrees).
 *
 * @param degrees > 0, need not be whole
 * @throws RangeError for degrees ≤ 0 or t that is not a number
 * @example studentTwoSided(2.228, 10) // 0.05001…
 */
export function studentTwoSided(t: number, degrees: number): number {
  if (!(degrees > 0) || Number.isNaN(t))
    throw new RangeError(`no t distribution at t = ${t}, degrees ${degrees}`)
  if (!Number.isFinite(t)) return 0
  const square = t * t
  // Near the centre the complement is the precise one.
  return square < degrees
    ? 1 - betaCumulative(square / (degrees + square), 0.5, degrees / 2)
    : betaCumulative(degrees / (degrees + square), degrees / 2, 0.5)
}

/** The probability that a Student-t value is at most t. See {@link studentTwoSided}. */
export function studentCumulative(t: number, degrees: number): number {
  const tail = studentTwoSided(t, degrees) / 2
  return t < 0 ? tail : 1 - tail
}

/**
 * The value t ≥ 0 that a Student-t value is further from 0 than with this probability: the factor of a two-sided
 * interval. Found by bisection on log t, about 60 evaluations of {@link studentTwoSided}.
 *
 * @param probability two-sided, in (0, 1]
 * @throws RangeError outside
 * @example studentCritical(0.05, 10) // 2.228…
 */
export function studentCritical(probability: number, degrees: number): number {
  if (!(probability > 0 && probability <= 1)) throw new RangeError(`${probability} is not in (0, 1]`)
  if (probability === 1) return 0
  // The t distribution is wider than the normal: the normal quantile is a lower bound.
  let low = Math.max(-normalQuantile(probability / 2), Number.MIN_VALUE)
  let high = 2 * low + 1
  while (studentTwoSided(high, degrees) > probability) high *= 4
  for (let step = 0; step < 200 && high - low > 1e-15 * high; step++) {
    const middle = (low + high) / 2
    if (studentTwoSided(middle, degrees) > probability) low = middle
    else high = middle
  }
  return (low + high) / 2
}
