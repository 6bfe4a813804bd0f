/** Ranks of values, 1 for the smallest; equal values share the mean of their ranks. */
export interface Ranks {
  readonly ranks: Float64Array
  /** Sum of t³ − t over the groups of t equal values: 0 without ties. What every tie correction needs. */
  readonly tieTerm: number
  /** Sum of t(t − 1)(2t + 5) over them. What the correction of Kendall's S needs. */
  readonly kendallTieTerm: number
}

/**
 * Midranks. O(n log n).
 *
 * @example rank([10, 30, 20, 20]).ranks // [1, 4, 2.5, 2.5]
 */
export function rank(values: ArrayLike<number>): Ranks {
  const order = orderOf(values)
  const ranks = new Float64Array(values.length)
  let tieTerm = 0
  let kendallTieTerm = 0
  for (let start = 0; start < order.length; ) {
    let end = start + 1
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end++
    const size = end - start
    tieTerm += size ** 3 - size
    kendallTieTerm += size * (size - 1) * (2 * size + 5)
    for (let index = start; index < end; index++) ranks[order[index] as number] = (start + 1 + end) / 2
    start = end
  }
  return { ranks, tieTerm, kendallTieTerm }
}

/** Indices of the values in ascending order, those of equal values in theirs. No value may be NaN. O(n log n). */
export function orderOf(values: ArrayLike<number>): Uint32Array {
  const heights = Float64Array.from(values)
  let from = Uint32Array.from({ length: heights.length }, (_, index) => index)
  let to = new Uint32Array(heights.length)
  for (let start = 0; start < from.length; start += BLOCK) sortBlock(from, heights, start)
  for (let width = BLOCK; width < from.length; width *= 2) {
    for (let start = 0; start < from.length; start += 2 * width) merge(from, to, heights, start, width)
    ;[from, to] = [to, from]
  }
  return from
}

/** So few are put in order fastest one by one. A sort that calls back for every comparison takes three times as long as this one. */
const BLOCK = 8

function sortBlock(order: Uint32Array, heights: Float64Array, start: number): void {
  const end = Math.min(start + BLOCK, order.length)
  for (let next = start + 1; next < end; next++) {
    const index = order[next]!
    const height = heights[index]!
    let place = next
    while (place > start && heights[order[place - 1]!]! > height) {
      order[place] = order[place - 1]!
      place--
    }
    order[place] = index
  }
}

function merge(
  from: Uint32Array,
  to: Uint32Array,
  heights: Float64Array,
  start: number,
  width: number,
): void {
  const middle = Math.min(start + width, from.length)
  const end = Math.min(start + 2 * width, from.length)
  let left = start
  let right = middle
  for (let next = start; next < end; next++) {
    const isLeft = left < middle && (right >= end || heights[from[left]!]! <= heights[from[right]!]!)
    to[next] = from[isLeft ? left++ : right++]!
  }
}
