import { MAD_TO_SIGMA, median, medianAbsoluteDeviation } from './summary.ts'

/** Where values lie and how far they spread, unmoved by a few that lie far out. */
export interface RobustFit {
  readonly centre: number
  /** Comparable to a standard deviation: unbiased for large normal samples. */
  readonly sigma: number
}

/** Degrees of freedom of the fitted t distribution: what noise with occasional spikes looks like. */
const DEGREES = 4
/** The scale of a t distribution with 4 degrees fitted to standard normal values: solves E[5z² / (4c² + z²)] = 1. */
const SCALE_OF_NORMAL = 0.8310034937777917
const MAX_STEPS = 100

/**
 * Centre and spread by fitting a t distribution with 4 degrees of freedom (maximum likelihood by EM; Lange, Little and
 * Taylor, 1989). A value that lies far out gets a small weight instead of being dropped; for normal values the centre is
 * about 95 % as precise as the mean, where the median has 64 %, and the spread about 85 % as precise as the standard
 * deviation, where the MAD has 37 %. Breaks down when more than a fifth of the values lie on one side far out.
 * O(n · steps), about 20 steps.
 *
 * @returns sigma 0 where more than four fifths of the values are one number
 * @throws RangeError without values
 * @example robustFit([10, 11, 9, 10.5, 9.5, 40]) // centre 10.1, sigma about 1.2
 */
export function robustFit(values: ArrayLike<number>): RobustFit {
  let centre = median(values)
  let scale = startingScale(values, centre)
  if (scale === 0) return { centre, sigma: 0 }
  const tiny = scale * 1e-9
  for (let step = 0; step < MAX_STEPS; step++) {
    const next = improve(values, centre, scale)
    const moved = Math.abs(next.centre - centre) + Math.abs(next.scale - scale)
    centre = next.centre
    scale = next.scale
    if (moved < tiny || scale < tiny) break
  }
  return { centre, sigma: scale < tiny ? 0 : scale / SCALE_OF_NORMAL }
}

function startingScale(values: ArrayLike<number>, centre: number): number {
  const robust = medianAbsoluteDeviation(values) * MAD_TO_SIGMA
  if (robust > 0) return robust
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += Math.abs(values[index]! - centre)
  return sum / values.length
}

function improve(values: ArrayLike<number>, centre: number, scale: number) {
  let weights = 0
  let weighted = 0
  let squares = 0
  for (let index = 0; index < values.length; index++) {
    const deviation = values[index]! - centre
    const weight = (DEGREES + 1) / (DEGREES + (deviation / scale) ** 2)
    weights += weight
    weighted += weight * deviation
    squares += weight * deviation * deviation
  }
  const shift = weighted / weights
  // The parameter-expanded step (Kent, Tyler and Vardi, 1994) divides by the weights: same answer, far fewer steps.
  return { centre: centre + shift, scale: Math.sqrt(Math.max(0, squares / weights - shift * shift)) }
}
