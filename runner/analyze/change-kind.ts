import { EVIDENCE_WINDOW } from '../stats/shift-evidence.ts'
import { MAD_TO_SIGMA, mean, median } from '../stats/summary.ts'
import type { ChangeKind } from './analysis.ts'

/** So many values on either side show what came at once. */
const NEAR = 4
/** A step comes at once at least by half. */
const AT_ONCE = 0.5
/** What did not come at once must stand out of the noise by so many standard errors, before it is called a drift. */
const STANDARD_ERRORS = 2.5

/**
 * A shift that comes at once, or one that creeps: how much of it lies between the values right before and right after it. A drift
 * over many runs is cut into steps by any detector of steps; each of them is small at its place and large across its levels.
 * The noise is taken from neighbours' differences, which a drift hardly widens. O(window).
 */
export function kindOfShift(before: Float64Array, after: Float64Array): Exclude<ChangeKind, 'spike'> {
  const left = before.subarray(Math.max(0, before.length - EVIDENCE_WINDOW))
  const right = after.subarray(0, EVIDENCE_WINDOW)
  const whole = mean(right) - mean(left)
  const atOnce = mean(right.subarray(0, NEAR)) - mean(left.subarray(Math.max(0, left.length - NEAR)))
  const error = noiseOfNeighbours(left, right) * Math.sqrt(2 / NEAR)
  const creeps = Math.sign(whole) * (whole - atOnce) > STANDARD_ERRORS * error
  return creeps && atOnce / whole < AT_ONCE ? 'drift' : 'step'
}

function noiseOfNeighbours(left: Float64Array, right: Float64Array): number {
  const jumps = [left, right].flatMap((values) =>
    Array.from(values.subarray(1), (value, at) => Math.abs(value - values[at]!)),
  )
  return jumps.length === 0 ? 0 : (median(jumps) * MAD_TO_SIGMA) / Math.SQRT2
}
