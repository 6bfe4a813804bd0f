import { quantile } from '../stats/quantile.ts'
import { median } from '../stats/summary.ts'
import { convert, formatIn, scaleOf } from '../units.ts'
import type { MetricLine, ResultLine } from './protocol.ts'

const HEAD = ['result', 'metric', 'median', 'middle half', 'least', 'most', 'samples']

/** The results for people, a row for each metric: `sort (n=10)  latency  12.3 µs  [12.1, 12.9]  …`. */
export function resultTable(lines: readonly ResultLine[]): string {
  const rows = lines.filter((line) => 'metric' in line).map(rowOf)
  const widths = HEAD.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  )
  return [HEAD, widths.map((width) => '─'.repeat(width)), ...rows]
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column]!, column < 2))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function pad(cell: string, width: number, isText: boolean): string {
  return isText ? cell.padEnd(width) : cell.padStart(width)
}

function rowOf(line: MetricLine): string[] {
  const values = line.samples.map((value) => convert(value, line.unit).value)
  const { unit } = convert(0, line.unit)
  const scale = scaleOf([median(values)], unit)
  const shown = (value: number): string => formatIn(scale, value)
  const quarters = [0.25, 0.75].map((probability) => shown(quantile(values, probability)))
  const count = line.count ?? values.length
  return [
    titleOf(line),
    line.metric,
    `${shown(median(values))} ${scale.unit}`.trim(),
    values.length > 1 ? `[${quarters.join(', ')}]` : '',
    values.length > 1 ? shown(Math.min(...values)) : '',
    values.length > 1 ? shown(Math.max(...values)) : '',
    count === values.length ? String(count) : `${values.length} of ${count}`,
  ]
}

/** `sort (n=10)`. */
export function titleOf({ result = '', params = {} }: Pick<MetricLine, 'result' | 'params'>): string {
  const set = Object.entries(params).map(([name, value]) => `${name}=${value}`)
  return set.length === 0 ? result : `${result} (${set.join(', ')})`
}
