import { scaleOf } from '../../../runner/units.ts'
import { quantile } from '../../lib/density.ts'
import { precise, quantityText } from '../../lib/format.ts'
import { wordOf } from '../../lib/verdicts.ts'
import { excludedText } from './excluded.ts'
import type { SeriesReader } from './series.ts'

/** The rows behind a chart, newest first. */
export interface ChartTable {
  readonly rows: readonly (readonly (string | Link)[])[]
  /** Rows that were left out. */
  readonly omitted: number
}

interface Link {
  readonly text: string
  readonly href: string
}

const MOST_ROWS = 500

export function trendTable(reader: SeriesReader): ChartTable {
  const { series, view } = reader
  const scale = scaleOf(series.median, series.unit)
  const indexes = series.run
    .map((_, index) => index)
    .filter((index) => index >= view.first && index <= view.last)
    .reverse()
  const rows = indexes.slice(0, MOST_ROWS).map((index) => {
    const run = series.run[index]!
    const commit = reader.commit(run)
    return [
      { text: reader.day(run), href: reader.runHref(run) },
      commit?.href ? { text: commit.short, href: commit.href } : (commit?.short ?? ''),
      reader.value(index, scale),
      reader.interval(index, scale),
      String(series.count[index] ?? ''),
      excludedText(series, index)[0] ?? wordOf(series.verdict[index] ?? 'unjudged'),
    ]
  })
  return { rows, omitted: indexes.length - rows.length }
}

export function samplesTable(reader: SeriesReader): ChartTable {
  const { series } = reader
  const scale = scaleOf(
    series.samples.flatMap(({ values }) => values),
    series.unit,
  )
  const rows = series.samples.toReversed().map(({ run, values }) => {
    const sorted = [...values].sort((a, b) => a - b)
    const text = (share: number) => {
      const value = quantile(sorted, share)
      return quantityText(value, precise(scale, value))
    }
    const five = values.length === 0 ? ['', '', '', '', ''] : [0, 0.25, 0.5, 0.75, 1].map(text)
    return [{ text: reader.name(run), href: reader.runHref(run) }, String(values.length), ...five]
  })
  return { rows, omitted: 0 }
}

/** Puts the rows into the table's body. */
export function fillTable(body: HTMLElement, table: ChartTable): void {
  body.replaceChildren(
    ...table.rows.map((cells) => {
      const row = document.createElement('tr')
      row.setAttribute('role', 'row')
      row.append(...cells.map(cellOf))
      return row
    }),
  )
}

function cellOf(content: string | Link): HTMLElement {
  const cell = document.createElement('td')
  cell.setAttribute('role', 'cell')
  if (typeof content === 'string') {
    cell.textContent = content
    return cell
  }
  const link = document.createElement('a')
  link.href = content.href
  link.textContent = content.text
  cell.append(link)
  return cell
}
