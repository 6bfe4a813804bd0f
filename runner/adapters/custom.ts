import { toBase } from '../units.ts'
import { type Adapter, type AdapterOptions, type AdapterResult, OutputError } from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { directionOfUnit, inBaseUnit, joinRepeated } from './measurement.ts'

/** The custom JSON of github-action-benchmark: `[{ "name", "unit", "value", "range" }]`. */
export const custom: Adapter = {
  name: 'custom',
  description:
    'The custom JSON of github-action-benchmark, [{ "name": …, "unit": …, "value": … }]. The metric is called time, size, throughput, ratio or value, after the unit; declare its direction in the config.',
  detect: (text) => {
    const document = tryJson(text)
    if (!document?.isList) return false
    const entries = document.list()
    return entries.length > 0 && entries.every((entry) => entry.has('name') && entry.has('value'))
  },
  parse: (text, options) =>
    joinRepeated(
      readJson(text)
        .list()
        .map((entry) => readEntry(entry, options)),
    ),
}

function readEntry(entry: JsonPlace, options: AdapterOptions | undefined): AdapterResult {
  const unit = entry.at('unit').text()
  const value = entry.at('value').number()
  const range = readRange(entry.at('range'), value)
  const measurement = inBaseUnit(
    {
      metric: metricOfUnit(unit),
      unit,
      direction: directionOfUnit(unit),
      samples: [value],
      low: range === undefined ? undefined : value - range,
      high: range === undefined ? undefined : value + range,
    },
    options,
  )
  return { name: entry.at('name').text(), measurements: [measurement] }
}

function metricOfUnit(unit: string): string {
  const names: Record<string, string> = {
    ns: 'time',
    B: 'size',
    'B/s': 'throughput',
    'ops/s': 'throughput',
    ratio: 'ratio',
  }
  return names[toBase(unit).unit] ?? 'value'
}

/** A number, `± 3`, `3` or `3%` of the value, in the unit of the value. */
function readRange(range: JsonPlace, value: number): number | undefined {
  if (range.value === undefined || range.value === null || range.value === '') return undefined
  if (typeof range.value === 'number') return range.number()
  const match = /^\s*(?:±|\+\/-|\+-)?\s*([\d.,]+)\s*(%?)\s*$/.exec(range.text())
  const width = Number(match?.[1]?.replaceAll(',', ''))
  if (!match || !Number.isFinite(width))
    throw new OutputError(`${range.path}: expected a width, found "${range.text()}"`)
  return match[2] === '%' ? (Math.abs(value) * width) / 100 : width
}
