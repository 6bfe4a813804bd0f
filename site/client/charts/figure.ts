import type { ChartConfiguration, Chart as ChartOf } from 'chart.js'
import { fill as filled, shared } from '../../words.ts'
import { type ChartColours, readColours } from './colours.ts'
import { listenForDrags } from './drag.ts'
import { Chart } from './register.ts'
import type { SeriesReader } from './series.ts'
import { type ChartTable, fillTable } from './tables.ts'

/** A kind of chart: how to draw a series, how to say it, and the table behind it. */
export interface ChartKind {
  readonly config: (
    reader: SeriesReader,
    colours: ChartColours,
    open: (run: number) => void,
    /** The place in the columns that is marked; -1 for none. */
    marked: () => number,
  ) => ChartConfiguration | undefined
  readonly key: (reader: SeriesReader) => HTMLElement[]
  readonly sentence: (reader: SeriesReader) => string
  readonly table: (reader: SeriesReader) => ChartTable
}

/** A `<figure>` of the page with its chart, sentence, key and table. */
export interface ChartFigure {
  readonly show: (reader: SeriesReader) => void
  /** Says why there is no chart. */
  readonly say: (message: string) => void
  /** The colours of the page have changed. */
  readonly redraw: () => void
  /** Marks a place in the series' columns; -1 for none. */
  readonly mark: (place: number) => void
}

/** What a reader does to a chart. */
export interface ChartGestures {
  readonly onDrag: (reader: SeriesReader, from: number, to: number) => void
  /** `run` is an index into the runs of the case. */
  readonly onOpen: (run: number) => void
}

export function chartFigure(figure: HTMLElement, kind: ChartKind, gestures?: ChartGestures): ChartFigure {
  const canvas = figure.querySelector('canvas')!
  const details = figure.querySelector('details')!
  /** Of the case on the page of a run. */
  const anchor = `#${figure.closest<HTMLElement>('[data-case]')?.dataset.case ?? ''}`
  let chart: ChartOf | undefined
  let reader: SeriesReader | undefined
  let marked = -1
  const open = gestures?.onOpen ?? ((run: number) => location.assign(reader!.runHref(run) + anchor))

  function draw(): void {
    chart?.destroy()
    chart = undefined
    const config = reader && kind.config(reader, readColours(), open, () => marked)
    say(config || !reader ? '' : shared.chartNothing)
    if (config) chart = new Chart(canvas, config)
  }

  function say(message: string): void {
    const element = figure.querySelector<HTMLElement>('[data-message]')!
    element.textContent = message
    element.hidden = message === ''
  }

  function fill(): void {
    if (!reader || !details.open) return
    const table = kind.table(reader)
    fillTable(figure.querySelector<HTMLElement>('[data-table]')!, table)
    figure.querySelector('[data-table-note]')!.textContent =
      table.omitted > 0 ? filled(shared.chartOlderRuns, table.omitted) : ''
  }

  details.addEventListener('toggle', fill)
  if (gestures) {
    listenForDrags(
      canvas,
      () => chart,
      readColours,
      (from, to) => {
        if (reader) gestures.onDrag(reader, from, to)
      },
    )
  }
  return {
    show(next) {
      reader = next
      const sentence = kind.sentence(next)
      figure.querySelector('[data-sentence]')!.textContent = sentence
      canvas.setAttribute('aria-label', `${canvas.dataset.label}. ${sentence}`)
      figure.querySelector('[data-key]')!.replaceChildren(...kind.key(next))
      draw()
      fill()
    },
    say(message) {
      chart?.destroy()
      chart = undefined
      reader = undefined
      figure.querySelector('[data-key]')!.replaceChildren()
      say(message)
    },
    redraw: draw,
    mark(place) {
      marked = place
      chart?.draw()
    },
  }
}
