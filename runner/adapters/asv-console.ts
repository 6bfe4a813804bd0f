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
  parse: (text, options) => {
    const lines = completeLines(text)
    const results = joinRepeated(lines.flatMap((line) => readLine(line, options)))
    refuseUnfinished(lines)
    return results
  },
}

/** asv announces how many benchmarks there are, and counts up to 100 %. */
function refuseUnfinished(lines: readonly Line[]): void {
  if (!lines.some(({ text }) => /^· Running \d+ total benchmarks/.test(text))) return
  const last = lines.findLast(({ text }) => /^\[\s*[\d.]+%\]/.test(text))
  if (last && !last.text.startsWith('[100.00%]')) {
    throw new OutputError(`line ${last.number}: the output was cut off at ${/[\d.]+%/.exec(last.text)![0]}`)
  }
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
