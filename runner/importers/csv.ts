import { Unreadable } from './attempt.ts'

/** A line of a CSV file: its cells and the number of the line it begins on. */
export interface CsvLine {
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * Reads CSV as RFC 4180 has it: quoted cells may hold delimiters, line ends and doubled quotes. The delimiter is the one of
 * comma, semicolon and tab that the first line has most of. Empty lines and blanks around cells that are not quoted are left out. O(length).
 * @throws Unreadable where a quoted cell never ends
 */
export function readCsv(text: string): CsvLine[] {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text
  const delimiter = delimiterOf(body)
  const lines: CsvLine[] = []
  let position = 0
  let line = 1
  while (position < body.length) {
    const { cells, end, lineEnds } = readLine(body, position, delimiter, line)
    if (cells.length > 1 || cells[0] !== '') lines.push({ line, cells })
    position = end
    line += lineEnds
  }
  return lines
}

function delimiterOf(text: string): string {
  const first = text.slice(0, text.search(/[\r\n]|$/))
  const count = (delimiter: string): number => first.split(delimiter).length
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best))
}

interface ReadLine {
  readonly cells: string[]
  readonly end: number
  readonly lineEnds: number
}

function readLine(text: string, start: number, delimiter: string, line: number): ReadLine {
  const cells: string[] = []
  let position = start
  let lineEnds = 1
  for (;;) {
    const cell =
      text[position] === '"' ? quotedCell(text, position, line) : plainCell(text, position, delimiter)
    cells.push(cell.value)
    lineEnds += cell.value.split('\n').length - 1
    if (text[cell.end] !== delimiter) return { cells, end: afterLineEnd(text, cell.end), lineEnds }
    position = cell.end + 1
  }
}

function plainCell(text: string, start: number, delimiter: string): { value: string; end: number } {
  let end = start
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end += 1
  return { value: text.slice(start, end).trim(), end }
}

function quotedCell(text: string, start: number, line: number): { value: string; end: number } {
  let value = ''
  let position = start + 1
  for (;;) {
    const quote = text.indexOf('"', position)
    if (quote < 0) throw new Unreadable(`the quoted cell that begins on line ${line} never ends`)
    value += text.slice(position, quote)
    if (text[quote + 1] !== '"') return { value, end: quote + 1 }
    value += '"'
    position = quote + 2
  }
}

function afterLineEnd(text: string, position: number): number {
  if (text[position] === '\r' && text[position + 1] === '\n') return position + 2
  // Whatever stands between a closing quote and the delimiter is left out.
  return text[position] === undefined ? text.length : position + 1
}
