import { logGamma } from './gamma.ts'

const MAX_TERMS = 20_000
const TINY = 1e-300

/**
 * The cumulative distribution of the beta distribution, the regularised incomplete beta function I_x(a, b), by Lentz's
 * continued fraction (Abramowitz and Stegun 26.5.8). O(√max(a, b)). Small values keep their relative precision.
 *
 * @param x in [0, 1]
 * @throws RangeError for x outside [0, 1] or a, b ≤ 0
 * @example betaCumulative(0.3, 2, 5) // 0.5798…
 */
export function betaCumulative(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1) || !(a > 0) || !(b > 0)) {
    throw new RangeError(`the beta distribution is not defined for x = ${x}, a = ${a}, b = ${b}`)
  }
  if (x === 0 || x === 1) return x
  const scale = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  return x < (a + 1) / (a + b + 2) ? (scale * fraction(x, a, b)) / a : 1 - (scale * fraction(1 - x, b, a)) / b
}

/** One step of the modified Lentz method for both the even and the odd terms. */
function fraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1))
  let result = d
  for (let m = 1; m < MAX_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / notZero(1 + even * d)
    c = notZero(1 + even / c)
    result *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / notZero(1 + odd * d)
    c = notZero(1 + odd / c)
    result *= d * c
    if (Math.abs(d * c - 1) < 1e-16) break
  }
  return result
}

function notZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value
}
