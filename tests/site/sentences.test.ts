import { describe, expect, test } from 'vitest'
import type { CaseSummary, ChangeSummary, ReportIndex, SeriesSummary } from '../../runner/report/model.ts'
import { distributionSentence, isBlurred, seriesSentence, slopesText } from '../../site/lib/sentences.ts'
import { allChangesView } from '../../site/lib/views/all-changes.ts'
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

describe('a series in words', () => {
  const estimate = (value: number, low = value, high = value) => ({ value, low, high, confidence: 0.95 })
  const series = {
    metric: { name: 'size', unit: 'B' },
    runs: { counted: 2, excluded: 0 },
    latest: estimate(42),
    sampled: { runs: 2, count: 6 },
    accepted: [],
    changes: [],
    trend: null,
  }

  test('of few runs does not claim that nothing changed', () => {
    expect(seriesSentence(series).replaceAll('\u00a0', ' ')).toBe(
      'The latest size is 42 B [42, 42], of 2 runs. A change of its level takes more runs to be seen.',
    )
    expect(seriesSentence({ ...series, sampled: { runs: 2, count: 2 } })).toContain('(one sample)')
    expect(seriesSentence({ ...series, runs: { counted: 6, excluded: 0 } })).toMatch(
      /Its level has not changed\.$/,
    )
  })

  test('is not called stable where its slope may be anything', () => {
    const trend = {
      direction: 'stable',
      slopePer100: estimate(0),
      slopePerWeek: estimate(-0.11, -0.54, 0.46),
      slopePer100Commits: null,
      confidence: 0.95,
      lastRuns: null,
    } as const
    expect(seriesSentence({ ...series, trend })).toMatch(/It swings too much to tell a trend\.$/)
    const known = { ...trend, slopePer100Commits: estimate(0, -0.01, 0.02) }
    expect(isBlurred(known)).toBe(false)
    expect(slopesText(known).replaceAll('\u00a0', ' ')).toBe('±0 % [−1.0 %, +2.0 %] per 100 commits')
    expect(isBlurred({ ...trend, slopePerWeek: null })).toBe(false)
  })

  test('tells the samples of one run as such', () => {
    const sampled = { runs: 1, count: 3, lowest: 1, highest: 3, lowestMedian: 2, highestMedian: 2 }
    expect(distributionSentence(sampled, 'x')).toBe(
      '3 samples of the last run, from 1.00 x to 3.00 x; its median is 2.00 x.'.replaceAll(
        /(?<=\d) x/g,
        '\u00a0x',
      ),
    )
    expect(distributionSentence({ ...sampled, highest: 1 }, '')).toMatch(/^Every sample of the last run is /)
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

test('changes that are all for the better are told as that', () => {
  const index = { environments: [], suites: [], project: {} } as unknown as ReportIndex
  const change = {
    better: true,
    kind: 'step',
    state: 'confirmed',
    change: slope(-0.3),
    metric: { name: 'wall-time' },
    startedAt: '2026-09-15T00:00:00Z',
    pValue: 0.001,
    accepted: null,
    fixedBy: null,
    commit: null,
    previousCommit: null,
  } as unknown as ChangeSummary
  const told = (changes: readonly ChangeSummary[]) => allChangesView(index, changes).sentence
  expect(told([change])).toBe('1 change of level, for the better.')
  expect(told([change, change])).toBe('2 changes of level, all for the better.')
  expect(told([change, { ...change, better: false }])).toBe(
    '2 changes of level: 1 for the worse, of which 1 is open; 1 for the better.',
  )
})
