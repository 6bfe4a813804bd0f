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
  const short = Number.isInteger(degrees) && degrees <= MAX_TERMS_DEGREES ? bySeries(Math.abs(t), degrees) : 0
  if (short > PRECISE_ABOVE) return short
  // Near the centre the complement is the precise one.
  return square < degrees
    ? 1 - betaCumulative(square / (degrees + square), 0.5, degrees / 2)
    : betaCumulative(degrees / (degrees + square), degrees / 2, 0.5)
}

/** Up to this many whole degrees a finite sum is quicker than a continued fraction. */
const MAX_TERMS_DEGREES = 40
/** The sum is a difference from 1: below this its relative precision would be worse than 1e-11. */
const PRECISE_ABOVE = 1e-5

/** The two-sided tail by the finite sums for whole degrees (Abramowitz and Stegun 26.7.3 and 26.7.4). O(degrees). */
function bySeries(t: number, degrees: number): number {
  const cosine = Math.sqrt(degrees / (degrees + t * t))
  const sine = t / Math.sqrt(degrees + t * t)
  const odd = degrees % 2 === 1
  let term = odd ? cosine : 1
  let sum = degrees === 1 ? 0 : term
  for (let k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= (cosine * cosine * (k - 1)) / k
    sum += term
  }
  return odd ? 1 - (2 / Math.PI) * (Math.atan(t / Math.sqrt(degrees)) + sine * sum) : 1 - sine * sum
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
