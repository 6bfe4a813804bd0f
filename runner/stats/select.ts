/**
 * The k-th smallest of the values, k from 1. Puts the values into another order; asking again for another k is fine.
 * Hoare's quickselect with the median of three as pivot: O(n) for what occurs, without the O(n log n) of sorting.
 *
 * @throws RangeError for a k outside 1 … n
 * @example selectRank(Float64Array.of(5, 1, 4), 2) // 4
 */
export function selectRank(values: Float64Array, rank: number): number {
  if (!(rank >= 1 && rank <= values.length))
    throw new RangeError(`no rank ${rank} of ${values.length} values`)
  const wanted = rank - 1
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const pivot = middleOf(values[low]!, values[(low + high) >> 1]!, values[high]!)
    let left = low
    let right = high
    while (left <= right) {
      while (values[left]! < pivot) left++
      while (values[right]! > pivot) right--
      if (left > right) break
      const swapped = values[left]!
      values[left++] = values[right]!
      values[right--] = swapped
    }
    if (wanted <= right) high = right
    else if (wanted >= left) low = left
    else break
  }
  return values[wanted]!
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
