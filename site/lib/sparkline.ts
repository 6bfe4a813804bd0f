/** A small line in a fixed box, drawn while building: it needs no script and prints. */
export interface Sparkline {
  /** As large as it is drawn, in pixels. */
  readonly width: number
  readonly height: number
  /** What `path` and `end` are told in: half pixels. */
  readonly viewBox: string
  /** Path data; empty when there is nothing to draw. */
  readonly path: string
  /** The newest value's place. */
  readonly end: { readonly x: number; readonly y: number }
}

const WIDTH_PX = 120
const HEIGHT_PX = 28
/** Whole numbers are short, and a page may have hundreds of lines; half a pixel is as fine as can be seen. */
const STEPS_PER_PX = 2
const WIDTH = WIDTH_PX * STEPS_PER_PX
const HEIGHT = HEIGHT_PX * STEPS_PER_PX
const MARGIN = 4 * STEPS_PER_PX
/** A line whose values differ by less than this share is drawn nearly flat: noise must not look like an event. */
const SMALLEST_SPAN_RATIO = 0.08

/** The line through the values, oldest first. One value is a point, none is undefined. */
export function sparkline(values: readonly number[]): Sparkline | undefined {
  if (values.length === 0) return undefined
  const toY = verticalScale(values)
  const step = (WIDTH - 2 * MARGIN) / Math.max(1, values.length - 1)
  const toX = (index: number) => (values.length === 1 ? WIDTH - MARGIN : MARGIN + index * step)
  const points = values.map((value, index) => ({ x: Math.round(toX(index)), y: Math.round(toY(value)) }))
  return {
    width: WIDTH_PX,
    height: HEIGHT_PX,
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    path: points.length > 1 ? pathThrough(points) : '',
    end: points.at(-1)!,
  }
}

/** Each point from the one before: most steps have one digit. */
function pathThrough(points: readonly Sparkline['end'][]): string {
  const [first, ...others] = points
  const steps = others.map(({ x, y }, index) => {
    const before = points[index]!
    const rise = y - before.y
    return `${x - before.x}${rise < 0 ? '' : ' '}${rise}`
  })
  return `M${first!.x} ${first!.y}l${steps.join(' ')}`
}

function verticalScale(values: readonly number[]): (value: number) => number {
  const low = Math.min(...values)
  const high = Math.max(...values)
  const span = Math.max(high - low, Math.abs((high + low) / 2) * SMALLEST_SPAN_RATIO) || 1
  const bottom = (high + low) / 2 - span / 2
  return (value) => HEIGHT - MARGIN - ((value - bottom) / span) * (HEIGHT - 2 * MARGIN)
}
