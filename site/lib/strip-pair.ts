/** The samples of two runs as two rows of ticks on one scale, drawn for comparing by eye. */
export interface StripPair {
  readonly width: number
  readonly height: number
  readonly basePath: string
  readonly headPath: string
  /** A longer stroke at each median. */
  readonly baseMedian: string
  readonly headMedian: string
}

const WIDTH = 240
const HEIGHT = 30
const MARGIN = 3
const MOST_TICKS = 120
const SMALLEST_SPAN_RATIO = 0.02

/** Undefined where either side has no samples. */
export function stripPair(base: readonly number[], head: readonly number[]): StripPair | undefined {
  if (base.length === 0 || head.length === 0) return undefined
  const sorted = [base, head].map((samples) => [...samples].sort((a, b) => a - b)) as [number[], number[]]
  const low = Math.min(sorted[0][0]!, sorted[1][0]!)
  const high = Math.max(sorted[0].at(-1)!, sorted[1].at(-1)!)
  const span = Math.max(high - low, Math.abs(high + low) * 0.5 * SMALLEST_SPAN_RATIO) || 1
  const start = (low + high) / 2 - span / 2
  const toX = (value: number) =>
    Math.round((MARGIN + ((value - start) / span) * (WIDTH - 2 * MARGIN)) * 10) / 10
  const ticks = (samples: readonly number[], top: number) =>
    thinned(samples)
      .map((value) => `M${toX(value)} ${top}v9`)
      .join('')
  const median = (samples: readonly number[], top: number) =>
    `M${toX(samples[(samples.length - 1) >> 1]!)} ${top}v13`
  return {
    width: WIDTH,
    height: HEIGHT,
    basePath: ticks(sorted[0], 3),
    headPath: ticks(sorted[1], 18),
    baseMedian: median(sorted[0], 1),
    headMedian: median(sorted[1], 16),
  }
}

function thinned(sorted: readonly number[]): readonly number[] {
  if (sorted.length <= MOST_TICKS) return sorted
  const stride = (sorted.length - 1) / (MOST_TICKS - 1)
  return Array.from({ length: MOST_TICKS }, (_, index) => sorted[Math.round(index * stride)]!)
}
