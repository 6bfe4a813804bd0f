import { sorted } from './quantile.ts'

/**
 * How far two samples are apart in order, whatever their distribution: the chance that a value of the second is larger
 * than one of the first, less the chance that it is smaller (Cliff, 1993). 0: no tendency; 1: every value of the second
 * is larger. |δ| below 0.15, 0.33 and 0.47 is customarily called negligible, small and moderate. O((m + n) log(m + n)).
 *
 * @throws RangeError for an empty sample
 * @example cliffsDelta([1, 2, 3], [2, 3, 4]) // 0.5555…
 */
export function cliffsDelta(first: ArrayLike<number>, second: ArrayLike<number>): number {
  if (first.length === 0 || second.length === 0)
    throw new RangeError('Cliff’s delta needs two samples with values')
  const [a, b] = [sorted(first), sorted(second)]
  let below = 0
  let atMost = 0
  let balance = 0
  for (const value of b) {
    while (below < a.length && a[below]! < value) below++
    while (atMost < a.length && a[atMost]! <= value) atMost++
    balance += below - (a.length - atMost)
  }
  return balance / (a.length * b.length)
}
