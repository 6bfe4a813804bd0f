/** The samples of one metric as ticks on a line, drawn while building. */
export interface Strip {
  readonly width: number
  readonly height: number
  /** One short vertical stroke per sample. */
  readonly path: string
  readonly medianX: number
  readonly shown: number
  readonly total: number
}

const WIDTH = 240
const HEIGHT = 20
const MARGIN = 3
const MOST_TICKS = 200
/** Samples closer together than this share of their median are drawn close together. */
const SMALLEST_SPAN_RATIO = 0.02

/** Ticks for the samples; of very many, evenly chosen ones in order of size, so that the picture keeps its shape. */
export function strip(samples: readonly number[]): Strip | undefined {
  if (samples.length === 0) return undefined
  const sorted = [...samples].sort((a, b) => a - b)
  const median = sorted[Math.floor((sorted.length - 1) / 2)]!
  const low = sorted[0]!
  const span = Math.max(sorted.at(-1)! - low, Math.abs(median) * SMALLEST_SPAN_RATIO) || 1
  const start = (low + sorted.at(-1)!) / 2 - span / 2
  const toX = (value: number) =>
    Math.round((MARGIN + ((value - start) / span) * (WIDTH - 2 * MARGIN)) * 10) / 10
  const chosen = thinned(sorted)
  return {
    width: WIDTH,
    height: HEIGHT,
    path: chosen.map((value) => `M${toX(value)} 4v12`).join(''),
    medianX: toX(median),
    shown: chosen.length,
    total: samples.length,
  }
}

function thinned(sorted: readonly number[]): number[] {
  if (sorted.length <= MOST_TICKS) return [...sorted]
  const stride = (sorted.length - 1) / (MOST_TICKS - 1)
  return Array.from({ length: MOST_TICKS }, (_, index) => sorted[Math.round(index * stride)]!)
}
