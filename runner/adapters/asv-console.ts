import { type Adapter, type AdapterOptions, type AdapterResult, OutputError } from './adapter.ts'
import { asvKind } from './asv.ts'
import { completeLines, type Line } from './lines.ts'
import { inBaseUnit, joinRepeated } from './measurement.ts'

const RESULT = /^\[\s*[\d.]+%\] ··· (?:\S+\/)?([\w.]+)\s+(\S+)\s*$/
const VALUE = /^([\d.]+)(?:±([\d.]+))?(ns|us|μs|µs|ms|s|m|h|k|M|G|)$/

/** airspeed velocity as it prints to the terminal. */
export const asvConsole: Adapter = {
  name: 'asv-console',
  description:
    'What asv run prints; for benchmarks with params read its file of results with the adapter asv.',
  detect: (text) => /^\[\s*[\d.]+%\] ··· \S+/m.test(text),
  parse: (text, options) => joinRepeated(completeLines(text).flatMap((line) => readLine(line, options))),
}

function readLine(line: Line, options: AdapterOptions | undefined): AdapterResult[] {
  const match = RESULT.exec(line.text)
  if (!match || match[1] === 'Running' || match[2] === 'n/a') return []
  const [, name = '', printed = ''] = match
  if (printed === 'failed') throw new OutputError(`line ${line.number}: a benchmark failed: ${name}`)
  if (printed === 'ok') {
    throw new OutputError(
      `line ${line.number}: ${name} has params, whose table is not read: read asv's file of results with the adapter asv`,
    )
  }
  const value = VALUE.exec(printed)
  if (!value) throw new OutputError(`line ${line.number}: expected a value with its unit, found "${printed}"`)
  return [{ name, measurements: [measurementOf(name, value, options)] }]
}

const SIZES: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9 }

function measurementOf(
  name: string,
  [, digits, deviation, unit = '']: RegExpExecArray,
  options: AdapterOptions | undefined,
) {
  const kind = asvKind(name)
  // Sizes are printed as 2.42k, times as 11.1±0.01μs.
  const factor = kind.metric === 'latency' ? 1 : (SIZES[unit] ?? NaN)
  const value = Number(digits) * factor
  const half = deviation === undefined ? undefined : Number(deviation) * factor
  return inBaseUnit(
    {
      ...kind,
      unit: kind.metric === 'latency' ? ({ m: 'min' }[unit] ?? unit) : kind.unit,
      direction: 'lower',
      samples: [value],
      low: half === undefined ? undefined : value - half,
      high: half === undefined ? undefined : value + half,
    },
    options,
  )
}
