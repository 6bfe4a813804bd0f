/** The vertical range of a chart. */
export interface ChartRange {
  readonly low: number
  readonly high: number
}

/** A series that stays within this share of its level is drawn as a nearly flat line: noise must not look like an event. */
const SMALLEST_SPAN_RATIO = 0.08
const PADDING_RATIO = 0.08

/** So few runs have no span of their own: their intervals are all that there is to see. */
const FEW_RUNS = 2

/**
 * The range that shows the medians large. Intervals, and a budget, are shown as far as they fit into once more the medians' own
 * span on either side: one very uncertain run must not press all others flat. One or two runs are shown with the whole of
 * their intervals.
 */
export function chartRange(
  medians: readonly number[],
  intervals: readonly number[] = [],
  limits: readonly number[] = [],
): ChartRange | undefined {
  const finite = medians.filter(Number.isFinite)
  if (finite.length === 0) return undefined
  const lowest = smallest(finite)
  const highest = largest(finite)
  const middle = (lowest + highest) / 2
  const span = Math.max(highest - lowest, Math.abs(middle) * SMALLEST_SPAN_RATIO) || 1
  const floor = middle - span * 1.5
  const ceiling = middle + span * 1.5
  const fits = (value: number) => value >= floor && value <= ceiling
  const fitting = [
    ...intervals.filter(finite.length <= FEW_RUNS ? Number.isFinite : fits),
    ...limits.filter(fits),
  ]
  const low = Math.min(middle - span / 2, smallest(fitting))
  const high = Math.max(middle + span / 2, largest(fitting))
  const padding = (high - low) * PADDING_RATIO
  const paddedLow = low - padding
  return { low: lowest >= 0 ? Math.max(0, paddedLow) : paddedLow, high: high + padding }
}

/** `Math.min` takes its values as arguments, of which there is an end; a series may have 100,000 points. */
function smallest(values: readonly number[]): number {
  return values.reduce((least, value) => (value < least ? value : least), Number.POSITIVE_INFINITY)
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => (value > most ? value : most), Number.NEGATIVE_INFINITY)
}
