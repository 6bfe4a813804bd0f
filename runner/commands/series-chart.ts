import { median } from '../stats/summary.ts'

/** Dots of a braille character: two columns of four, by the bits that Unicode gives them. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const

/**
 * A series as lines of braille characters, the oldest value at the left, the largest at the top. Where there are more values than
 * columns of dots, a dot is the median of those that fall into its column.
 */
export function brailleChart(values: readonly number[], width: number, height: number): string[] {
  const columns = inColumns(values, width * 2)
  const low = Math.min(...columns)
  const high = Math.max(...columns)
  const cells = Array.from({ length: height }, () => new Array<number>(width).fill(0))
  for (const [column, value] of columns.entries()) {
    const share = high === low ? 0.5 : (value - low) / (high - low)
    const row = Math.round((1 - share) * (height * 4 - 1))
    const line = cells[Math.floor(row / 4)] as number[]
    line[column >> 1] = (line[column >> 1] ?? 0) | (DOTS[row % 4]?.[column % 2] ?? 0)
  }
  return cells.map((line) =>
    String.fromCodePoint(...line.map((dots) => 0x2800 + dots)).replace(/\u2800+$/, ''),
  )
}

/** At most this many values, each the median of a stretch of about equal length. */
function inColumns(values: readonly number[], most: number): number[] {
  if (values.length <= most) return [...values]
  return Array.from({ length: most }, (_, column) => {
    const from = Math.floor((column * values.length) / most)
    const to = Math.max(from + 1, Math.floor(((column + 1) * values.length) / most))
    return median(values.slice(from, to))
  })
}
