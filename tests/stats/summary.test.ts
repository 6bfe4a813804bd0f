import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { medianInterval, medianIntervalRank } from '../../runner/stats/median-interval.ts'
import { harrellDavis, quantile } from '../../runner/stats/quantile.ts'
import { randomFrom, randomNormal } from '../../runner/stats/random.ts'
import { robustFit } from '../../runner/stats/robust-fit.ts'
import { mean, median, medianAbsoluteDeviation, variance } from '../../runner/stats/summary.ts'

const finite = fc.double({ noNaN: true, min: -1e12, max: 1e12 })

describe('quantiles', () => {
  it('agree with NumPy', () => {
    // numpy.quantile([3, 1, 4, 1, 5, 9, 2, 6], [0.1, 0.5, 0.95])
    const values = [3, 1, 4, 1, 5, 9, 2, 6]
    expect([0.1, 0.5, 0.95].map((probability) => quantile(values, probability))).toEqual([
      1,
      3.5,
      expect.closeTo(7.95, 12),
    ])
  })

  it('of Harrell and Davis agree with SciPy', () => {
    // scipy.stats.mstats.hdquantiles([1, 2, 3, 4, 10], [0.25, 0.5, 0.9])
    expect(harrellDavis([1, 2, 3, 4, 10], 0.25)).toBeCloseTo(1.77838718, 7)
    expect(harrellDavis([1, 2, 3, 4, 10], 0.5)).toBeCloseTo(3.2896, 10)
    expect(harrellDavis([1, 2, 3, 4, 10], 0.9)).toBeCloseTo(9.00079552, 7)
  })

  it('never leave the range of the values', () => {
    fc.assert(
      fc.property(
        fc.array(finite, { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, at) => {
          const result = quantile(values, at)
          expect(result).toBeGreaterThanOrEqual(Math.min(...values))
          expect(result).toBeLessThanOrEqual(Math.max(...values))
        },
      ),
    )
  })

  it('refuse no values and what is no probability', () => {
    expect(() => quantile([], 0.5)).toThrow('at least one value')
    expect(() => quantile([1], 1.5)).toThrow('1.5 is not a probability')
    expect(() => harrellDavis([1], 0)).toThrow(RangeError)
  })
})

describe('summaries', () => {
  it('take the middle and the spread around it', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2.5)
    // scipy.stats.median_abs_deviation([1, 1, 2, 2, 4, 6, 9])
    expect(medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9])).toBe(1)
    expect(mean([1, 2, 6])).toBe(3)
    expect(variance([1, 2, 6])).toBe(7)
  })

  it('do not overflow where the sum would', () => {
    expect(mean([1.7e308, 1.7e308])).toBe(1.7e308)
  })

  it('refuse what they cannot summarise', () => {
    expect(() => median([])).toThrow(RangeError)
    expect(() => mean([])).toThrow(RangeError)
    expect(() => variance([1])).toThrow(RangeError)
  })
})

describe('the interval of a median', () => {
  it('lies between the order statistics that the binomial table gives', () => {
    // R: qbinom(0.025, c(5, 6, 9, 20, 100), 0.5), the k of the k-th smallest value
    expect([5, 6, 9, 20, 100].map((count) => medianIntervalRank(count, 0.95))).toEqual([0, 1, 2, 6, 40])
    expect(medianInterval([9, 8, 7, 6, 5, 4, 3, 2, 1])).toEqual({ low: 2, high: 8 })
  })

  it('is the whole range where fewer than six values cannot give 95 %', () => {
    expect(medianInterval([5, 1, 3])).toEqual({ low: 1, high: 5 })
    expect(medianInterval([7])).toEqual({ low: 7, high: 7 })
  })

  it.each([6, 10, 31])(
    'covers the true median at least as often as it says, for %i skewed values',
    (count) => {
      const random = randomFrom('median interval', count)
      let covered = 0
      for (let trial = 0; trial < 2000; trial++) {
        const { low, high } = medianInterval(Array.from({ length: count }, () => -Math.log(1 - random())))
        if (low <= Math.LN2 && Math.LN2 <= high) covered++
      }
      expect(covered / 2000).toBeGreaterThan(0.94)
    },
  )
})

describe('the robust fit', () => {
  it('agrees with the mean and the standard deviation of many normal values', () => {
    const random = randomFrom('robust fit')
    const fit = robustFit(Array.from({ length: 20_000 }, () => 5 + 2 * randomNormal(random)))
    expect(fit.centre).toBeCloseTo(5, 1)
    expect(fit.sigma).toBeCloseTo(2, 1)
  })

  it('hardly moves when one of ten values lies far out', () => {
    const clean = [10, 11, 9, 10.5, 9.5, 10.2, 9.8, 10.7, 9.3]
    const near = robustFit([...clean, 10])
    const far = robustFit([...clean, 1e6])
    expect(Math.abs(far.centre - near.centre)).toBeLessThan(0.1)
    expect(far.sigma / near.sigma).toBeLessThan(1.7)
  })

  it('moves and stretches with the values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 30 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: -100, max: 100 }),
        (values, factor, offset) => {
          const before = robustFit(values)
          const after = robustFit(values.map((value) => factor * value + offset))
          expect(after.centre).toBeCloseTo(factor * before.centre + offset, 3)
          expect(after.sigma).toBeCloseTo(factor * before.sigma, 3)
        },
      ),
    )
  })

  it('has no spread where all values are one number', () => {
    expect(robustFit([4, 4, 4])).toEqual({ centre: 4, sigma: 0 })
  })
})
