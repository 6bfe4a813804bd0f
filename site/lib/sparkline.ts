/** A small line in a fixed box, drawn while building: it needs no script and prints. */
export interface Sparkline {
  readonly width: number
  readonly height: number
  /** Path data; empty when there is nothing to draw. */
  readonly path: string
  /** The newest value's place. */
  readonly end: { readonly x: number; readonly y: number }
}

const WIDTH = 120
const HEIGHT = 28
const MARGIN = 4
/** A line whose values differ by less than this share is drawn nearly flat: noise must not look like an event. */
const SMALLEST_SPAN_RATIO = 0.08

/** The line through the values, oldest first. One value is a point, none is undefined. */
export function sparkline(values: readonly number[]): Sparkline | undefined {
  const last = values.at(-1)
  if (last === undefined) return undefined
  const toY = verticalScale(values)
  const step = (WIDTH - 2 * MARGIN) / Math.max(1, values.length - 1)
  const toX = (index: number) => (values.length === 1 ? WIDTH - MARGIN : MARGIN + index * step)
  const points = values.map((value, index) => `${short(toX(index))} ${short(toY(value))}`)
  return {
    width: WIDTH,
    height: HEIGHT,
    path: points.length > 1 ? `M${points.join('L')}` : '',
    end: { x: short(toX(values.length - 1)), y: short(toY(last)) },
  }
}

function verticalScale(values: readonly number[]): (value: number) => number {
  const low = Math.min(...values)
  const high = Math.max(...values)
  const span = Math.max(high - low, Math.abs((high + low) / 2) * SMALLEST_SPAN_RATIO) || 1
  const bottom = (high + low) / 2 - span / 2
  return (value) => HEIGHT - MARGIN - ((value - bottom) / span) * (HEIGHT - 2 * MARGIN)
}

function short(value: number): number {
  return Math.round(value * 10) / 10
}
