/**
 * p-values corrected for having looked at all of them: among those that end at or below a level, the expected part of
 * false ones is at most that level (Benjamini and Hochberg, 1995). Valid for independent and for positively dependent
 * tests, which series measured by the same run are. Same order as the input. O(n log n).
 *
 * @param pValues each in [0, 1]
 * @example adjustFalseDiscovery([0.01, 0.02, 0.9]) // [0.03, 0.03, 0.9]
 */
export function adjustFalseDiscovery(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[b]! - pValues[a]!)
  const adjusted = new Array<number>(pValues.length)
  let smallest = 1
  order.forEach((index, fromLargest) => {
    const rank = pValues.length - fromLargest
    smallest = Math.min(smallest, pValues[index]! * (pValues.length / rank))
    adjusted[index] = smallest
  })
  return adjusted
}
