import type { Chart, Plugin } from 'chart.js'
import type { ChartChange, ChartSeries } from '../../lib/chart-data.ts'
import type { ChartColours } from './colours.ts'
import type { Placing } from './placing.ts'

/** Room for one row of labels above the chart. */
export const LABEL_HEIGHT = 16
const MOST_LABELS = 12

/** Draws the changes of level as ruled lines with their size, the present level, and the budgets. */
export function markers(
  series: ChartSeries,
  placing: Placing,
  releases: readonly Release[],
  colours: () => ChartColours,
  budgetTexts: readonly string[],
): Plugin<'line'> {
  return {
    id: 'perfledger-markers',
    beforeDatasetsDraw(chart) {
      drawLevel(chart, series, placing, colours())
      if (series.run.length === 1) drawInterval(chart, series, placing, colours())
      drawReleases(chart, releases, placing, colours())
      series.budgets.forEach(({ limit }, place) => {
        drawBudget(chart, limit, budgetTexts[place]!, colours())
      })
    },
    afterDatasetsDraw(chart) {
      drawChanges(chart, series.changes, placing, colours())
    },
  }
}

function drawLevel(chart: Chart, { baseline }: ChartSeries, placing: Placing, colours: ChartColours): void {
  if (!baseline) return
  const { x, y } = scalesOf(chart)
  const from = Math.max(chart.chartArea.left, x.getPixelForValue(placing.at(baseline.fromIndex)))
  const { ctx } = chart
  ctx.save()
  ctx.strokeStyle = colours.ink3
  ctx.setLineDash([1, 3])
  line(
    ctx,
    from,
    y.getPixelForValue(baseline.value),
    chart.chartArea.right,
    y.getPixelForValue(baseline.value),
  )
  ctx.restore()
}

/** A single run has no band: its interval is an upright line. */
function drawInterval(
  chart: Chart,
  { low, high }: ChartSeries,
  placing: Placing,
  colours: ChartColours,
): void {
  const { x, y } = scalesOf(chart)
  const at = x.getPixelForValue(placing.at(0))
  const { ctx } = chart
  ctx.save()
  ctx.strokeStyle = colours.band
  ctx.lineWidth = 8
  line(ctx, at, y.getPixelForValue(low[0]!), at, y.getPixelForValue(high[0]!))
  ctx.restore()
}

function drawBudget(chart: Chart, limit: number, text: string, colours: ChartColours): void {
  const { y } = scalesOf(chart)
  if (limit < y.min || limit > y.max) return
  const { ctx, chartArea } = chart
  const at = y.getPixelForValue(limit)
  ctx.save()
  ctx.strokeStyle = colours.overBudget
  ctx.fillStyle = colours.overBudget
  ctx.setLineDash([7, 4])
  line(ctx, chartArea.left, at, chartArea.right, at)
  ctx.font = `12px ${colours.font}`
  ctx.textBaseline = at - chartArea.top < 18 ? 'top' : 'bottom'
  ctx.fillText(text, chartArea.left + 4, at + (ctx.textBaseline === 'top' ? 3 : -3))
  ctx.restore()
}

function drawChanges(
  chart: Chart,
  changes: readonly ChartChange[],
  placing: Placing,
  colours: ChartColours,
): void {
  const { x } = scalesOf(chart)
  const { ctx, chartArea } = chart
  const rowEnds: number[] = []
  ctx.save()
  ctx.font = `600 12px ${colours.font}`
  const shown = changes.filter(({ index }) => {
    const at = placing.before(index)
    return at >= placing.min && at <= placing.max
  })
  const ruled = shown.flatMap((change) => {
    const at = Math.round(x.getPixelForValue(placing.before(change.index))) + 0.5
    const colour = change.accepted ? colours.ink2 : change.better ? colours.improved : colours.regressed
    return at < chartArea.left || at > chartArea.right ? [] : [{ change, at, colour }]
  })
  for (const { change, at, colour } of ruled) {
    ctx.strokeStyle = colour
    ctx.setLineDash(change.accepted ? [8, 2, 2, 2] : change.confirmed ? [] : [3, 3])
    line(ctx, at, chartArea.top - LABEL_HEIGHT, at, chartArea.bottom)
  }
  // After all lines, so that none runs through a label.
  for (const { change, at, colour } of ruled.slice(-MOST_LABELS)) {
    drawLabel(chart, change, at, colour, colours, rowEnds)
  }
  ctx.restore()
}

/** A tagged run. */
export interface Release {
  readonly index: number
  readonly tag: string
}

/** Releases stand on the axis: a short rule, and the tag where there is room for it. */
function drawReleases(
  chart: Chart,
  releases: readonly Release[],
  placing: Placing,
  colours: ChartColours,
): void {
  const { x } = scalesOf(chart)
  const { ctx, chartArea } = chart
  ctx.save()
  ctx.font = `12px ${colours.font}`
  ctx.strokeStyle = colours.ink3
  ctx.fillStyle = colours.ink2
  ctx.textBaseline = 'bottom'
  let free = chartArea.left
  for (const { index, tag } of releases) {
    const at = Math.round(x.getPixelForValue(placing.at(index))) + 0.5
    if (at < chartArea.left || at > chartArea.right) continue
    line(ctx, at, chartArea.bottom - 14, at, chartArea.bottom)
    const text = tag.length > 20 ? `${tag.slice(0, 19)}…` : tag
    const width = ctx.measureText(text).width
    if (at < free || at + width + 6 > chartArea.right) continue
    ctx.fillText(text, at + 3, chartArea.bottom - 1)
    free = at + width + 10
  }
  ctx.restore()
}

/** The text, shortened until it fits. */
function fitting(ctx: CanvasRenderingContext2D, text: string, width: number): string {
  let letters = [...text]
  let shown = text
  while (letters.length > 4 && ctx.measureText(shown).width > width) {
    letters = letters.slice(0, -1)
    shown = `${letters.join('').trimEnd()}…`
  }
  return shown
}

/** Labels that would cover one another move to a row below. `rowEnds` holds where each row is free again. */
function drawLabel(
  chart: Chart,
  change: ChartChange,
  at: number,
  colour: string,
  colours: ChartColours,
  rowEnds: number[],
): void {
  const { ctx, chartArea } = chart
  const label = fitting(ctx, change.label, Math.max(chartArea.right - at, at - chartArea.left) - 10)
  const width = ctx.measureText(label).width + 10
  const left = at + width > chartArea.right ? at - width : at
  const free = rowEnds.findIndex((end) => end <= left)
  const row = free < 0 ? rowEnds.length : free
  rowEnds[row] = left + width + 4
  const top = chartArea.top - LABEL_HEIGHT - 2 + row * (LABEL_HEIGHT + 2)
  ctx.fillStyle = colours.paper
  ctx.fillRect(left, top, width, LABEL_HEIGHT)
  ctx.fillStyle = colour
  ctx.textBaseline = 'middle'
  ctx.fillText(label, left + 5, top + LABEL_HEIGHT / 2 + 1)
}

function scalesOf(chart: Chart) {
  return { x: chart.scales.x!, y: chart.scales.y! }
}

function line(ctx: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  ctx.beginPath()
  ctx.moveTo(x0, y0)
  ctx.lineTo(x1, y1)
  ctx.stroke()
}
