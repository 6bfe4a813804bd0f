/** Pairs of a sequence by their order. */
export interface PairOrder {
  /** Pairs (i < j) with a rise less pairs with a fall. */
  readonly balance: number
  /** Pairs of equal values. */
  readonly ties: number
}

/**
 * Kendall's S of a sequence against its order: rising pairs less falling ones. By merge sort, O(n log n) (Knight, 1966).
 *
 * @example pairOrder([1, 3, 2]) // { balance: 1, ties: 0 }
 */
export function pairOrder(values: ArrayLike<number>): PairOrder {
  if (values.length < 2) return { balance: 0, ties: 0 }
  const work = Float64Array.from(values)
  const falls = countFalls(work, new Float64Array(work.length))
  const ties = countTies(work)
  const pairs = (work.length * (work.length - 1)) / 2
  return { balance: pairs - ties - 2 * falls, ties }
}

/** Sorts `values` in place, bottom up, counting the pairs that stood in falling order. */
export function countFalls(values: Float64Array, buffer: Float64Array): number {
  let falls = 0
  for (let start = 0; start < values.length; start += BLOCK) falls += sortBlock(values, start)
  let [from, to] = [values, buffer]
  for (let width = BLOCK; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) falls += merge(from, to, start, width)
    ;[from, to] = [to, from]
  }
  if (from !== values) values.set(from)
  return falls
}

/** So few are put in order fastest one by one. */
const BLOCK = 8

/** Each place that a value moves forward is a fall. */
function sortBlock(values: Float64Array, start: number): number {
  const end = Math.min(start + BLOCK, values.length)
  let falls = 0
  for (let next = start + 1; next < end; next++) {
    const value = values[next]!
    let place = next
    while (place > start && values[place - 1]! > value) {
      values[place] = values[place - 1]!
      place--
    }
    values[place] = value
    falls += next - place
  }
  return falls
}

function merge(from: Float64Array, to: Float64Array, start: number, width: number): number {
  const middle = Math.min(start + width, from.length)
  const end = Math.min(start + 2 * width, from.length)
  let falls = 0
  let left = start
  let right = middle
  for (let next = start; next < end; next++) {
    if (left < middle && (right >= end || from[left]! <= from[right]!)) {
      to[next] = from[left++]!
    } else {
      falls += middle - left
      to[next] = from[right++]!
    }
  }
  return falls
}

function countTies(ascending: Float64Array): number {
  let ties = 0
  for (let start = 0; start < ascending.length; ) {
    let end = start + 1
    while (end < ascending.length && ascending[end] === ascending[start]) end++
    ties += ((end - start) * (end - start - 1)) / 2
    start = end
  }
  return ties
}
