import { describe, expect, it } from 'vitest'
import type { Trend } from '../../runner/analyze/analysis.ts'
import { standingOf } from '../../runner/analyze/budget.ts'
import { burnDown } from '../../runner/analyze/burn-down.ts'
import { percentileOf } from '../../runner/analyze/percentile.ts'
import type { Budget } from '../../runner/config/limits.ts'

const median: Budget = { operator: '<=', limit: 250e6, unit: 'ns', quantile: 0.5, text: '250 ms' }
const p95: Budget = { ...median, limit: 300e6, quantile: 0.95, text: '300 ms (p95)' }
const estimate = (value: number, low: number, high: number) => ({
  value: value * 1e6,
  low: low * 1e6,
  high: high * 1e6,
  confidence: 0.95,
})
const standing = (budget: Budget, value: number, low: number, high: number) =>
  standingOf(estimate(value, low, high), 20, 'ns', budget).standing

describe('where a run stands against a budget', () => {
  it('is decided by the whole interval', () => {
    expect(standing(median, 240, 230, 249)).toBe('within')
    expect(standing(median, 240, 230, 251)).toBe('at-risk')
    expect(standing(median, 260, 249, 270)).toBe('at-risk')
    expect(standing(median, 260, 251, 270)).toBe('over')
  })

  it('is open where the interval has no end on the side of the limit, at risk where the value is beyond it', () => {
    expect(standing(p95, 280, 270, Infinity)).toBe('open')
    expect(standing(p95, 310, 270, Infinity)).toBe('at-risk')
    expect(standing(p95, 310, 301, Infinity)).toBe('over')
    const atLeast: Budget = { ...p95, operator: '>=', quantile: 0.05 }
    expect(standing(atLeast, 310, -Infinity, 320)).toBe('open')
    expect(standing(atLeast, 290, -Infinity, 299)).toBe('over')
  })

  it('is nowhere where the units differ', () => {
    expect(standingOf(estimate(1, 1, 1), 20, 'B', median).standing).toBe('unfit')
  })
})

describe('the percentile of a run', () => {
  it('is interpolated, its interval is made of the samples themselves', () => {
    const samples = Array.from({ length: 200 }, (_, at) => at + 1)
    expect(percentileOf(samples, 0.95, 0.95)).toEqual({
      value: expect.closeTo(190.05, 9),
      low: 184,
      high: 197,
      confidence: 0.95,
    })
  })
})

describe('the burn-down of a percentile', () => {
  const slope = { value: 0.01, low: 0.008, high: 0.012, confidence: 0.95 }
  const trend = { direction: 'degrading', slopePerWeek: slope } as Trend

  it('follows the drift of the medians, and says so', () => {
    // log(300 / 280) / log(1.01) is 6.9; with 0.008 it is 8.7, with 0.012 it is 5.8.
    expect(burnDown(estimate(280, 270, 290), trend, p95)).toBe(
      'if p95 drifts as the median does, the budget of 300 ms (p95) is reached in about 7 weeks [6 to 9]',
    )
    expect(burnDown(estimate(230, 229, 231), trend, median)).toMatch(/^at this drift the budget of 250 ms is/)
  })

  it('is nothing where the pace is not known or the limit is passed', () => {
    expect(burnDown(estimate(280, 270, 290), { ...trend, slopePerWeek: undefined }, p95)).toBeUndefined()
    expect(burnDown(estimate(310, 300, 320), trend, p95)).toBeUndefined()
  })
})
