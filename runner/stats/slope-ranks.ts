import { countFalls } from './kendall.ts'
import { orderOf } from './ranks.ts'
import { selectRank } from './select.ts'

/** The k-th smallest slope of all pairs, k from 1. */
export type SlopeOfRank = (rank: number) => number

/** A range of slopes, the upper end not in it, and how many pairs are less steep than its ends. */
interface Range {
  readonly low: number
  readonly high: number
  readonly belowLow: number
  readonly belowHigh: number
}

/** So many slopes for each value are listed at once. */
const LISTED_PER_VALUE = 8
const PROBED_PAIRS = 1_024
/** Beyond, many pairs have one slope, and interpolation would come near it from one side only. */
const STEPS_OF_GUESSING = 12
const MOST_STEPS = 80

/**
 * Slopes of all pairs of a sequence by their rank, without making them all. The number of slopes below s is the number of falls of
 * value − s · index (Cole, Salowe, Steiger and Szemerédi, 1989), so a range around the wanted rank, guessed from some pairs, is
 * narrowed by interpolation until few slopes are left in it; those are listed by the inversions between the orders at its two ends.
 * About ten counts of O(n log n) for a rank. Exact, but for what rounding makes of slopes that are almost the same.
 */
export function slopeRanks(given: ArrayLike<number>): SlopeOfRank {
  // Slopes stay the same, and tilting loses fewer digits of small numbers.
  const values = Float64Array.from(given, (value) => value - given[0]!)
  const tilted = new Float64Array(values.length)
  const buffer = new Float64Array(values.length)
  const below = (slope: number): number => {
    for (let index = 0; index < tilted.length; index++) tilted[index] = values[index]! - slope * index
    return countFalls(tilted, buffer)
  }
  const falls = below(0)
  const flat = { below: falls, upTo: falls + countEqual(values) }
  const probes = probedSlopes(values)
  const steepest = steepestStep(values)
  let known: (Range & { readonly slopes: Float64Array }) | undefined
  return (rank) => {
    // In a quantised series many pairs are flat, and no range between two slopes would part them.
    if (flat.below < rank && rank <= flat.upTo) return 0
    if (known === undefined || rank <= known.belowLow || rank > known.belowHigh) {
      const range = narrowed(
        rangeAround(rank, { values, probes, steepest, below }),
        rank,
        values.length,
        below,
      )
      // So many pairs are of one slope that the range is as narrow as numbers allow.
      if (!isListable(range, values.length)) return (range.low + range.high) / 2
      known = { ...range, slopes: slopesIn(range, values) }
    }
    const place = Math.min(known.slopes.length, Math.max(1, rank - known.belowLow))
    return known.slopes.length === 0 ? known.high : selectRank(known.slopes, place)
  }
}

function isListable({ belowLow, belowHigh }: Range, count: number): boolean {
  return belowHigh - belowLow <= LISTED_PER_VALUE * count
}

function countEqual(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort()
  let pairs = 0
  let same = 0
  for (let index = 1; index < sorted.length; index++) {
    same = sorted[index] === sorted[index - 1] ? same + 1 : 0
    pairs += same
  }
  return pairs
}

/** Slopes of pairs at all distances, in order of size. */
function probedSlopes(values: ArrayLike<number>): Float64Array {
  const count = values.length
  const slopes = new Float64Array(PROBED_PAIRS)
  // Multiples of the golden ratio fall evenly, and so do those of √2: pairs (i, j) all over the triangle.
  for (let probe = 0; probe < PROBED_PAIRS; probe++) {
    const first = Math.floor(((probe * 0.6180339887498949) % 1) * count)
    const other = Math.floor(((probe * 0.4142135623730951 + 0.5) % 1) * (count - 1))
    const second = other >= first ? other + 1 : other
    slopes[probe] = (values[second]! - values[first]!) / (second - first)
  }
  return betweenSlopes(slopes.sort())
}

/** The ends of ranges must not be slopes themselves: rounding would put a pair of that slope on either side. */
function betweenSlopes(sorted: Float64Array): Float64Array {
  return sorted.map((slope, place) => slope + ((sorted[place + 1] ?? slope) - slope) * 0.381966)
}

interface Slopes {
  readonly values: Float64Array
  readonly probes: Float64Array
  /** No pair is as steep. */
  readonly steepest: number
  readonly below: (slope: number) => number
}

/** A range that has the wanted rank in it, as narrow as the probes allow to guess. */
function rangeAround(rank: number, { values, probes, steepest, below }: Slopes): Range {
  const pairs = (values.length * (values.length - 1)) / 2
  const share = rank / pairs
  const middle = share * PROBED_PAIRS
  let reach = 2 + 2 * Math.sqrt(PROBED_PAIRS * share * (1 - share))
  let [low, belowLow] = [-steepest, 0]
  let [high, belowHigh] = [steepest, pairs]
  for (let found = false; !found; reach *= 3) {
    const [from, to] = [Math.floor(middle - reach), Math.ceil(middle + reach)]
    found = true
    if (from >= 0 && probes[from]! > low) {
      const count = below(probes[from]!)
      if (count < rank) [low, belowLow] = [probes[from]!, count]
      else [high, belowHigh, found] = [probes[from]!, count, false]
    }
    if (to < PROBED_PAIRS && probes[to]! < high) {
      const count = below(probes[to]!)
      if (count >= rank) [high, belowHigh] = [probes[to]!, count]
      else [low, belowLow, found] = [probes[to]!, count, false]
    }
  }
  return { low, high, belowLow, belowHigh }
}

/** Steeper than every pair: none is steeper than the steepest pair of neighbours. */
function steepestStep(values: ArrayLike<number>): number {
  let steepest = 0
  for (let index = 1; index < values.length; index++) {
    steepest = Math.max(steepest, Math.abs(values[index]! - values[index - 1]!))
  }
  return steepest * (1 + 1 / 1024) + Number.MIN_VALUE
}

/** Narrows by turns of interpolating and halving, until the slopes in it can be listed or are one number. */
function narrowed(range: Range, rank: number, count: number, below: (slope: number) => number): Range {
  let { low, high, belowLow, belowHigh } = range
  for (let step = 0; step < MOST_STEPS && !isListable({ low, high, belowLow, belowHigh }, count); step++) {
    const halves = step % 3 === 2 || step > STEPS_OF_GUESSING
    const share = halves ? 0.5 : (rank - 0.5 - belowLow) / (belowHigh - belowLow)
    const middle = low + (high - low) * Math.min(0.999, Math.max(0.001, share))
    if (!(middle > low && middle < high)) break
    const found = below(middle)
    if (found >= rank) [high, belowHigh] = [middle, found]
    else [low, belowLow] = [middle, found]
  }
  return { low, high, belowLow, belowHigh }
}

/** The slopes of a range: of the pairs that stand in order at its lower end and fall at its upper end. */
function slopesIn({ low, high, belowLow, belowHigh }: Range, values: ArrayLike<number>): Float64Array {
  const slopes = new Float64Array(Math.max(0, belowHigh - belowLow))
  let found = 0
  const tiltedLow = Float64Array.from(values, (value, index) => value - low * index)
  const tiltedHigh = Float64Array.from(values, (value, index) => value - high * index)
  eachInversion(orderOf(tiltedLow), tiltedHigh, (a, b) => {
    if (found < slopes.length) slopes[found++] = (values[b]! - values[a]!) / (b - a)
  })
  return slopes.subarray(0, found)
}

/** Sorts indexes by a height, bottom up, and tells of each pair that stood in falling order. O(n log n + inversions). */
function eachInversion(
  order: Uint32Array,
  heights: Float64Array,
  tell: (first: number, second: number) => void,
): void {
  let [from, to]: [Uint32Array, Uint32Array] = [order, new Uint32Array(order.length)]
  for (let width = 1; width < order.length; width *= 2) {
    for (let start = 0; start < order.length; start += 2 * width)
      mergeTelling({ from, to, start, width, heights, tell })
    ;[from, to] = [to, from]
  }
}

interface Merge {
  readonly from: Uint32Array
  readonly to: Uint32Array
  readonly start: number
  readonly width: number
  readonly heights: Float64Array
  readonly tell: (first: number, second: number) => void
}

function mergeTelling({ from, to, start, width, heights, tell }: Merge): void {
  const middle = Math.min(start + width, from.length)
  const end = Math.min(start + 2 * width, from.length)
  let left = start
  let right = middle
  for (let next = start; next < end; next++) {
    if (left < middle && (right >= end || heights[from[left]!]! <= heights[from[right]!]!)) {
      to[next] = from[left++]!
    } else {
      for (let fallen = left; fallen < middle; fallen++) tell(from[fallen]!, from[right]!)
      to[next] = from[right++]!
    }
  }
}
