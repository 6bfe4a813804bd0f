import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cliffsDelta } from '../../runner/stats/cliffs-delta.ts'
import { energyDistance } from '../../runner/stats/energy.ts'
import { hodgesLehmannShift, pseudoMedian } from '../../runner/stats/hodges-lehmann.ts'
import { mannWhitney } from '../../runner/stats/mann-whitney.ts'
import { adjustFalseDiscovery } from '../../runner/stats/multiple-testing.ts'
import { pooledT } from '../../runner/stats/pooled-t.ts'
import { randomFrom } from '../../runner/stats/random.ts'
import { median } from '../../runner/stats/summary.ts'
import { wilcoxonSignedRank } from '../../runner/stats/wilcoxon.ts'

const few = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 12 })

describe('Mann and Whitney’s test', () => {
  it('agrees with SciPy where it is exact', () => {
    // scipy.stats.mannwhitneyu([1.1, 2.2, 3.3, 4.4], [2.5, 3.5, 5.5, 6.5, 7.5], method='exact')
    expect(mannWhitney([1.1, 2.2, 3.3, 4.4], [2.5, 3.5, 5.5, 6.5, 7.5])).toEqual({
      statistic: 3,
      pValue: expect.closeTo(0.1111111111111111, 14),
      exact: true,
    })
  })

  it('agrees with all permutations where values are tied', () => {
    // scipy.stats.permutation_test((a, b), lambda a, b: rankdata([*a, *b])[:6].sum(), n_resamples=inf)
    const result = mannWhitney([1, 2, 2, 3, 5, 8], [2, 4, 4, 6, 7])
    expect(result).toEqual({ statistic: 10, pValue: expect.closeTo(0.4069264069264069, 14), exact: true })
  })

  it('agrees with SciPy where it approximates', () => {
    // scipy.stats.mannwhitneyu(range(40), [v * 1.05 + 3 for v in range(30)], method='asymptotic')
    const first = Array.from({ length: 40 }, (_, index) => index)
    const second = Array.from({ length: 30 }, (_, index) => index * 1.05 + 3)
    expect(mannWhitney(first, second)).toEqual({
      statistic: 636,
      pValue: expect.closeTo(0.6735251804714983, 10),
      exact: false,
    })
  })

  it('sees no difference in a constant', () => {
    expect(mannWhitney([5, 5, 5], [5, 5]).pValue).toBe(1)
    expect(mannWhitney(Array(40).fill(5), Array(40).fill(5)).pValue).toBe(1)
  })

  it('does not care which sample comes first', () => {
    fc.assert(
      fc.property(few, few, (a, b) => {
        expect(mannWhitney(a, b).pValue).toBeCloseTo(mannWhitney(b, a).pValue, 10)
      }),
    )
  })

  it.each([
    [4, 4],
    [3, 12],
    [30, 40],
  ])('is wrong at most as often as it says, for %i and %i rounded values', (first, second) => {
    const random = randomFrom('mann-whitney', first, second)
    const draw = (count: number) => Array.from({ length: count }, () => Math.round(random() ** 3 * 8))
    const trials = 1500
    let wrong = 0
    for (let trial = 0; trial < trials; trial++)
      if (mannWhitney(draw(first), draw(second)).pValue < 0.05) wrong++
    expect(wrong / trials).toBeLessThan(0.065)
  })
})

describe('Wilcoxon’s signed-rank test', () => {
  it('agrees with SciPy where it is exact', () => {
    // scipy.stats.wilcoxon(x, y): the depression data of Hollander and Wolfe
    const x = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3]
    const y = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
    const result = wilcoxonSignedRank(x.map((value, index) => value - y[index]!))
    expect(result).toEqual({ statistic: 40, pValue: expect.closeTo(0.0390625, 14), exact: true })
  })

  it('agrees with all sign patterns where differences are tied', () => {
    // itertools.product over the signs of rankdata(abs(d)), twice the smaller tail
    const result = wilcoxonSignedRank([1, 1, -2, 3, 3, 4, -1, 5])
    expect(result).toEqual({ statistic: 30, pValue: expect.closeTo(0.109375, 14), exact: true })
  })

  it('agrees with SciPy where it approximates', () => {
    // scipy.stats.wilcoxon(d, correction=True, mode='approx')
    const d = Array.from({ length: 70 }, (_, index) => (index + 1) * ((index + 1) % 3 === 0 ? -1 : 1))
    expect(wilcoxonSignedRank(d).pValue).toBeCloseTo(0.0154012503870918, 10)
  })

  it('leaves out pairs without a difference', () => {
    expect(wilcoxonSignedRank([0, 0])).toEqual({ statistic: 0, pValue: 1, exact: true })
    expect(wilcoxonSignedRank([0, 1, 2, 3, 4, 5]).pValue).toBe(0.0625)
  })
})

describe('the shift of Hodges and Lehmann', () => {
  it('agrees with R, interval included', () => {
    // R: wilcox.test(c(4.1, 5.3, 6.2, 8.8, 9.1), c(1, 2.5, 3.7, 5.05), conf.int = TRUE)
    const shift = hodgesLehmannShift([1, 2.5, 3.7, 5.05], [4.1, 5.3, 6.2, 8.8, 9.1])
    expect(shift.value).toBeCloseTo(3.725, 12)
    expect(shift.low).toBeLessThanOrEqual(0.25 + 1e-12)
    expect(shift.high).toBeGreaterThanOrEqual(7.8 - 1e-12)
  })

  it('is the median of all pairwise differences', () => {
    fc.assert(
      fc.property(few, few, (a, b) => {
        const all = b.flatMap((later) => a.map((earlier) => later - earlier))
        expect(hodgesLehmannShift(a, b).value).toBeCloseTo(median(all), 9)
      }),
    )
  })

  it('of one sample is R’s pseudo-median', () => {
    // R: wilcox.test(c(1, 2, 6), conf.int = TRUE)$estimate
    expect(pseudoMedian([1, 2, 6])).toBe(2.75)
  })
})

describe('Cliff’s delta', () => {
  it('counts the pairs in either order', () => {
    fc.assert(
      fc.property(few, few, (a, b) => {
        const pairs = b.flatMap((later) => a.map((earlier) => Math.sign(later - earlier)))
        const expected = pairs.reduce((sum: number, sign) => sum + sign, 0) / pairs.length
        expect(cliffsDelta(a, b)).toBeCloseTo(expected, 12)
      }),
    )
  })
})

describe('the energy distance', () => {
  it('agrees with SciPy', () => {
    // scipy.stats.energy_distance(u, v)
    expect(energyDistance([1, 2, 3], [4, 5, 6])).toBeCloseTo(2.0548046676563256, 12)
    expect(energyDistance([1, 2, 2, 8], [1, 3])).toBeCloseTo(0.9354143466934854, 12)
    expect(energyDistance([2, 1], [1, 2])).toBe(0)
  })
})

describe('Student’s test with pooled variance', () => {
  it('agrees with SciPy', () => {
    // scipy.stats.ttest_ind(a, b).pvalue
    expect(pooledT([1, 2, 3], [4, 5, 6])).toBeCloseTo(0.021311641128756727, 12)
    expect(pooledT([1, 2, 4, 3], [2, 3, 7, 5, 9])).toBeCloseTo(0.12687036692367085, 12)
  })

  it('is certain about two different constants and silent about equal ones', () => {
    expect(pooledT([1, 1], [2, 2])).toBe(0)
    expect(pooledT([1, 1], [1, 1])).toBe(1)
  })
})

describe('the false discovery rate', () => {
  it('agrees with R', () => {
    // R: p.adjust(c(0.01, 0.02, 0.9, 0.03, 0.005), 'BH')
    const adjusted = adjustFalseDiscovery([0.01, 0.02, 0.9, 0.03, 0.005])
    const expected = [0.025, 0.0333333333333333, 0.9, 0.0375, 0.025]
    expect(adjusted).toEqual(expected.map((pValue) => expect.closeTo(pValue, 14)))
    expect(adjustFalseDiscovery([])).toEqual([])
  })
})
