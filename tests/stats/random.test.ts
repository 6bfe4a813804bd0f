import { describe, expect, it } from 'vitest'
import { randomFrom, randomInteger, randomNormal, shuffled } from '../../runner/stats/random.ts'
import { mean, variance } from '../../runner/stats/summary.ts'

describe('random numbers', () => {
  it('are the same for the same keys, and others for others', () => {
    const first = randomFrom('a', 1)
    const again = randomFrom('a', 1)
    const other = randomFrom('a1')
    const numbers = [first(), first(), first()]
    expect([again(), again(), again()]).toEqual(numbers)
    expect([other(), other(), other()]).not.toEqual(numbers)
  })

  it('stay the same from version to version, because verdicts are made of them', () => {
    const random = randomFrom('perfledger', 42)
    expect([random(), random(), random()].map((value) => value.toFixed(12))).toMatchInlineSnapshot(`
      [
        "0.037851470882",
        "0.183050893777",
        "0.297909824526",
      ]
    `)
  })

  it('are spread evenly', () => {
    const random = randomFrom('even')
    const counts = new Array<number>(10).fill(0)
    for (let draw = 0; draw < 20_000; draw++) counts[randomInteger(random, 10)]!++
    // A chi-square value of 9 degrees beyond 33.7 has probability 0.0001.
    expect(counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)).toBeLessThan(33.7)
  })

  it('are normal where that is asked for', () => {
    const random = randomFrom('normal')
    const values = Array.from({ length: 20_000 }, () => randomNormal(random))
    expect(Math.abs(mean(values))).toBeLessThan(0.03)
    expect(Math.abs(variance(values) - 1)).toBeLessThan(0.04)
  })

  it('shuffle without touching the input', () => {
    const items = Object.freeze([1, 2, 3, 4, 5, 6, 7, 8])
    const result = shuffled(randomFrom('cards'), items)
    expect(result).not.toEqual(items)
    expect(result.toSorted()).toEqual(items)
  })
})
