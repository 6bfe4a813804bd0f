import { describe, expect, test } from 'vitest'
import type { CaseSummary, ReportIndex, SeriesSummary } from '../../runner/report/model.ts'
import { slopesText } from '../../site/lib/sentences.ts'
import { nearestBudgets } from '../../site/lib/views/budgets.ts'

const slope = (value: number) => ({ value, low: value / 2, high: value * 2, confidence: 0.95 })

describe('a drift in words', () => {
  test('is told per week and per 100 commits, with its interval', () => {
    const trend = { slopePer100: slope(0.1), slopePerWeek: slope(0.004), slopePer100Commits: slope(0.031) }
    expect(slopesText(trend).replaceAll('\u00a0', ' ')).toBe(
      '+0.4 % [+0.2 %, +0.8 %] per week, +3.1 % [+1.6 %, +6.2 %] per 100 commits',
    )
  })

  test('is told per 100 runs where nobody knows the pace', () => {
    const trend = { slopePer100: slope(-0.1), slopePerWeek: null, slopePer100Commits: null }
    expect(slopesText(trend).replaceAll('\u00a0', ' ')).toBe('−10 % [−5.0 %, −20 %] per 100 runs')
  })
})

test('of several budgets of a metric, each is measured by its own percentile', () => {
  const budget = (quantile: number, limit: number, text: string, value: number) => ({
    text,
    limit,
    operator: '<=' as const,
    quantile,
    latest: { value, low: value, high: null, confidence: 0.95 },
  })
  const series = {
    metric: { name: 'wall-time', unit: 'ns', direction: 'lower' },
    environment: 'e1',
    latest: slope(100e6),
    budgets: [budget(0.5, 250e6, '250 ms', 100e6), budget(0.95, 300e6, '300 ms (p95)', 330e6)],
  } as unknown as SeriesSummary
  const one = { title: 'parse', slug: 's/parse', retired: false, series: [series] } as unknown as CaseSummary
  const index = { suites: [{ slug: 's', name: 's', cases: [one] }] } as unknown as ReportIndex
  expect(nearestBudgets(index)).toMatchObject([
    { budget: '300 ms (p95)', over: true, latest: '330\u00a0ms' },
    { budget: '250 ms', over: false, latest: '100\u00a0ms' },
  ])
})
