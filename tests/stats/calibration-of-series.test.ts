import { describe, expect, it } from 'vitest'
import { trendOf } from '../../runner/analyze/trend.ts'
import { mannKendall } from '../../runner/stats/mann-kendall.ts'
import { signedRankInterval } from '../../runner/stats/signed-rank-interval.ts'
import { stepDetector } from '../../runner/stats/step-detector.ts'
import { theilSen } from '../../runner/stats/theil-sen.ts'
import { noiseShapes, unchanged } from './noise-shapes.ts'

const shapes = Object.keys(noiseShapes)
const trials = 300

/** How often something holds of seeded series without any change. */
function share(shape: string, count: number, holds: (values: readonly number[]) => boolean): number {
  let held = 0
  for (let trial = 0; trial < trials; trial++) if (holds(unchanged(shape, count, `trial ${trial}`))) held++
  return held / trials
}

const sizes = shapes.flatMap((shape) => [8, 20, 60].map((count) => [shape, count] as const))

describe('of series without a change, however they stray', () => {
  // Three standard errors of 300 trials at 5 % are 3.8 %; neighbours that are alike are corrected for, not undone.
  it.each(sizes)('a trend is seen at 0.05 in about 5 of 100: %s, %i values', (shape, count) => {
    const limit = shape === 'autocorrelated' ? 0.11 : 0.088
    expect(share(shape, count, (values) => mannKendall(values).pValue < 0.05)).toBeLessThan(limit)
  })

  it.each(sizes)('the interval of a slope holds 0 in about 95 of 100: %s, %i values', (shape, count) => {
    const held = share(shape, count, (values) => {
      const { slopeLow, slopeHigh } = theilSen(values, 0.95, mannKendall(values).inflation)
      return slopeLow <= 0 && slopeHigh >= 0
    })
    expect(held).toBeGreaterThan(0.9)
  })

  it.each(sizes)('hardly any is called improving or degrading: %s, %i values', (shape, count) => {
    const moving = share(shape, count, (values) => {
      const medians = values.map((value) => 1e9 * Math.exp(0.02 * value))
      return ['improving', 'degrading'].includes(trendOf(medians, 'lower', 0.95)?.direction ?? '')
    })
    expect(moving).toBeLessThan(shape === 'autocorrelated' ? 0.05 : 0.03)
  })

  it.each(
    ['normal', 'heavy', 'bimodal', 'quantised', 'constant'].flatMap(
      (shape) =>
        [
          [shape, 6],
          [shape, 20],
        ] as const,
    ),
  )('the interval of paired differences holds 0 in about 95 of 100: %s, %i pairs', (shape, count) => {
    const held = share(shape, count, (values) => {
      const { low, high } = signedRankInterval(values, 0.95)
      return low <= 0 && high >= 0
    })
    expect(held).toBeGreaterThan(0.925)
  })

  it.each(shapes)('hindsight finds at most one step in 1,000 values: %s', (shape) => {
    const found = Array.from({ length: 15 }, (_, trial) =>
      stepDetector().detect(unchanged(shape, 1000, `steps ${trial}`)),
    ).flat()
    // Half of the likeness of neighbours is reckoned with, see `believedCorrelation`; without that there are two in 1,000.
    expect(found.length / 15).toBeLessThanOrEqual(shape === 'autocorrelated' ? 1 : 0.2)
  })
})
