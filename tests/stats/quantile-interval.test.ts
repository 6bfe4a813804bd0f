import { describe, expect, it } from 'vitest'
import { medianInterval } from '../../runner/stats/median-interval.ts'
import { fewestValues, quantileInterval } from '../../runner/stats/quantile-interval.ts'
import { type Random, randomFrom, randomNormal } from '../../runner/stats/random.ts'

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1)

describe('the interval of a quantile', () => {
  // n, q = 200, 0.95: qbinom(0.025, n, q) gives the lower rank, qbinom(0.975, n, q) + 1 the upper one in R.
  it.each([
    [9, 0.9, 6, Number.POSITIVE_INFINITY],
    [40, 0.95, 35, Number.POSITIVE_INFINITY],
    [72, 0.95, 64, 72],
    [200, 0.95, 184, 197],
    [30, 0.1, Number.NEGATIVE_INFINITY, 8],
  ])('of %i values at %f lies between the order statistics of the binomial', (count, quantile, low, high) => {
    expect(quantileInterval(upTo(count), quantile)).toEqual({ low, high })
  })

  it('of the middle is the interval of the median, where that has its confidence', () => {
    for (const count of [6, 9, 31, 100]) {
      expect(quantileInterval(upTo(count), 0.5)).toEqual(medianInterval(upTo(count)))
    }
  })

  it('has no end where so few values cannot give the confidence', () => {
    expect(quantileInterval([5], 0.5)).toEqual({ low: -Infinity, high: Infinity })
    expect(quantileInterval(upTo(71), 0.95).high).toBe(Infinity)
    expect(fewestValues(0.95, 'high')).toBe(72)
    expect(fewestValues(0.95, 'high', 0.99)).toBe(104)
    expect(fewestValues(0.05, 'low')).toBe(72)
    expect(fewestValues(0.5, 'high')).toBe(6)
  })

  it('refuses no values and what is no share', () => {
    expect(() => quantileInterval([], 0.5)).toThrow(RangeError)
    expect(() => quantileInterval([1], 1)).toThrow(RangeError)
    expect(() => fewestValues(0, 'low')).toThrow(RangeError)
  })

  const shapes: readonly (readonly [string, (random: Random) => number, number])[] = [
    // The true 0.9 quantiles: R’s qnorm(0.9), qexp(0.9) and qcauchy(0.9), and the ninth of ten whole numbers.
    ['normal', randomNormal, 1.2815515655446004],
    ['skewed', (random) => -Math.log(1 - random()), Math.LN10],
    ['heavy', (random) => Math.tan(Math.PI * (random() - 0.5)), 3.0776835371752527],
    ['quantised', (random) => Math.floor(random() * 10), 8],
  ]

  it.each(
    shapes.flatMap(([name, draw, truth]) => [40, 120].map((count) => [name, count, draw, truth] as const)),
  )('holds the truth at least as often as it says: %s, %i values', (name, count, draw, truth) => {
    const random = randomFrom('quantile interval', name, String(count))
    let covered = 0
    for (let trial = 0; trial < 600; trial++) {
      const { low, high } = quantileInterval(
        Array.from({ length: count }, () => draw(random)),
        0.9,
      )
      if (low <= truth && truth <= high) covered++
    }
    // 95 % less two standard errors of 600 trials.
    expect(covered / 600).toBeGreaterThan(0.93)
  })
})
