import type { Chart, ChartDataset, Plugin } from 'chart.js'
import type { ChartColours } from './colours.ts'
import { excludedIndexes } from './excluded.ts'
import type { Placing } from './placing.ts'
import type { SeriesReader } from './series.ts'
import { relativeSeries } from './view.ts'

/** Lines are told apart by their dashes: colour belongs to verdicts. */
const DASHES: readonly (readonly number[])[] = [
  [6, 3],
  [2, 3],
  [10, 3, 2, 3],
  [1, 5],
]
export const MOST_OVERLAYS = DASHES.length

interface Point {
  readonly x: number
  readonly y: number
}

export interface OverlayLine {
  readonly label: string
  readonly points: readonly Point[]
}

/** The base branch's medians of the other series of a chart. One in another unit has a place only in a relative chart. */
export function overlayLines(reader: SeriesReader, placing: Placing): OverlayLine[] {
  const { overlays, relative } = reader.view
  if (overlays.length === 0) return []
  return overlays.flatMap(({ label, reader: other }) => {
    const series = relative ? relativeSeries(other.series) : other.series
    if (!relative && series.unit !== reader.series.unit) return []
    const out = excludedIndexes(series)
    const points = series.run.flatMap((run, index) => {
      const x = placing.ofTime(other.startedAt(run).getTime())
      const y = series.median[index]!
      return series.base[index] === 1 && !out.has(index) && x >= placing.min && x <= placing.max
        ? [{ x, y }]
        : []
    })
    return [{ label, points: points.sort((a, b) => a.x - b.x) }]
  })
}

export function overlayDatasets(
  lines: readonly OverlayLine[],
  colours: ChartColours,
): ChartDataset<'line', Point[]>[] {
  return lines.map(({ points }, place) => ({
    label: 'overlay',
    data: [...points],
    order: 2,
    borderColor: colours.ink2,
    borderWidth: 1.25,
    borderDash: [...DASHES[place % DASHES.length]!],
    pointRadius: points.length === 1 ? 3 : 0,
    pointHitRadius: 0,
    pointHoverRadius: 0,
  }))
}

/** Each line's name at its end. */
export function overlayLabels(lines: readonly OverlayLine[], colours: () => ChartColours): Plugin<'line'> {
  return {
    id: 'perfledger-overlay-labels',
    afterDatasetsDraw: (chart) => {
      for (const { label, points } of lines) {
        const end = points.at(-1)
        if (end) drawLabel(chart, label, end, colours())
      }
    },
  }
}

function drawLabel(chart: Chart, label: string, end: Point, colours: ChartColours): void {
  const { ctx, chartArea, scales } = chart
  ctx.save()
  ctx.font = `12px ${colours.font}`
  const text = label.length > 32 ? `${label.slice(0, 31)}…` : label
  const width = ctx.measureText(text).width
  const x = Math.min(scales.x!.getPixelForValue(end.x), chartArea.right) - width - 4
  const y = Math.max(chartArea.top + 8, scales.y!.getPixelForValue(end.y) - 10)
  ctx.fillStyle = colours.paper
  ctx.globalAlpha = 0.8
  ctx.fillRect(x - 2, y - 8, width + 4, 16)
  ctx.globalAlpha = 1
  ctx.fillStyle = colours.ink2
  ctx.textBaseline = 'middle'
  ctx.fillText(text, x, y)
  ctx.restore()
}
