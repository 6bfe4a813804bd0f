import { describe, expect, it } from 'vitest'
import { betaCumulative } from '../../runner/stats/beta.ts'
import { logGamma, upperGamma } from '../../runner/stats/gamma.ts'
import { normalCumulative, normalQuantile, normalTwoSided } from '../../runner/stats/normal.ts'
import { studentCritical, studentCumulative, studentTwoSided } from '../../runner/stats/student-t.ts'

/** Relative, so that small tails count as much as large ones. */
function expectClose(actual: number, expected: number, tolerance = 1e-12): void {
  expect(Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-300)).toBeLessThan(tolerance)
}

describe('the gamma function', () => {
  it('agrees with SciPy on its logarithm', () => {
    // scipy.special.gammaln(x)
    expectClose(logGamma(0.1), 2.252712651734206)
    expectClose(logGamma(0.5), 0.5723649429247)
    expectClose(logGamma(5), 3.1780538303479458)
    expectClose(logGamma(100.5), 361.43554046777757)
    expectClose(logGamma(1e5), 1051287.7089736569)
  })

  it('agrees with SciPy on its upper tail, however small', () => {
    // scipy.special.gammaincc(a, x)
    expectClose(upperGamma(0.5, 0.5), 0.31731050786291115)
    expectClose(upperGamma(3, 2), 0.6766764161830634)
    expectClose(upperGamma(3, 20), 4.5551495055892125e-7)
    expectClose(upperGamma(50, 80), 0.0001307839765914092, 1e-11)
    expect(upperGamma(2, 0)).toBe(1)
    expect(upperGamma(2, Number.POSITIVE_INFINITY)).toBe(0)
  })

  it('refuses what it is not defined for', () => {
    expect(() => logGamma(0)).toThrow(RangeError)
    expect(() => upperGamma(0, 1)).toThrow(RangeError)
  })
})

describe('the beta distribution', () => {
  it('agrees with SciPy', () => {
    // scipy.stats.beta.cdf(x, a, b)
    expectClose(betaCumulative(0.3, 2, 5), 0.5798250000000003)
    expectClose(betaCumulative(0.5, 0.5, 0.5), 0.5)
    expectClose(betaCumulative(0.999, 20, 0.5), 0.8424161860163615)
    expectClose(betaCumulative(1e-4, 0.5, 15), 0.04331911729108287)
    expectClose(betaCumulative(0.49, 5000, 5000), 0.02274203232457443, 1e-9)
    expect([betaCumulative(0, 2, 3), betaCumulative(1, 2, 3)]).toEqual([0, 1])
  })

  it('refuses what it is not defined for', () => {
    expect(() => betaCumulative(1.1, 1, 1)).toThrow(RangeError)
    expect(() => betaCumulative(0.5, 0, 1)).toThrow(RangeError)
  })
})

describe('the normal distribution', () => {
  it('agrees with SciPy, far tails included', () => {
    // scipy.stats.norm.cdf(z)
    expectClose(normalCumulative(-10), 7.61985302416047e-24, 1e-11)
    expectClose(normalCumulative(-1.96), 0.024997895148220435)
    expectClose(normalCumulative(0.5), 0.6914624612740131)
    expectClose(normalCumulative(3), 0.9986501019683699)
    expectClose(normalTwoSided(1.96), 2 * 0.024997895148220435)
  })

  it('agrees with SciPy on its quantiles', () => {
    // scipy.stats.norm.ppf(p)
    expectClose(normalQuantile(1e-300), -37.0470962993612)
    expectClose(normalQuantile(1e-6), -4.753424308822899)
    expectClose(normalQuantile(0.3), -0.5244005127080409)
    expectClose(normalQuantile(0.975), 1.959963984540054)
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY)
    expect(() => normalQuantile(1.01)).toThrow(RangeError)
  })
})

describe('Student’s t distribution', () => {
  it('agrees with SciPy, far tails included', () => {
    // 2 * scipy.stats.t.sf(t, degrees)
    expectClose(studentTwoSided(2.228, 10), 0.05001177181711133)
    expectClose(studentTwoSided(0.1, 3), 0.9266523488008058)
    expectClose(studentTwoSided(31.6, 2), 0.0009999402536799468)
    expectClose(studentTwoSided(50, 29), 1.074862398557245e-29, 1e-11)
    expectClose(studentTwoSided(3, 0.5), 0.3673081559859435)
    expectClose(studentCumulative(-2.228, 10), 0.05001177181711133 / 2)
    expect(studentTwoSided(Number.POSITIVE_INFINITY, 4)).toBe(0)
  })

  it('agrees with R on its critical values', () => {
    // R: qt(probability / 2, degrees, lower.tail = FALSE)
    expectClose(studentCritical(0.05, 10), 2.2281388519862744)
    expectClose(studentCritical(0.001, 2), 31.599054576443617)
    expectClose(studentCritical(0.5, 1), 1)
    expectClose(studentCritical(1e-9, 29), 8.840584220524804)
    expectClose(studentCritical(0.05, 1e6), 1.9599663568141066, 1e-9)
    expect(studentCritical(1, 5)).toBe(0)
  })

  it('refuses what it is not defined for', () => {
    expect(() => studentTwoSided(1, 0)).toThrow(RangeError)
    expect(() => studentTwoSided(Number.NaN, 3)).toThrow(RangeError)
    expect(() => studentCritical(0, 3)).toThrow(RangeError)
  })
})
