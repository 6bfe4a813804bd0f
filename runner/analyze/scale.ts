/**
 * How changes of one series are compared. Where all values are positive on the logarithm: a change is a ratio, so that
 * 20 % more and 20 % less weigh the same, and noise that grows with the value becomes even. Otherwise as they are.
 */
export interface ComparisonScale {
  readonly forward: (value: number) => number
  readonly back: (scaled: number) => number
  /** The relative change that lies between a level and a distance above it, both scaled: 0.05 is 5 % more. */
  readonly changeRatio: (level: number, distance: number) => number
}

const logarithmic: ComparisonScale = {
  forward: Math.log,
  back: Math.exp,
  changeRatio: (_level, distance) => Math.expm1(distance),
}

/** A level this much smaller than the values is 0 but for rounding: a fit to mostly zeros ends there. */
const ZERO_SHARE = 1e-6

/** From a level of 0 every change is infinitely large; it is told as 100 %, against the new value. */
function linear(values: readonly number[]): ComparisonScale {
  return {
    forward: (value) => value,
    back: (scaled) => scaled,
    changeRatio: (level, distance) =>
      distance === 0 ? 0 : isNegligible(level, values) ? Math.sign(distance) : distance / Math.abs(level),
  }
}

export function scaleFor(values: readonly number[]): ComparisonScale {
  if (values.every((value) => value > 0)) return logarithmic
  return linear(values)
}

/** True for a level that is 0, but for rounding, next to these values. */
export function isNegligible(level: number, values: readonly number[]): boolean {
  return Math.abs(level) <= Math.max(0, ...values.map(Math.abs)) * ZERO_SHARE
}
