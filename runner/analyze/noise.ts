import { robustFit } from '../stats/robust-fit.ts'
import { mean, variance } from '../stats/summary.ts'
import type { ComparisonScale } from './scale.ts'

/** What an unchanged series does from run to run, on its comparison scale. */
export interface Noise {
  readonly centre: number
  /** Comparable to a standard deviation of one run; 0 only where any change counts. */
  readonly sigma: number
  /** Degrees of freedom behind `sigma`. */
  readonly degrees: number
  /** Distances of the runs from the centre. */
  readonly residuals: readonly number[]
  /** All runs gave the same number, of a kind that is counted and not timed. */
  readonly constant: boolean
}

/** Units whose values are counted, or are shares of counts: a program that does the same gives the same number. */
export const COUNTED_UNITS = new Set(['B', 'count', 'ratio'])

/**
 * The noise of a series from the medians of its runs: a robust fit, so that a spike in the history does not hide the
 * next regression, with three things that a fit to a handful of numbers cannot see by itself:
 * few runs show less spread than there is (the factor 1 + 3/4n makes a t interval for one more run hold at 95 to
 * 99.9 %, by simulation, from 3 runs on); more than four fifths of equal values leave no robust spread, so the plain one is
 * taken; and a clock or a tool that rounds hides spread below its step, so timed values have at least half a step.
 *
 * @param values the medians of the baseline's runs, at least one
 */
export function noiseOf(values: readonly number[], unit: string, scale: ComparisonScale): Noise {
  const scaled = values.map(scale.forward)
  const fit = robustFit(scaled)
  const residuals = scaled.map((value) => value - fit.centre)
  const allEqual = values.every((value) => value === values[0])
  const constant = allEqual && COUNTED_UNITS.has(unit)
  const spread = fit.sigma > 0 || allEqual ? fit.sigma : Math.sqrt(variance(scaled))
  const small = 1 + 0.75 / values.length
  const sigma = constant ? 0 : Math.max(spread * small, halfStep(values, scale))
  return { centre: fit.centre, sigma, degrees: Math.max(1, values.length - 1), residuals, constant }
}

/** Half of the step in which the values are rounded, on the comparison scale. */
function halfStep(values: readonly number[], scale: ComparisonScale): number {
  const step = decimalStep(values)
  const level = Math.abs(mean(values))
  return Math.abs(scale.forward(level + step) - scale.forward(level)) / 2
}

/**
 * The largest power of ten of which all values are multiples, at most the smallest power that the values' 15 digits can
 * show: 15 ms, 17 ms and 20 ms in nanoseconds lie on a step of 1,000,000.
 */
export function decimalStep(values: readonly number[]): number {
  const largest = Math.max(...values.map(Math.abs))
  if (largest === 0) return 0
  const top = Math.floor(Math.log10(largest))
  for (let power = top; power > top - 12; power--) {
    const step = 10 ** power
    if (values.every((value) => isMultiple(value, step))) return step
  }
  return 0
}

function isMultiple(value: number, step: number): boolean {
  const steps = value / step
  return Math.abs(steps - Math.round(steps)) < 1e-9 * Math.max(1, Math.abs(steps))
}
