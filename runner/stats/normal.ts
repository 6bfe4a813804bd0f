import { upperGamma } from './gamma.ts'

/**
 * The probability that a standard normal value is at most z, Φ(z). Both tails keep their relative precision. O(1).
 *
 * @example normalCumulative(1.96) // 0.975…
 */
export function normalCumulative(z: number): number {
  const tail = 0.5 * upperGamma(0.5, (z * z) / 2)
  return z < 0 ? tail : 1 - tail
}

/**
 * The probability that a standard normal value is further from 0 than |z|: a two-sided p-value.
 *
 * @example normalTwoSided(1.96) // 0.04999…
 */
export function normalTwoSided(z: number): number {
  return upperGamma(0.5, (z * z) / 2)
}

// Wichura (1988), Algorithm AS 241, PPND16: rational approximations, relative error about 1e-16.
const CENTRE = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
    67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852546,
  ],
] as const
const SHOULDER = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
] as const
const TAIL = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
    1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
] as const

/**
 * The standard normal value below which a part of the distribution lies, Φ⁻¹. O(1).
 *
 * @param probability in [0, 1]; the ends give ∓Infinity
 * @throws RangeError outside [0, 1]
 * @example normalQuantile(0.975) // 1.9599…
 */
export function normalQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`${probability} is not a probability`)
  const centred = probability - 0.5
  if (Math.abs(centred) <= 0.425) return centred * ratio(CENTRE, 0.180625 - centred * centred)
  const tail = Math.min(probability, 1 - probability)
  if (tail === 0) return centred < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const depth = Math.sqrt(-Math.log(tail))
  const size = depth <= 5 ? ratio(SHOULDER, depth - 1.6) : ratio(TAIL, depth - 5)
  return centred < 0 ? -size : size
}

type Rational = readonly [readonly number[], readonly number[]]

function ratio([numerator, denominator]: Rational, x: number): number {
  return polynomial(numerator, x) / polynomial(denominator, x)
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0)
}
