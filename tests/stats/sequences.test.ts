import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { autocorrelation } from '../../runner/stats/autocorrelation.ts'
import { energyDetector } from '../../runner/stats/energy-detector.ts'
import { pairOrder } from '../../runner/stats/kendall.ts'
import { mannKendall } from '../../runner/stats/mann-kendall.ts'
import { randomFrom, randomNormal } from '../../runner/stats/random.ts'
import { median } from '../../runner/stats/summary.ts'
import { theilSen } from '../../runner/stats/theil-sen.ts'

const drift = [1, 2, 4, 4, 5, 7, 6, 9, 10, 9]

// numpy.random.RandomState(1): x[i + 1] = round(0.8 x[i] + normal(), 2)
const alike = [
  0.0, 1.62, 0.68, 0.02, -1.06, 0.02, -2.29, -0.09, -0.83, -0.34, -0.52, 1.05, -1.22, -1.3, -1.42, 0, -1.1,
  -1.05, -1.72, -1.33, -0.48, -1.48, -0.04, 0.87, 1.2, 1.86, 0.8, 0.52, -0.52, -0.68, -0.01, -0.7, -0.96,
  -1.46, -2.01, -2.28, -1.84, -2.59, -1.84, 0.19,
]

function autoregressive(key: string, count: number, correlation: number): number[] {
  const random = randomFrom(key, count, correlation)
  let previous = randomNormal(random) / Math.sqrt(1 - correlation ** 2)
  return Array.from({ length: count }, () => {
    previous = correlation * previous + randomNormal(random)
    return previous
  })
}

describe('Theil and Sen’s line', () => {
  it('agrees with SciPy', () => {
    // scipy.stats.theilslopes([1, 2, 4, 4, 5, 7, 6, 9, 10, 9], range(10), 0.95)
    const line = theilSen(drift)
    expect(line.slope).toBe(1)
    expect(line.intercept).toBe(1)
    expect(line.slopeLow).toBeCloseTo(0.8, 12)
    expect(line.slopeHigh).toBeCloseTo(1.2, 12)
  })

  it('is the same by counting falls as by listing all slopes', () => {
    const values = autoregressive('theil-sen', 400, 0.5)
    const slopes = values.flatMap((late, j) => values.slice(0, j).map((early, i) => (late - early) / (j - i)))
    expect(theilSen(values).slope).toBeCloseTo(median(slopes), 9)
  })

  it('is flat for a long quantised series without a trend', () => {
    const random = randomFrom('quantised')
    expect(theilSen(Array.from({ length: 500 }, () => Math.round(random() * 2))).slope).toBe(0)
  })

  it('refuses a single value', () => {
    expect(() => theilSen([1])).toThrow(RangeError)
  })
})

describe('Mann and Kendall’s test', () => {
  it('agrees with its formulas written out in Python', () => {
    // S over all pairs; var with numpy.unique's ties; scipy.stats.theilslopes; numpy acf of rankdata; norm.sf
    const test = mannKendall(alike)
    expect(test.balance).toBe(-190)
    expect(test.inflation).toBeCloseTo(2.927807408523657, 9)
    expect(test.pValue).toBeCloseTo(0.19799675305484754, 9)
  })

  it('counts pairs as a direct count does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 40 }), (values) => {
        const signs = values.flatMap((late, j) => values.slice(0, j).map((early) => Math.sign(late - early)))
        expect(pairOrder(values)).toEqual({
          balance: signs.reduce((sum: number, sign) => sum + sign, 0),
          ties: signs.filter((sign) => sign === 0).length,
        })
      }),
    )
  })

  it('finds no trend in a constant or in three values', () => {
    expect(mannKendall([3, 3, 3, 3, 3]).pValue).toBe(1)
    expect(mannKendall([1, 2, 3]).pValue).toBe(1)
  })

  it('is wrong far less often than without its correction where neighbours are alike', () => {
    const trials = 400
    const wrong = (pValue: (test: ReturnType<typeof mannKendall>) => boolean) =>
      Array.from({ length: trials }, (_, trial) =>
        mannKendall(autoregressive(`mk ${trial}`, 60, 0.5)),
      ).filter(pValue).length / trials
    expect(wrong((test) => test.pValue < 0.01)).toBeLessThan(0.035)
  })
})

describe('autocorrelation', () => {
  it('agrees with NumPy', () => {
    // x = drift - mean; [(x[k:] * x[:n-k]).sum() / (x * x).sum() for k in (1, 2, 3)]
    const expected = [0.673127229488704, 0.35101070154577885, 0.14423305588585017]
    expect(autocorrelation(drift, 3)).toEqual(expected.map((value) => expect.closeTo(value, 12)))
  })

  it('of a constant is nothing', () => {
    expect(autocorrelation([2, 2, 2, 2], 2)).toEqual([0, 0])
  })
})

describe('the energy detector', () => {
  const noisy = (count: number, level: number, key: string) => {
    const random = randomFrom('energy detector', key)
    return Array.from({ length: count }, () => level + randomNormal(random))
  }

  it('finds two shifts where they are', () => {
    const values = [...noisy(40, 0, 'a'), ...noisy(30, 5, 'b'), ...noisy(40, 1, 'c')]
    expect(
      energyDetector({ pValue: 1e-5 })
        .detect(values)
        .map(({ index }) => index),
    ).toEqual([40, 70])
  })

  it('finds none in noise, in a constant or in almost nothing', () => {
    const detector = energyDetector({ pValue: 1e-5 })
    expect(detector.detect(noisy(300, 0, 'noise'))).toEqual([])
    expect(detector.detect([1, 1, 1, 1, 1, 1])).toEqual([])
    expect(detector.detect([])).toEqual([])
    expect(detector.detect([1, 5])).toEqual([])
  })
})
