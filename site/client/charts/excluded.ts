import type { Chart, ChartDataset, Plugin } from 'chart.js'
import type { ChartSeries } from '../../lib/chart-data.ts'
import type { ChartRange } from '../../lib/chart-range.ts'
import { fill, shared } from '../../words.ts'
import type { ChartColours } from './colours.ts'
import type { Placing } from './placing.ts'

/** A point that people left out. One beyond the chart stands at its edge: it must not press the others flat. */
interface Place {
  readonly x: number
  readonly y: number
  readonly place: number
}

const LABEL = 'excluded'
const RADIUS = 4.5

export function excludedIndexes({ excluded }: ChartSeries): ReadonlySet<number> {
  return new Set(excluded.map(({ index }) => index))
}

/** `excluded: the disk was full`, or nothing. */
export function excludedText({ excluded }: ChartSeries, index: number): string[] {
  const found = excluded.find((one) => one.index === index)
  return found ? [fill(shared.chartExcludedBecause, found.reason)] : []
}

/** Hollow points, off the line. */
export function excludedDataset(
  indexes: readonly number[],
  series: ChartSeries,
  placing: Placing,
  range: ChartRange,
  colours: ChartColours,
): ChartDataset<'line', Place[]> {
  const inside = (value: number) => Math.min(range.high, Math.max(range.low, value))
  return {
    label: LABEL,
    data: indexes.map((index) => ({ x: placing.at(index), y: inside(series.median[index]!), place: index })),
    order: 0,
    showLine: false,
    clip: false,
    borderColor: colours.ink2,
    backgroundColor: colours.paper,
    pointBorderWidth: 1.5,
    pointRadius: RADIUS,
    pointHoverRadius: RADIUS + 1.5,
  }
}

/** A stroke through each of them tells them from the hollow points of side branches, also without colour. */
export function excludedStrikes(colours: () => ChartColours): Plugin<'line'> {
  return {
    id: 'perfledger-excluded',
    afterDatasetsDraw(chart: Chart) {
      const place = chart.data.datasets.findIndex(({ label }) => label === LABEL)
      if (place < 0) return
      const { ctx, chartArea } = chart
      ctx.save()
      ctx.strokeStyle = colours().ink2
      ctx.lineWidth = 1.5
      for (const { x, y } of chart.getDatasetMeta(place).data) {
        if (x < chartArea.left - 1 || x > chartArea.right + 1) continue
        ctx.beginPath()
        ctx.moveTo(x - RADIUS - 2, y + RADIUS + 2)
        ctx.lineTo(x + RADIUS + 2, y - RADIUS - 2)
        ctx.stroke()
      }
      ctx.restore()
    },
  }
}
