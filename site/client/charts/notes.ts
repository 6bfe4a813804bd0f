import type { Chart, Plugin } from 'chart.js'
import type { NoteMark } from '../../lib/notes/note-marks.ts'
import { fill, shared } from '../../words.ts'
import type { ChartColours } from './colours.ts'
import type { Placing } from './placing.ts'
import type { SeriesReader } from './series.ts'

/** In pixels: how large a flag is, and how far above the axis it stands, over the names of releases. */
const WIDTH = 22
const SIZE = 18
const RISE = 22
const APART = 4

interface Flag {
  readonly x: number
  readonly link: HTMLAnchorElement
}

/**
 * The notes about a case as flags on its time axis. They are links of the page and not pixels of the canvas, so that a keyboard
 * reaches them.
 */
export function noteFlags(
  reader: SeriesReader,
  placing: Placing,
  colours: () => ChartColours,
): Plugin<'line'> {
  const flags = reader.document.notes.flatMap((note) => {
    const x = placeOf(note, reader, placing)
    return x === undefined || x < placing.min || x > placing.max ? [] : [{ x, link: flag(note) }]
  })
  return {
    id: 'perfledger-notes',
    start: (chart) => chart.canvas.parentElement?.append(...flags.map(({ link }) => link)),
    afterDatasetsDraw: (chart) => drawFlags(chart, flags, colours()),
    stop: () => {
      for (const { link } of flags) link.remove()
    },
  }
}

/** On the run of its commit, or at its moment; nowhere where that is before the first run. */
function placeOf(note: NoteMark, { series, document, startedAt }: SeriesReader, placing: Placing) {
  const index = series.run.findIndex((run) => note.commit >= 0 && document.runs.commit[run] === note.commit)
  if (index >= 0) return placing.at(index)
  const [first] = series.run
  if (first === undefined || note.atMs < startedAt(first).getTime()) return undefined
  return Math.min(placing.ofTime(note.atMs), placing.max)
}

function flag({ title, href }: NoteMark): HTMLAnchorElement {
  const link = document.createElement('a')
  link.className = 'note-flag'
  link.href = href
  link.title = title
  link.setAttribute('aria-label', fill(shared.chartNoteTitle, title))
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  picture.setAttribute('aria-hidden', 'true')
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use')
  use.setAttribute('href', '#key-note')
  picture.append(use)
  link.append(picture)
  return link
}

/** Flags that would cover one another stand one above the other. */
function drawFlags(chart: Chart, flags: readonly Flag[], colours: ChartColours): void {
  const { ctx, chartArea, scales } = chart
  let before = Number.NEGATIVE_INFINITY
  let row = 0
  ctx.save()
  ctx.strokeStyle = colours.ink3
  ctx.lineWidth = 1
  for (const { x, link } of flags) {
    const at = Math.min(chartArea.right - 1, Math.round(scales.x!.getPixelForValue(x))) + 0.5
    row = at - before < WIDTH ? row + 1 : 0
    before = at
    const top = chartArea.bottom - RISE - SIZE - row * (SIZE + APART)
    ctx.beginPath()
    ctx.moveTo(at, top + SIZE)
    ctx.lineTo(at, chartArea.bottom)
    ctx.stroke()
    // Set by script: the policy of the page forbids style attributes, not this.
    link.style.left = `${Math.round(at - WIDTH / 2)}px`
    link.style.top = `${Math.round(top)}px`
  }
  ctx.restore()
}
