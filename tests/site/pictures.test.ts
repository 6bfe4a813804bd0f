import { describe, expect, test } from 'vitest'
import { evenPlaces, roundTicks } from '../../site/client/charts/axes.ts'
import type { ChartSeries } from '../../site/lib/chart-data.ts'
import { chartRange } from '../../site/lib/chart-range.ts'
import { density, quantile } from '../../site/lib/density.ts'
import { sparkline } from '../../site/lib/sparkline.ts'
import { strip } from '../../site/lib/strip.ts'
import { trendPicture } from '../../site/lib/trend-picture.ts'

describe('a sparkline', () => {
  test('runs from the oldest value on the left to the newest on the right', () => {
    expect(sparkline([1, 2, 1.5])).toEqual({
      width: 120,
      height: 28,
      viewBox: '0 0 240 56',
      path: 'M8 48l112-40 112 20',
      end: { x: 232, y: 28 },
    })
  })

  test('of nearly equal values is nearly flat: noise is no event', () => {
    const line = sparkline([100, 100.5, 100])!
    const rises = [...line.path.split('l')[1]!.matchAll(/\d+( ?-?\d+)/g)].map(([, rise]) =>
      Math.abs(Number(rise)),
    )
    expect(rises).toHaveLength(2)
    expect(Math.max(...rises)).toBeLessThan(6)
  })

  test('of one value is a point, of none nothing', () => {
    expect(sparkline([5])).toMatchObject({ path: '', end: { x: 232, y: 28 } })
    expect(sparkline([])).toBeUndefined()
  })

  test('of zeros does not divide by them', () => {
    expect(sparkline([0, 0])!.path).toBe('M8 28l224 0')
  })
})

describe("the picture of a note's series", () => {
  const frame = { width: 800, height: 200, left: 0, right: 0, top: 20, bottom: 20 }
  const labels = (indexes: readonly number[]) => {
    const runs = Array.from({ length: 101 }, (_, index) => index)
    const change = (index: number) => ({ index, size: `step ${index}`, better: false, confirmed: true })
    const values = runs.map((run) => 1e6 + run)
    const series = { run: runs, base: runs.map(() => 1), excluded: [], budgets: [], unit: 'ns' }
    const told = { ...series, median: values, low: values, high: values, changes: indexes.map(change) }
    return trendPicture(told as unknown as ChartSeries, frame)!.changes.map(({ label, before }) =>
      before ? `${label}|` : `|${label}`,
    )
  }

  test('has the labels of two close changes on either side of them, and none between three', () => {
    expect(labels([30, 60])).toEqual(['|step 30', '|step 60'])
    expect(labels([30, 37])).toEqual(['step 30|', '|step 37'])
    expect(labels([30, 37, 44])).toEqual(['step 30|', '|', '|step 44'])
  })

  test('keeps labels inside, at both ends', () => {
    expect(labels([3, 98])).toEqual(['|step 3', 'step 98|'])
    expect(labels([3, 6])).toEqual(['|step 3', '|'])
  })
})

describe('a strip of samples', () => {
  test('has a tick per sample and one for the median', () => {
    const drawn = strip([3, 1, 2])!
    expect(drawn.path.match(/M/g)).toHaveLength(3)
    expect(drawn).toMatchObject({ medianX: 120, shown: 3, total: 3 })
  })

  test('of very many samples keeps its ends', () => {
    const many = Array.from({ length: 5000 }, (_, index) => index)
    const drawn = strip(many)!
    expect(drawn.shown).toBe(200)
    expect(drawn.path.startsWith('M3 ')).toBe(true)
    expect(drawn.path.endsWith('M237 4v12')).toBe(true)
  })

  test('of equal samples stands in the middle', () => {
    expect(strip([7, 7])!.medianX).toBe(120)
    expect(strip([])).toBeUndefined()
  })
})

describe('a density', () => {
  test('has its hill where the samples are', () => {
    const { grid, height } = density([1, 1.1, 0.9, 1, 5])!
    expect(grid[height.indexOf(1)]).toBeCloseTo(1, 0)
    expect(Math.max(...height)).toBe(1)
  })

  test('is not drawn for fewer than three samples or for equal ones', () => {
    expect(density([1, 2])).toBeUndefined()
    expect(density([4, 4, 4, 4])).toBeUndefined()
  })

  test('rests on quantiles as R computes them: quantile(c(1, 2, 4, 8), c(.25, .5)) is 1.75, 3', () => {
    expect(quantile([1, 2, 4, 8], 0.25)).toBe(1.75)
    expect(quantile([1, 2, 4, 8], 0.5)).toBe(3)
  })
})

describe('the range of a chart', () => {
  test('holds the medians, and the budget where it is near', () => {
    const near = chartRange([100, 110], [], [120])!
    expect(near.high).toBeGreaterThan(120)
    const far = chartRange([100, 110], [], [500])!
    expect(far.high).toBeLessThan(115)
  })

  test('holds the whole interval of one or two runs; of more, one uncertain run does not press the others flat', () => {
    expect(chartRange([100], [60, 150])).toMatchObject({ low: expect.closeTo(52.8, 6) })
    expect(chartRange([100, 101], [60, 150])!.high).toBeGreaterThan(150)
    expect(chartRange([100, 101, 102], [60, 150])!.low).toBeGreaterThan(90)
  })

  test('of a steady series is wide enough to look steady', () => {
    const { low, high } = chartRange([100, 100.1])!
    expect(high - low).toBeGreaterThan(8)
  })

  test('of positive values does not go below zero', () => {
    expect(chartRange([0.1, 40])!.low).toBe(0)
    expect(chartRange([])).toBeUndefined()
    expect(chartRange([0, 0])).toMatchObject({ low: 0 })
  })

  test('takes a hundred thousand points', () => {
    expect(chartRange(Array.from({ length: 100_000 }, (_, index) => index))!.high).toBeGreaterThan(99_999)
  })

  test('has ticks on round numbers of the shown unit', () => {
    const ticks = roundTicks({ low: 21.7e6, high: 29.3e6 }, 1e6)
    expect(ticks.map(({ value }) => value / 1e6)).toEqual([22, 24, 26, 28])
  })

  test('names places evenly, the newest among them', () => {
    expect(evenPlaces(10, 4).map(({ value }) => value)).toEqual([0, 3, 6, 9])
    expect(evenPlaces(1, 4).map(({ value }) => value)).toEqual([0])
    expect(evenPlaces(0, 4)).toEqual([])
  })
})
