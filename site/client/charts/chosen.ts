import type { Chart, Plugin } from 'chart.js'
import type { ChartColours } from './colours.ts'
import type { Placing } from './placing.ts'
import type { SeriesReader } from './series.ts'

const RADIUS = 8

/** A ring around the point that a reader looks at, with a hair line down to the axis. */
export function chosenMark(
  series: SeriesReader['series'],
  placing: Placing,
  marked: () => number,
  colours: () => ChartColours,
): Plugin<'line'> {
  return {
    id: 'perfledger-chosen',
    afterDatasetsDraw({ ctx, chartArea, scales }: Chart) {
      const place = marked()
      const value = series.median[place]
      if (value === undefined) return
      const x = scales.x!.getPixelForValue(placing.at(place))
      const y = scales.y!.getPixelForValue(value)
      if (x < chartArea.left - 1 || x > chartArea.right + 1) return
      ctx.save()
      ctx.strokeStyle = colours().ink
      ctx.lineWidth = 1
      ctx.beginPath()
      ctx.moveTo(x, Math.min(y + RADIUS, chartArea.bottom))
      ctx.lineTo(x, chartArea.bottom)
      ctx.stroke()
      ctx.lineWidth = 2
      ctx.beginPath()
      ctx.arc(x, Math.min(chartArea.bottom, Math.max(chartArea.top, y)), RADIUS, 0, 2 * Math.PI)
      ctx.stroke()
      ctx.restore()
    },
  }
}
