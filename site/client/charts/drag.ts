import type { Chart } from 'chart.js'
import type { ChartColours } from './colours.ts'

/** A drag shorter than this is a click. */
const LEAST_PX = 8

/** Lets a reader drag over a chart to choose what to zoom into; calls back with two places on the horizontal axis. */
export function listenForDrags(
  canvas: HTMLCanvasElement,
  chart: () => Chart | undefined,
  colours: () => ChartColours,
  choose: (from: number, to: number) => void,
): void {
  let startPx: number | undefined
  let endPx = 0
  let dragged = false

  canvas.addEventListener('pointerdown', (event) => {
    dragged = false
    if (event.button !== 0) return
    startPx = event.offsetX
    endPx = startPx
  })
  canvas.addEventListener('pointermove', (event) => {
    const drawn = chart()
    if (startPx === undefined || !drawn) return
    endPx = event.offsetX
    if (Math.abs(endPx - startPx) < LEAST_PX) return
    if (!canvas.hasPointerCapture(event.pointerId)) canvas.setPointerCapture(event.pointerId)
    drawn.draw()
    shade(drawn, startPx, endPx, colours())
  })
  canvas.addEventListener('pointerup', () => {
    const drawn = chart()
    const from = startPx
    startPx = undefined
    if (from === undefined || !drawn || Math.abs(endPx - from) < LEAST_PX) return
    dragged = true
    const value = (px: number) => drawn.scales.x!.getValueForPixel(px) ?? 0
    choose(value(from), value(endPx))
  })
  canvas.addEventListener('pointercancel', () => {
    startPx = undefined
    chart()?.draw()
  })
  // The click that ends a drag must not open a run: Chart.js would hear it on the canvas.
  canvas.parentElement?.addEventListener(
    'click',
    (event) => {
      if (dragged && event.target === canvas) event.stopImmediatePropagation()
      dragged = false
    },
    true,
  )
}

function shade(chart: Chart, from: number, to: number, colours: ChartColours): void {
  const { ctx, chartArea } = chart
  const clamp = (px: number) => Math.min(chartArea.right, Math.max(chartArea.left, px))
  const left = clamp(Math.min(from, to))
  ctx.save()
  ctx.fillStyle = colours.band
  ctx.fillRect(left, chartArea.top, clamp(Math.max(from, to)) - left, chartArea.bottom - chartArea.top)
  ctx.restore()
}
