import type { DetectedShift, Detector } from './detector.ts'
import { pooledT } from './pooled-t.ts'
import { MAD_TO_SIGMA, mean, median } from './summary.ts'

export interface PottsDetectorOptions {
  /** The price of a shift, in units of the noise's variance times ln n: 3 by default, a little more than the 2 of the BIC. */
  readonly penalty?: number
  /** No level is shorter. */
  readonly minSegment?: number
}

/** A value further from its level than this many standard deviations costs no more than that: a spike buys no level. */
const LOSS_LIMIT = 3
const MAX_CORRELATION = 0.9

/**
 * The segmentation into levels that costs least: each value pays the squared distance from its level, at most 9 variances, each
 * shift pays a price (Fearnhead and Rigaill, 2019, with the biweight loss cut at 3 sigma). Found exactly over the candidates by dynamic
 * programming with PELT's pruning (Killick, Fearnhead and Eckley, 2012). Where neighbours are alike, chance makes levels of its own, so
 * the price grows with the long-run variance, (1 + ρ) / (1 − ρ) for a first correlation ρ inside the levels; it is found from
 * a first segmentation. About O(n log n) with few shifts kept open; O(n²) at worst.
 *
 * @example pottsDetector().detect([...Array(30).fill(0).map((_, i) => i % 2), ...Array(30).fill(9).map((v, i) => v + (i % 2))]) // one, at 30
 */
export function pottsDetector(options: PottsDetectorOptions = {}): Detector {
  const { penalty = 3, minSegment = 5 } = options
  return {
    name: 'potts',
    detect: (values) => {
      const all = Float64Array.from(values)
      const variance = noiseVariance(all)
      if (all.length < 2 * minSegment || variance === 0) return exactSteps(all, minSegment)
      const price = penalty * variance * Math.log(all.length)
      const clipped = clip(all, Math.sqrt(variance))
      const first = segment(clipped, price, minSegment)
      const inflation = longRunInflation(clipped, first)
      const places = inflation > 1 ? segment(clipped, price * inflation, minSegment) : first
      return tested(all, places)
    },
  }
}

/** Robust, from the differences of neighbours, which shifts hardly touch. */
function noiseVariance(values: Float64Array): number {
  if (values.length < 3) return 0
  const jumps = Float64Array.from({ length: values.length - 1 }, (_, at) =>
    Math.abs(values[at + 1]! - values[at]!),
  )
  return (median(jumps) * MAD_TO_SIGMA) ** 2 / 2
}

/** Values drawn in to 3 sigma around the median of their five neighbours, so that each costs at most 9 variances. */
function clip(values: Float64Array, sigma: number): Float64Array {
  return values.map((value, at) => {
    const around = median(values.subarray(Math.max(0, at - 2), at + 3))
    return Math.max(around - LOSS_LIMIT * sigma, Math.min(around + LOSS_LIMIT * sigma, value))
  })
}

/** Optimal partitioning with pruning: the starts of the levels, without the first. */
function segment(values: Float64Array, price: number, minSegment: number): number[] {
  const count = values.length
  const { sums, squares } = runningSums(values)
  const cost = (from: number, to: number) =>
    squares[to]! - squares[from]! - (sums[to]! - sums[from]!) ** 2 / (to - from)
  const best = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY)
  const last = new Int32Array(count + 1)
  best[0] = -price
  let open = [0]
  for (let end = minSegment; end <= count; end++) {
    const totals = open.map((from) => best[from]! + cost(from, end))
    const cheapest = totals.indexOf(Math.min(...totals))
    best[end] = totals[cheapest]! + price
    last[end] = open[cheapest]!
    open = open.filter((_, at) => totals[at]! <= best[end]!)
    const next = end + 1 - minSegment
    if (next >= minSegment) open.push(next)
  }
  const places: number[] = []
  for (let end = last[count]!; end > 0; end = last[end]!) places.unshift(end)
  return places
}

function runningSums(values: Float64Array) {
  const sums = new Float64Array(values.length + 1)
  const squares = new Float64Array(values.length + 1)
  // Centred first: otherwise the squares of large values would drown the differences.
  const centre = mean(values)
  values.forEach((value, at) => {
    sums[at + 1] = sums[at]! + (value - centre)
    squares[at + 1] = squares[at]! + (value - centre) ** 2
  })
  return { sums, squares }
}

function longRunInflation(values: Float64Array, places: readonly number[]): number {
  let [products, squares] = [0, 0]
  for (let at = 0; at <= places.length; at++) {
    const level = values.subarray(places[at - 1] ?? 0, places[at] ?? values.length)
    const centre = mean(level)
    level.forEach((value, index) => {
      squares += (value - centre) ** 2
      if (index > 0) products += (value - centre) * (level[index - 1]! - centre)
    })
  }
  const correlation = squares === 0 ? 0 : Math.max(0, Math.min(MAX_CORRELATION, products / squares))
  return (1 + correlation) / (1 - correlation)
}

/** Without noise every change of the number is a shift, where both levels are long enough. */
function exactSteps(values: Float64Array, minSegment: number): DetectedShift[] {
  const places = [...values.keys()].filter((at) => at > 0 && values[at] !== values[at - 1])
  const long = places.filter((at, place) => {
    const [before, after] = [places[place - 1] ?? 0, places[place + 1] ?? values.length]
    return at - before >= minSegment && after - at >= minSegment
  })
  return long.map((index) => ({ index, pValue: 0 }))
}

function tested(values: Float64Array, places: readonly number[]): DetectedShift[] {
  return places.map((index, at) => ({
    index,
    pValue: pooledT(
      values.subarray(places[at - 1] ?? 0, index),
      values.subarray(index, places[at + 1] ?? values.length),
    ),
  }))
}
