/** Ranks of values, 1 for the smallest; equal values share the mean of their ranks. */
export interface Ranks {
  readonly ranks: Float64Array
  /** Sum of t³ − t over the groups of t equal values: 0 without ties. What every tie correction needs. */
  readonly tieTerm: number
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
  for (let start = 0; start < order.length; ) {
    let end = start + 1
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end++
    const size = end - start
    tieTerm += size ** 3 - size
    for (let index = start; index < end; index++) ranks[order[index] as number] = (start + 1 + end) / 2
    start = end
  }
  return { ranks, tieTerm }
}

/** Indices of the values in ascending order. O(n log n). */
export function orderOf(values: ArrayLike<number>): Uint32Array {
  const order = Uint32Array.from({ length: values.length }, (_, index) => index)
  return order.sort((a, b) => (values[a] as number) - (values[b] as number))
}
