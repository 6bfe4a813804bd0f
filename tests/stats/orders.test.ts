import { expect, test } from 'vitest'
import { pairOrder } from '../../runner/stats/kendall.ts'
import { quantileSorted, sorted } from '../../runner/stats/quantile.ts'
import { randomFrom, randomInteger } from '../../runner/stats/random.ts'
import { orderOf, rank } from '../../runner/stats/ranks.ts'
import { median } from '../../runner/stats/summary.ts'

/** Of every length, with few and with many equal values, rising, falling and in no order. */
const sequences = [0, 1, 2, 7, 8, 9, 15, 16, 17, 49, 50, 51, 64, 100, 333, 1000].flatMap((length) =>
  [3, 50, 1e9].flatMap((values) => {
    const random = randomFrom(length, values)
    const some = Array.from({ length }, () => randomInteger(random, values) - Math.floor(values / 3))
    return [some, [...some].sort((a, b) => a - b), [...some].sort((a, b) => b - a)]
  }),
)

test('an order is that of a stable sort', () => {
  for (const values of sequences) {
    const naive = [...values.keys()].sort((a, b) => values[a]! - values[b]! || a - b)
    expect([...orderOf(values)]).toEqual(naive)
  }
})

test('falling pairs are as many as one counts them', () => {
  for (const values of sequences.filter(({ length }) => length < 400)) {
    let balance = 0
    values.forEach((value, at) => {
      for (const later of values.slice(at + 1)) balance += Math.sign(later - value)
    })
    expect(pairOrder(values).balance).toBe(balance)
  }
})

test('a median without sorting is the same number as with', () => {
  for (const values of sequences.filter(({ length }) => length > 0)) {
    const before = [...values]
    expect(median(values)).toBe(quantileSorted(sorted(values), 0.5))
    expect(values).toEqual(before)
  }
})

test('the correction of a trend for ties counts each group of equal values', () => {
  // Two twos and three threes: 2·1·9 + 3·2·11.
  expect(rank([1, 2, 3, 2, 3, 3]).kendallTieTerm).toBe(2 * 1 * 9 + 3 * 2 * 11)
})
