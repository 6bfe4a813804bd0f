import { describe, expect, test } from 'vitest'
import { logTicks } from '../../site/client/charts/axes.ts'
import { placingOf } from '../../site/client/charts/placing.ts'
import { readSeries } from '../../site/client/charts/series.ts'
import { panned, relativeSeries, wholeView, windowOf, zoomed } from '../../site/client/charts/view.ts'
import type { ChartDocument, ChartSeries } from '../../site/lib/chart-data.ts'
import { packDocument, unpackDocument } from '../../site/lib/chart-pack.ts'
import { powerLaw } from '../../site/lib/scaling.ts'

const day = (place: number) => new Date(Date.UTC(2026, 0, 1 + place ** 2)).toISOString()

const series: ChartSeries = {
  metric: 'wall-time',
  unit: 'ns',
  environment: 'e',
  environmentName: 'E',
  budgets: [{ text: '300 ns', limit: 300 }],
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

test('what travels is smaller and says the same', () => {
  const commit = { short: '1234567', subject: 'One', branch: 'main', tag: '', dirty: false }
  const full: ChartDocument = {
    ...document,
    runs: { ...document.runs, commit: [0, 1, -1, 0] },
    commits: [
      { ...commit, tag: 'v1', href: 'https://example.org/123456789012' },
      { ...commit, branch: '', dirty: true, href: 'https://example.org/123456789012' },
    ],
    series: [
      { ...series, verdict: [null, 'ok', 'regressed', 'ok'] },
      { ...series, run: [1, 0, 2, 3] },
    ],
  }
  const sha = '1234567890123456789012345678901234567890'
  const packed = packDocument(full, [sha, sha], { commitUrl: 'https://example.org/{sha}' })
  expect(packed.series[0]).toMatchObject({ run: null, count: 3, base: 1, verdict: [-1, 6, 3, 6] })
  expect(unpackDocument(JSON.parse(JSON.stringify(packed)) as typeof packed)).toEqual(full)
  const hostile = unpackDocument({ ...packed, commitUrl: 'javascript:alert(1)//{sha}' })
  expect(hostile.commits[0]!.href).toBeNull()
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
