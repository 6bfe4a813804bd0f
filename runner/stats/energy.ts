import { sorted } from './quantile.ts'

/**
 * How different two distributions are, in any way, not only in their centre: the energy distance (Székely and Rizzo,
 * 2013), √(2E|X − Y| − E|X − X′| − E|Y − Y′|), which in one dimension is √(2 ∫ (F − G)²). 0 only for equal samples.
 * In the square root of the values' unit. O((m + n) log(m + n)).
 *
 * @throws RangeError for an empty sample
 * @example energyDistance([1, 2, 3], [4, 5, 6]) // 2.0548…
 */
export function energyDistance(first: ArrayLike<number>, second: ArrayLike<number>): number {
  if (first.length === 0 || second.length === 0)
    throw new RangeError('an energy distance needs two samples with values')
  const [a, b] = [sorted(first), sorted(second)]
  const all = Float64Array.from([...a, ...b]).sort()
  let [inFirst, inSecond, area] = [0, 0, 0]
  for (let index = 0; index + 1 < all.length; index++) {
    const at = all[index]!
    while (inFirst < a.length && a[inFirst]! <= at) inFirst++
    while (inSecond < b.length && b[inSecond]! <= at) inSecond++
    area += (inFirst / a.length - inSecond / b.length) ** 2 * (all[index + 1]! - at)
  }
  return Math.sqrt(2 * area)
}
