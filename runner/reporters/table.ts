import stringWidth from 'string-width'

export interface Cell {
  readonly text: string
  readonly align?: 'left' | 'right'
  /** Wraps the padded text in colour; its result must be as wide as its input. */
  readonly paint?: (text: string) => string
}

/** Rows of cells as lines, each column as wide as its widest cell, two spaces between columns. */
export function tableLines(rows: readonly (readonly Cell[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, stringWidth(cell.text))
    })
  }
  return rows.map((row) =>
    row
      .map((cell, column) => pad(cell, column === row.length - 1 ? 0 : (widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

function pad(cell: Cell, width: number): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(cell.text)))
  const text = cell.paint ? cell.paint(cell.text) : cell.text
  return cell.align === 'right' ? space + text : text + space
}
