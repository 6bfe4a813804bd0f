import type { Chart, ChartConfiguration, Plugin } from 'chart.js'
import { chartRange } from '../../lib/chart-range.ts'
import { density, quantile } from '../../lib/density.ts'
import { plural, precise, quantityText } from '../../lib/format.ts'
import { fill, shared } from '../../words.ts'
import { placeAxis, scaleOfRange, valueAxis } from './axes.ts'
import { type ChartColours, withAlpha } from './colours.ts'
import type { SeriesReader } from './series.ts'
import { clipped, tooltipLook } from './tooltip.ts'

interface Place {
  readonly x: number
  readonly y: number
}

/** Half of the width of a violin, in places. */
const HALF_WIDTH = 0.38
const MOST_DOTS_PER_RUN = 300

/** Every sample of the last runs: a violin, its samples and its median for each. Undefined where there is nothing to draw. */
export function samplesChart(
  reader: SeriesReader,
  colours: ChartColours,
  open: (run: number) => void,
): ChartConfiguration<'scatter', Place[]> | undefined {
  const runs = reader.series.samples.filter(({ values }) => values.length > 0)
  const shapes = runs.map(({ values }) => shapeOf(values))
  const range = chartRange(
    runs.flatMap(({ values }) => values),
    shapes.flatMap(({ outline }) => outline.map(([, value]) => value)),
  )
  if (!range) return undefined
  const scale = scaleOfRange(range, reader.series.unit)
  return {
    type: 'scatter',
    data: {
      datasets: [
        {
          label: 'samples',
          data: shapes.flatMap((shape, place) => shape.dots.map(([x, y]) => ({ x: place + x, y }))),
          pointRadius: 2,
          pointHoverRadius: 3.5,
          pointBorderWidth: 0,
          backgroundColor: withAlpha(colours.ink, 0.45),
        },
      ],
    },
    plugins: [violins(shapes, colours)],
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      parsing: false,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      layout: { padding: { top: 4, right: 8 } },
      font: { family: colours.font, size: 12 },
      scales: {
        x: placeAxis(
          { first: 0, last: runs.length - 1 },
          (place) => (runs[place] ? reader.name(runs[place].run) : ''),
          colours,
          {
            margin: 0.6,
            mostTicks: 12,
          },
        ),
        y: valueAxis(range, reader.series.unit, colours),
      },
      plugins: {
        tooltip: tooltipLook<'scatter'>(colours, {
          shows: () => true,
          title: (place) => {
            const commit = reader.commit(runs[place]?.run ?? -1)
            return commit ? clipped(`${commit.short} ${commit.subject}`) : reader.day(runs[place]?.run ?? -1)
          },
          lines: (place) => {
            const shape = shapes[place]
            if (!shape) return []
            const text = (value: number) => quantityText(value, precise(scale, value))
            return [
              fill(shared.samplesMedianOf, text(shape.median), plural(shape.count, 'sample')),
              fill(shared.samplesHalfOfThem, text(shape.lowerQuarter), text(shape.upperQuarter)),
              reader.day(runs[place]!.run),
            ]
          },
        }),
      },
      onClick: (_event, elements, chart) => {
        const element = elements[0]
        const dot = element && (chart.data.datasets[0]!.data[element.index] as Place | undefined)
        const run = dot && runs[Math.round(dot.x)]
        if (run) open(run.run)
      },
    },
  } as ChartConfiguration<'scatter', Place[]>
}

interface Shape {
  readonly count: number
  readonly median: number
  readonly lowerQuarter: number
  readonly upperQuarter: number
  /** Half the outline: distance from the centre in places, and value. */
  readonly outline: readonly (readonly [number, number])[]
  readonly dots: readonly (readonly [number, number])[]
}

function shapeOf(values: readonly number[]): Shape {
  const sorted = [...values].sort((a, b) => a - b)
  const curve = density(values)
  const outline = (curve?.grid ?? []).map(
    (value, index) => [(curve?.height[index] ?? 0) * HALF_WIDTH, value] as const,
  )
  return {
    count: values.length,
    median: quantile(sorted, 0.5),
    lowerQuarter: quantile(sorted, 0.25),
    upperQuarter: quantile(sorted, 0.75),
    outline,
    dots: scattered(values.slice(0, MOST_DOTS_PER_RUN), outline),
  }
}

/** Dots spread sideways inside the outline by a fixed sequence (the golden ratio's), so that the picture is always the same. */
function scattered(
  values: readonly number[],
  outline: readonly (readonly [number, number])[],
): (readonly [number, number])[] {
  return values.map((value, index) => {
    const place = ((index * 0.618_033_988_75) % 1) * 2 - 1
    return [place * 0.8 * widthAt(value, outline), value] as const
  })
}

function widthAt(value: number, outline: readonly (readonly [number, number])[]): number {
  const nearest = outline.findIndex(([, at]) => at >= value)
  return nearest < 0 ? 0 : outline[nearest]![0]
}

function violins(shapes: readonly Shape[], colours: ChartColours): Plugin<'scatter'> {
  return {
    id: 'perfledger-violins',
    beforeDatasetsDraw: (chart) => {
      for (const [place, shape] of shapes.entries()) drawOutline(chart, place, shape, colours)
    },
    afterDatasetsDraw: (chart) => {
      for (const [place, shape] of shapes.entries()) drawMedian(chart, place, shape, colours)
    },
  }
}

function drawOutline(chart: Chart, place: number, { outline }: Shape, colours: ChartColours): void {
  if (outline.length === 0) return
  const { ctx } = chart
  const x = (offset: number) => chart.scales.x!.getPixelForValue(place + offset)
  const y = (value: number) => chart.scales.y!.getPixelForValue(value)
  ctx.save()
  ctx.beginPath()
  for (const [width, value] of outline) ctx.lineTo(x(width), y(value))
  for (const [width, value] of [...outline].reverse()) ctx.lineTo(x(-width), y(value))
  ctx.closePath()
  ctx.fillStyle = colours.band
  ctx.fill()
  ctx.restore()
}

function drawMedian(chart: Chart, place: number, { median }: Shape, colours: ChartColours): void {
  const { ctx } = chart
  const x = chart.scales.x!
  const y = chart.scales.y!.getPixelForValue(median)
  ctx.save()
  ctx.strokeStyle = colours.ink
  ctx.lineWidth = 2
  ctx.beginPath()
  ctx.moveTo(x.getPixelForValue(place - HALF_WIDTH), y)
  ctx.lineTo(x.getPixelForValue(place + HALF_WIDTH), y)
  ctx.stroke()
  ctx.restore()
}
