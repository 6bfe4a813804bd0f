import { describe, expect, it } from 'vitest'
import { randomFrom, randomNormal } from '../../runner/stats/random.ts'
import { signedRankInterval, signedRankIntervalRank } from '../../runner/stats/signed-rank-interval.ts'
import { wilcoxonSignedRank } from '../../runner/stats/wilcoxon.ts'

describe('the interval of paired differences', () => {
  it('lies between the order statistics of pair means that belong to the signed-rank test', () => {
    // qsignrank(0.025, 8) is 4: the fourth smallest and the fourth largest of 36 means.
    expect(signedRankInterval([1, 2, 3, 4, 5, 6, 7, 8], 0.95)).toEqual({ value: 4.5, low: 2, high: 7 })
  })

  it.each([
    [5, 0.95, 0],
    [6, 0.95, 1],
    [7, 0.99, 0],
    [8, 0.99, 1],
    [20, 0.95, 53],
  ])('of %i values at %f has the rank %i', (count, confidence, rank) => {
    expect(signedRankIntervalRank(count, confidence)).toBe(rank)
  })

  it('is infinite where so few values cannot give the confidence', () => {
    expect(signedRankInterval([1, 2, 3], 0.95)).toEqual({ value: 2, low: -Infinity, high: Infinity })
  })

  it('leaves 0 out exactly where the test rejects', () => {
    const random = randomFrom('interval and test')
    for (let trial = 0; trial < 300; trial++) {
      const values = Array.from({ length: 8 + (trial % 30) }, () => 0.4 + randomNormal(random))
      const { low, high } = signedRankInterval(values, 0.95)
      expect(low > 0 || high < 0).toBe(wilcoxonSignedRank(values).pValue <= 0.05)
    }
  })

  it('hardly changes where counting gives way to the normal approximation', () => {
    expect(signedRankIntervalRank(61, 0.99) - signedRankIntervalRank(60, 0.99)).toBeLessThan(25)
  })
})
