import { describe, expect, test } from 'vitest'
import type { CaseData, CaseDataSeries } from '../../runner/report/model.ts'
import { logTicks } from '../../site/client/charts/axes.ts'
import { placingOf } from '../../site/client/charts/placing.ts'
import { readSeries } from '../../site/client/charts/series.ts'
import { panned, relativeSeries, wholeView, windowOf, zoomed } from '../../site/client/charts/view.ts'
import { type ChartDocument, type ChartSeries, chartDocument } from '../../site/lib/chart-data.ts'
import { powerLaw } from '../../site/lib/scaling.ts'

const day = (place: number) => new Date(Date.UTC(2026, 0, 1 + place ** 2)).toISOString()

const series: ChartSeries = {
  slug: 'wall-time-12345678',
  metric: 'wall-time',
  unit: 'ns',
  environment: 'e',
  budgets: [{ text: '300 ns', limit: 300, operator: '<=', quantile: 0.5 }],
  run: [0, 1, 2, 3],
  median: [100, 100, 200, 200],
  low: [90, 90, 190, 190],
  high: [110, 110, 210, 210],
  count: [3, 3, 3, 3],
  base: [1, 1, 1, 1],
  verdict: [null, null, null, null],
  changes: [],
  excluded: [],
  baseline: { fromIndex: 2, value: 200, low: 195, high: 205, runs: 2 },
  samples: [],
  trendSentence: '',
  samplesSentence: '',
}
const document: ChartDocument = {
  runs: { id: ['a', 'b', 'c', 'd'], startedAt: [0, 1, 2, 3].map(day), commit: [-1, -1, -1, -1] },
  commits: [],
  notes: [],
  series: [series],
}

describe('the window of a chart', () => {
  test('is halved and doubled around its middle, and ends where the series ends', () => {
    const half = zoomed({ first: 0, last: 99 }, 100, 0.5)
    expect(half).toEqual({ first: 25, last: 75 })
    expect(zoomed(half, 100, 2)).toEqual({ first: 0, last: 99 })
    expect(zoomed({ first: 96, last: 99 }, 100, 0.5)).toEqual({ first: 95, last: 99 })
  })

  test('moves by a share of its width and stops at the ends', () => {
    expect(panned({ first: 40, last: 60 }, 100, -0.25)).toEqual({ first: 35, last: 55 })
    expect(panned({ first: 75, last: 95 }, 100, 0.5)).toEqual({ first: 79, last: 99 })
    expect(panned({ first: 0, last: 3 }, 4, 0.25)).toEqual({ first: 0, last: 3 })
  })

  test('can be drawn in either direction, but not too narrow', () => {
    expect(windowOf(60, 40, 100)).toEqual({ first: 40, last: 60 })
    expect(windowOf(50, 50, 100)).toEqual({ first: 50, last: 54 })
    expect(windowOf(0, 0, 1)).toEqual({ first: 0, last: 0 })
  })
})

describe('the axis of a chart', () => {
  test('by commit puts runs side by side, and other series between them by their time', () => {
    const placing = placingOf(readSeries(document, series))
    expect([placing.at(2), placing.before(2), placing.min, placing.max]).toEqual([2, 1.5, -0.5, 3.5])
    expect(placing.ofTime(Date.parse(day(1)))).toBe(1)
    expect(placing.ofTime((Date.parse(day(1)) + Date.parse(day(2))) / 2)).toBe(1.5)
    expect(placing.nearest(2.4)).toBe(2)
  })

  test('by time puts them at their moments', () => {
    const placing = placingOf(readSeries(document, series, { ...wholeView(4), byTime: true }))
    expect(placing.at(3)).toBe(Date.parse(day(3)))
    expect(placing.nearest(Date.parse(day(2)) + 1000)).toBe(2)
    expect(placing.min).toBeLessThan(Date.parse(day(0)))
  })

  test('of relative values has the present level at one', () => {
    const relative = relativeSeries(series)
    expect(relative).toMatchObject({ unit: 'ratio', median: [0.5, 0.5, 1, 1], budgets: [{ limit: 1.5 }] })
    expect(relative.baseline!.value).toBe(1)
  })

  test('of logarithms has 1, 2 and 5, or round numbers over a short range', () => {
    expect(logTicks({ low: 0.9, high: 60 }, 1).map(({ value }) => value)).toEqual([1, 2, 5, 10, 20, 50])
    expect(logTicks({ low: 21, high: 29 }, 1).map(({ value }) => value)).toEqual([22, 24, 26, 28])
  })
})

describe('the data of a case', () => {
  const change = {
    kind: 'step',
    state: 'confirmed',
    better: false,
    change: { value: 1, low: 0.9, high: 1.1, confidence: 0.95 },
    pValue: 0.0001,
  } as const
  const one: CaseDataSeries = {
    slug: 'wall-time-12345678',
    metric: 'wall-time',
    unit: 'ns',
    direction: 'lower',
    environment: 'e',
    budgets: [],
    run: null,
    median: [100, 100, 200],
    low: [90, 90, 190],
    high: [110, 110, 210],
    count: 3,
    base: 1,
    verdict: [-1, 1, 0],
    changes: [{ ...change, index: 2, accepted: 'checks every input' }],
    accepted: [
      { index: 1, reason: 'another level' },
      { index: 2, reason: 'checks every input' },
    ],
    excluded: [],
    baseline: null,
    trend: null,
    sampled: null,
    samples: [],
  }
  const data: CaseData = {
    version: 2,
    commitUrl: 'https://example.org/{sha}',
    branches: ['main'],
    verdicts: ['regressed', 'ok'],
    series: [one, { ...one, run: [2, 0, 1], changes: [], accepted: [] }],
    commits: {
      sha: ['123456789012', 'abcdef123456'],
      subject: ['One', 'Two'],
      branch: [0, -1],
      tags: { 0: 'v1' },
      dirty: [1],
    },
    runs: { id: ['a', 'b', 'c'], startedMs: [Date.UTC(2026, 0, 1), 1000, 2000], commit: [0, 1, -1] },
  }

  test('becomes columns of one length, with what was told once where it belongs', () => {
    const {
      runs,
      commits,
      series: [first, second],
    } = chartDocument(data)
    expect(runs.startedAt).toEqual([
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:01.000Z',
      '2026-01-01T00:00:03.000Z',
    ])
    expect(commits).toMatchObject([
      { short: '1234567', href: 'https://example.org/123456789012', branch: 'main', tag: 'v1', dirty: false },
      { short: 'abcdef1', branch: '', tag: '', dirty: true },
    ])
    expect(first).toMatchObject({
      run: [0, 1, 2],
      count: [3, 3, 3],
      base: [1, 1, 1],
      verdict: [null, 'ok', 'regressed'],
    })
    expect(second!.run).toEqual([2, 0, 1])
  })

  test('tells its changes and the levels that people accepted, each once and in order', () => {
    const [{ changes, trendSentence }] = chartDocument(data).series as [ChartSeries]
    expect(changes.map(({ index, size, label }) => [index, size, label])).toEqual([
      [1, null, 'accepted: another level'],
      [2, 'step 2.0×', 'step 2.0× accepted: checks every input'],
    ])
    expect(changes[1]!.title).toMatch(
      /^step of 2\.0×.* confirmed, p < 0\.001, 1 Jan 2026; accepted as the new normal: /,
    )
    expect(trendSentence).toMatch(/^The latest wall-time is 200\u00a0ns \[190, 210\], of 3 runs\./)
  })

  test('that is hostile links nowhere', () => {
    expect(chartDocument({ ...data, commitUrl: 'javascript:alert(1)//{sha}' }).commits[0]!.href).toBeNull()
  })
})

describe('a power law', () => {
  // By hand: slope 0.991361, its standard error 0.0567398, and t(0.975, 1) = 12.706.
  test('is fitted by least squares on logarithms', () => {
    const fit = powerLaw([
      [1, 2.1],
      [2, 3.9],
      [4, 8.3],
    ])!
    expect(fit.exponent).toBeCloseTo(0.99136, 5)
    expect(fit.low).toBeCloseTo(0.2704, 3)
  })

  test('through two points has no interval, through one there is none', () => {
    expect(
      powerLaw([
        [1, 1],
        [10, 100],
      ]),
    ).toMatchObject({ exponent: 2, low: Number.NEGATIVE_INFINITY })
    expect(powerLaw([[1, 1]])).toBeUndefined()
    expect(
      powerLaw([
        [0, 1],
        [-1, 2],
      ]),
    ).toBeUndefined()
  })
})
