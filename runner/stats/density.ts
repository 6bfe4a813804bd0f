import { quantileSorted, sorted } from './quantile.ts'
import { variance } from './summary.ts'

/** A smoothed distribution on an even grid. */
export interface Density {
  /** Ascending, at equal distances. */
  readonly positions: Float64Array
  /** The density at each position: its area over all positions is about 1. */
  readonly heights: Float64Array
  /** Standard deviation of the kernel. */
  readonly bandwidth: number
}

const GRID = 256
/** The grid reaches this many bandwidths beyond the values: the kernel has died away there. */
const MARGIN_BANDWIDTHS = 3

/**
 * The distribution of values, smoothed with a normal kernel. Bandwidth by Silverman's rule of thumb, 0.9 · min(s, IQR / 1.34) ·
 * n^(−1/5) (Silverman, 1986, formula 3.31), the IQR so that a long tail does not blur the bulk. O(n · grid).
 *
 * @param bandwidth in the unit of the values; Silverman's by default
 * @returns undefined where all values are equal or there are fewer than two: no smooth picture of a point
 * @example kernelDensity([1, 1.1, 0.9, 5, 5.1])?.heights.length // 256
 */
export function kernelDensity(
  values: ArrayLike<number>,
  bandwidth = silvermanBandwidth(values),
): Density | undefined {
  if (!(bandwidth > 0)) return undefined
  const ascending = sorted(values)
  const start = ascending[0]! - MARGIN_BANDWIDTHS * bandwidth
  const step = (ascending.at(-1)! + MARGIN_BANDWIDTHS * bandwidth - start) / (GRID - 1)
  const positions = Float64Array.from({ length: GRID }, (_, at) => start + at * step)
  const scale = 1 / (ascending.length * bandwidth * Math.sqrt(2 * Math.PI))
  const heights = positions.map((position) => {
    let sum = 0
    for (const value of ascending) sum += Math.exp(-(((position - value) / bandwidth) ** 2) / 2)
    return sum * scale
  })
  return { positions, heights, bandwidth }
}

/** Silverman's rule of thumb; 0 where all values are equal or there are fewer than two. */
export function silvermanBandwidth(values: ArrayLike<number>): number {
  if (values.length < 2) return 0
  const ascending = sorted(values)
  const deviation = Math.sqrt(variance(ascending))
  const quartiles = (quantileSorted(ascending, 0.75) - quantileSorted(ascending, 0.25)) / 1.34
  return 0.9 * (quartiles > 0 ? Math.min(deviation, quartiles) : deviation) * values.length ** -0.2
}

/** A hill of a distribution. */
export interface Mode {
  readonly position: number
  /** The part of the values that lies between the valleys on either side. */
  readonly share: number
}

/** The valley between two modes is at most this part of the lower one: a dent is no valley. */
const VALLEY_DEPTH = 0.7
/** A mode holds at least this part of the values: an outlier is no mode. */
const MIN_SHARE = 0.1

/**
 * The modes of a distribution: hills of the smoothed density that a real valley separates and that hold at least a tenth of the
 * values. More than one says that a benchmark has several states (a cache that is warm or not, two kinds of machine), for
 * which a single median tells half of the truth. O(n · grid).
 *
 * @returns one mode for a constant; none without values
 * @example modes([1, 1.1, 0.9, 1, 5, 5.1, 4.9, 5]).length // 2
 */
export function modes(values: ArrayLike<number>): Mode[] {
  if (values.length === 0) return []
  const density = kernelDensity(values)
  if (density === undefined) return [{ position: values[0] as number, share: 1 }]
  const hills = mergeShallow(localMaxima(density.heights), density.heights)
  return hills
    .map((hill, at) => ({
      position: density.positions[hill]!,
      share: shareBetween(
        values,
        valleyAfter(hills[at - 1], hill, density),
        valleyAfter(hill, hills[at + 1], density),
      ),
    }))
    .filter(({ share }) => share >= MIN_SHARE)
}

function localMaxima(heights: Float64Array): number[] {
  return [...heights.keys()].filter((at) => {
    const [before, here, after] = [heights[at - 1] ?? 0, heights[at]!, heights[at + 1] ?? 0]
    return here > before && here >= after
  })
}

/** Takes away the lower of two hills without a real valley between them, shallowest first, until all valleys are real. */
function mergeShallow(hills: number[], heights: Float64Array): number[] {
  const depth = (at: number) => {
    const [left, right] = [hills[at]!, hills[at + 1]!]
    return Math.min(...heights.subarray(left, right + 1)) / Math.min(heights[left]!, heights[right]!)
  }
  while (hills.length > 1) {
    const depths = hills.slice(1).map((_, at) => depth(at))
    const shallowest = depths.indexOf(Math.max(...depths))
    if (depths[shallowest]! <= VALLEY_DEPTH) break
    const [left, right] = [hills[shallowest]!, hills[shallowest + 1]!]
    hills.splice(heights[left]! < heights[right]! ? shallowest : shallowest + 1, 1)
  }
  return hills
}

/** The lowest position between two hills; infinitely far where there is none on that side. */
function valleyAfter(
  left: number | undefined,
  right: number | undefined,
  { positions, heights }: Density,
): number {
  if (left === undefined) return Number.NEGATIVE_INFINITY
  if (right === undefined) return Number.POSITIVE_INFINITY
  const between = heights.subarray(left, right + 1)
  return positions[left + between.indexOf(Math.min(...between))]!
}

function shareBetween(values: ArrayLike<number>, low: number, high: number): number {
  let inside = 0
  for (let at = 0; at < values.length; at++) if (values[at]! > low && values[at]! <= high) inside++
  return inside / values.length
}
