import { describe, expect, it } from 'vitest'
import { bootstrapInterval, hierarchicalInterval, percentileInterval } from '../../runner/stats/bootstrap.ts'
import { type Random, randomFrom, randomNormal } from '../../runner/stats/random.ts'
import { mean } from '../../runner/stats/summary.ts'

const skewed = [3.1, 2.7, 9.4, 4.4, 3.3, 5.1, 12.9, 4.0, 3.6, 6.2, 2.9, 4.8]

describe('bootstrap intervals', () => {
  it('agree with SciPy', () => {
    // scipy.stats.bootstrap((skewed,), numpy.mean, n_resamples=200000, method='percentile' and 'BCa')
    const options = { random: randomFrom('SciPy'), resamples: 100_000 }
    const percentile = percentileInterval(skewed, mean, options)
    const corrected = bootstrapInterval(skewed, mean, options)
    expect(Math.abs(percentile.low - 3.767)).toBeLessThan(0.1)
    expect(Math.abs(percentile.high - 7.017)).toBeLessThan(0.1)
    expect(Math.abs(corrected.low - 3.975)).toBeLessThan(0.1)
    expect(Math.abs(corrected.high - 7.59)).toBeLessThan(0.1)
  })

  it('are the same for the same seed', () => {
    const once = bootstrapInterval(skewed, mean, { random: randomFrom('seed') })
    expect(bootstrapInterval(skewed, mean, { random: randomFrom('seed') })).toEqual(once)
  })

  it('are a point for a constant', () => {
    expect(bootstrapInterval([4, 4, 4], mean, { random: randomFrom('constant') })).toEqual({
      low: 4,
      high: 4,
    })
  })

  it('refuse no values', () => {
    expect(() => bootstrapInterval([], mean, { random: randomFrom('none') })).toThrow(RangeError)
    expect(() => hierarchicalInterval([[1], []], () => 0, { random: randomFrom('none') })).toThrow(RangeError)
  })

  it('cover the mean of skewed values nearly as often as they say', () => {
    const random = randomFrom('coverage')
    const trials = 400
    let covered = 0
    for (let trial = 0; trial < trials; trial++) {
      const values = Array.from({ length: 40 }, () => -Math.log(1 - random()))
      const { low, high } = bootstrapInterval(values, mean, { random, resamples: 500 })
      if (low <= 1 && 1 <= high) covered++
    }
    expect(covered / trials).toBeGreaterThan(0.9)
    expect(covered / trials).toBeLessThan(0.985)
  })
})

describe('the hierarchical bootstrap', () => {
  const runs = (random: Random) =>
    Array.from({ length: 20 }, () => {
      const level = randomNormal(random)
      return Array.from({ length: 10 }, () => level + 0.1 * randomNormal(random))
    })

  it('covers where values inside a run are alike, and drawing them one by one does not', () => {
    const random = randomFrom('hierarchy')
    const trials = 200
    const options = { random, resamples: 300 }
    let [covered, coveredFlat] = [0, 0]
    for (let trial = 0; trial < trials; trial++) {
      const groups = runs(random)
      const nested = hierarchicalInterval(groups, (drawn) => mean(drawn.map(mean)), options)
      const flat = percentileInterval(groups.flat(), mean, options)
      if (nested.low <= 0 && 0 <= nested.high) covered++
      if (flat.low <= 0 && 0 <= flat.high) coveredFlat++
    }
    expect(covered / trials).toBeGreaterThan(0.88)
    expect(coveredFlat / trials).toBeLessThan(0.65)
  })
})
