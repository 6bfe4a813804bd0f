import { logGamma } from './gamma.ts'
import { studentTwoSided } from './student-t.ts'

/**
 * How heavy the tails of a series' noise are: the weights of t distributions from very heavy to nearly normal tails,
 * given what the series has shown.
 */
export interface Tail {
  /** In the order of {@link TAILS}; they sum to 1. */
  readonly weights: readonly number[]
}

interface TailShape {
  readonly degrees: number
  /** What is believed before any value is seen: run-to-run noise of benchmarks most often looks like 3 or 4 degrees. */
  readonly prior: number
  /**
   * The scale of this t distribution where `robustFit` gives sigma 1: the factor of a normal distribution over the
   * fitted scale of this one, s from E[5z² / (4s² + z²)] = 1, by scipy.integrate.quad and scipy.optimize.brentq.
   */
  readonly scale: number
}

/** More than enough: the secant takes 4 to 8 for probabilities from 1e-9 to a half. */
const MAX_STEPS = 40

const FIT_OF_NORMAL = 0.8310034937777917

const TAILS: readonly TailShape[] = [
  { degrees: 2, prior: 0.1, scale: FIT_OF_NORMAL / 1.236155003465803 },
  { degrees: 3, prior: 0.3, scale: FIT_OF_NORMAL / 1.0704662693192704 },
  { degrees: 4, prior: 0.25, scale: FIT_OF_NORMAL },
  { degrees: 6, prior: 0.2, scale: FIT_OF_NORMAL / 0.9369477102194643 },
  { degrees: 10, prior: 0.1, scale: FIT_OF_NORMAL / 0.8914891756285934 },
  { degrees: 30, prior: 0.05, scale: FIT_OF_NORMAL / 0.8501827416207473 },
]

/**
 * What values say about the tails that they come from (Bayes' rule over a grid of t distributions). Few values hardly move
 * the prior; a hundred without a spike make the tails nearly normal: a series earns its trust. O(n).
 *
 * @param deviations distances from the centre, in the sigma of `robustFit`
 * @example tailOf([]).weights // [0.1, 0.3, 0.25, 0.2, 0.1, 0.05]
 */
export function tailOf(deviations: readonly number[]): Tail {
  const logs = TAILS.map((shape) => Math.log(shape.prior) + logLikelihood(deviations, shape))
  const largest = Math.max(...logs)
  const raised = logs.map((log) => Math.exp(log - largest))
  const sum = raised.reduce((total, value) => total + value, 0)
  return { weights: raised.map((value) => value / sum) }
}

function logLikelihood(deviations: readonly number[], { degrees, scale }: TailShape): number {
  const constant =
    logGamma((degrees + 1) / 2) - logGamma(degrees / 2) - Math.log(degrees * Math.PI) / 2 - Math.log(scale)
  let logs = 0
  for (const deviation of deviations) logs += Math.log1p((deviation / scale) ** 2 / degrees)
  return deviations.length * constant - ((degrees + 1) / 2) * logs
}

/**
 * The chance that noise with these tails strays further than |z| sigma. O(1).
 *
 * @param degrees of freedom behind sigma itself: few values cannot promise light tails
 * @example tailTwoSided(tailOf([]), 7, 29) // about 0.0017, where a normal distribution says 3e-12
 */
export function tailTwoSided(tail: Tail, z: number, degrees: number): number {
  return TAILS.reduce(
    (sum, shape, place) =>
      sum + tail.weights[place]! * studentTwoSided(z / shape.scale, Math.min(shape.degrees, degrees)),
    0,
  )
}

/** The z ≥ 0 beyond which noise with these tails strays with this probability: the reverse of {@link tailTwoSided}. */
export function tailCritical(tail: Tail, probability: number, degrees: number): number {
  // Far out the tails are nearly powers of z: a secant through two logarithms meets the place in a few steps.
  const excess = (log: number) => Math.log(tailTwoSided(tail, Math.exp(log), degrees) / probability)
  let [before, here] = [Math.log(2), Math.log(4)]
  let [excessBefore, excessHere] = [excess(before), excess(here)]
  for (let step = 0; step < MAX_STEPS && Math.abs(here - before) > 1e-7; step++) {
    const next = here - (excessHere * (here - before)) / (excessHere - excessBefore)
    if (!Number.isFinite(next)) break
    ;[before, excessBefore] = [here, excessHere]
    here = next
    excessHere = excess(here)
  }
  return Math.exp(here)
}
