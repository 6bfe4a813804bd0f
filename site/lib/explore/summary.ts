/** What a chart shows of some samples. */
export interface Summary {
  readonly median: number
  /** Median of the distances from the median. */
  readonly mad: number
  readonly low: number
  readonly high: number
}

/**
 * As the ledger computes it, to the bit: the middle value, or the lower middle plus half of the distance to the upper; the interval
 * of the median by order statistics. `ranks` are those of the published list, for 1, 2, 3 … samples.
 */
export function summaryOf(samples: readonly number[], ranks: readonly number[]): Summary {
  const sorted = Float64Array.from(samples).sort()
  const median = middleOf(sorted)
  const mad = middleOf(sorted.map((value) => Math.abs(value - median)).sort())
  const count = sorted.length
  const rank = ranks[count - 1] ?? Math.floor((count - 1.96 * Math.sqrt(count)) / 2)
  return { median, mad, low: sorted[rank - 1] as number, high: sorted[count - rank] as number }
}

function middleOf(sorted: Float64Array): number {
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] as number
  const upper = sorted[Math.floor(sorted.length / 2)] as number
  return lower === upper ? lower : lower + 0.5 * (upper - lower)
}
