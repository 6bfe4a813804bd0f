/** A kernel density estimate on a grid, for the outline of a violin. */
export interface Density {
  /** Ascending, in the samples' unit. */
  readonly grid: readonly number[]
  /** Relative to the highest: 0 to 1. */
  readonly height: readonly number[]
}

const GRID_POINTS = 48

/**
 * The density of samples with a Gaussian kernel and Silverman's bandwidth, 0.9 · min(sd, IQR / 1.34) · n^(−1/5)
 * (Silverman 1986, Density Estimation for Statistics and Data Analysis, eq. 3.31). For drawing only: no verdict rests on it.
 * The curve ends one bandwidth beyond the samples. Undefined for fewer than three samples, or when all are equal: there is no shape to draw then.
 */
export function density(samples: readonly number[]): Density | undefined {
  const sorted = [...samples].sort((a, b) => a - b)
  const bandwidth = silverman(sorted)
  if (sorted.length < 3 || !(bandwidth > 0)) return undefined
  const low = sorted[0]! - bandwidth
  const step = (sorted.at(-1)! + bandwidth - low) / (GRID_POINTS - 1)
  const grid = Array.from({ length: GRID_POINTS }, (_, index) => low + index * step)
  const raw = grid.map((at) =>
    sorted.reduce((sum, x) => sum + Math.exp(-0.5 * ((at - x) / bandwidth) ** 2), 0),
  )
  const highest = Math.max(...raw)
  return { grid, height: raw.map((value) => value / highest) }
}

function silverman(sorted: readonly number[]): number {
  const count = sorted.length
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count
  const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, count - 1)
  const quartileRange = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.34
  const deviation = Math.sqrt(variance)
  return 0.9 * (quartileRange > 0 ? Math.min(deviation, quartileRange) : deviation) * count ** -0.2
}

/** Linear between neighbours (R's type 7). */
export function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share
  const below = sorted[Math.floor(position)] ?? Number.NaN
  const above = sorted[Math.ceil(position)] ?? Number.NaN
  return below + (above - below) * (position - Math.floor(position))
}
