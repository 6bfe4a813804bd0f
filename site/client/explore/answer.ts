import type { Answer } from '../../lib/explore/sql/ask.ts'
import type { Value } from '../../lib/explore/values.ts'
import { isRunId } from '../../lib/pick-run.ts'
import { urls } from '../../lib/urls.ts'

const ROWS_AT_ONCE = 200

/** The table of an answer. Rows come some at a time: a table of ten thousand would make the page slow. */
export interface AnswerTable {
  readonly element: HTMLTableElement
  /** Adds the next rows. Returns whether there are more. */
  readonly more: () => boolean
}

export function answerTable({ columns, rows }: Answer): AnswerTable {
  const element = document.createElement('table')
  element.className = 'ledger'
  const isNumber = columns.map((_, column) => isNumberColumn(rows, column))
  const head = element.createTHead().insertRow()
  for (const [column, name] of columns.entries()) {
    const cell = document.createElement('th')
    cell.scope = 'col'
    cell.textContent = name
    if (isNumber[column]) cell.className = 'number'
    head.append(cell)
  }
  const body = element.createTBody()
  let shown = 0
  const more = () => {
    for (const row of rows.slice(shown, shown + ROWS_AT_ONCE)) {
      const line = body.insertRow()
      for (const [column, value] of row.entries()) {
        const cell = line.insertCell()
        if (isNumber[column]) cell.className = 'number'
        fill(cell, columns[column] ?? '', value)
      }
    }
    shown = Math.min(rows.length, shown + ROWS_AT_ONCE)
    return shown < rows.length
  }
  more()
  return { element, more }
}

function isNumberColumn(rows: Answer['rows'], column: number): boolean {
  const known = rows.map((row) => row[column]).filter((value) => value !== null)
  return known.length > 0 && known.every((value) => typeof value === 'number')
}

function fill(cell: HTMLElement, column: string, value: Value): void {
  if (value === null) {
    cell.classList.add('null')
    cell.textContent = 'NULL'
  } else if (column.endsWith('run_id') && typeof value === 'string' && isRunId(value)) {
    const link = document.createElement('a')
    link.href = urls.run(value)
    link.textContent = value
    cell.append(link)
  } else cell.textContent = shownText(value)
}

/** `2026-11-20 05:12:30`: times without what every one of them has. */
function shownText(value: Value): string {
  const [, day, time, fraction = ''] =
    /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(\.\d{3})?Z$/.exec(String(value)) ?? []
  return day === undefined ? cellText(value) : `${day} ${time}${fraction === '.000' ? '' : fraction}`
}

/** A value as text: JSON for lists, nothing for NULL. */
export function cellText(value: Value): string {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** `{ column: value }` for each row. */
export function asObjects({ columns, rows }: Answer): Record<string, Value>[] {
  return rows.map((row) => Object.fromEntries(columns.map((name, column) => [name, row[column] ?? null])))
}
