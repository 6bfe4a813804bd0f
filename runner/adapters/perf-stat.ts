import { type Adapter, type AdapterMeasurement, type AdapterOptions, OutputError } from './adapter.ts'
import { readJsonLines, someJsonLine } from './json-lines.ts'
import type { JsonPlace } from './json-place.ts'
import { completeLines, groupedNumber, type Line } from './lines.ts'
import { inBaseUnit, metricName } from './measurement.ts'

const START = /^ Performance counter stats for .*?(?:\((\d+) runs\))?:\s*$/
const COUNTER =
  /^\s+([\d,.]+)\s+(?:(msec|ns|Bytes)\s+)?([A-Za-z][\w:./=-]*)\s*(?:#.*?)?(?:\(\s*\+-\s*([\d.]+)%\s*\))?\s*(?:\([\d.]+%\))?\s*$/
const ELAPSED = /^\s+([\d.]+) (?:\+- ([\d.]+) )?seconds (time elapsed|user|sys)\b/
const CSV =
  /^(<not supported>|<not counted>|[\d.]+)([,;\t])(msec|ns|Bytes|)\2([A-Za-z][\w:./=-]*)\2(?:([\d.]+)%\2)?\d+\2[\d.]+(?:\2|$)/

/** perf stat as text, with -x, and with -j. It prints to stderr: let -o name a file. Counters that are not supported are left out. */
export const perfStat: Adapter = {
  name: 'perf-stat',
  description: 'The file of perf stat -o …, as text, with -x, (separated) or -j (JSON): counters and times.',
  detect: (text) =>
    /^ Performance counter stats for /m.test(text) ||
    isJson(text) ||
    text.split('\n').some((line) => CSV.test(line)),
  parse: (text, options) => {
    const counters = isJson(text) ? fromJson(text) : readLines(completeLines(text), text)
    return counters.length === 0
      ? []
      : [{ measurements: counters.map((counter) => toMeasurement(counter, options)) }]
  },
}

/** After the counters perf tells how long they ran, and of a single run its user and system time. */
function readLines(lines: readonly Line[], text: string): Counter[] {
  const counters = lines.flatMap(countersOf(text))
  const has = (name: string): boolean => counters.some(({ event }) => event === name)
  if (lines.some((line) => START.test(line.text))) {
    const lacks = has('wall-time') ? has('user-time') && !has('system-time') && 'sys' : 'time elapsed'
    if (lacks)
      throw new OutputError(`line ${lines.length}: the output was cut off: it has no "seconds ${lacks}"`)
  }
  return counters
}

interface Counter {
  readonly event: string
  readonly unit: string
  readonly value: number
  /** Of the value, in percent, over repeated runs. */
  readonly deviationPercent: number | undefined
  readonly runs: number | undefined
}

const isJson = (text: string): boolean =>
  someJsonLine(text, (place) => place.has('counter-value') && place.has('event'))

function fromJson(text: string): Counter[] {
  return readJsonLines(text)
    .filter((place) => place.has('counter-value'))
    .flatMap((place) => {
      const printed = place.at('counter-value').text()
      if (printed.startsWith('<')) return []
      return [
        {
          event: place.at('event').text(),
          unit: place.at('unit').text(),
          value: numberOf(printed, place),
          deviationPercent: place.at('variance').optionalNumber(),
          runs: undefined,
        },
      ]
    })
}

function numberOf(printed: string, place: JsonPlace): number {
  const value = Number(printed)
  if (!Number.isFinite(value)) throw place.at('counter-value').expected('a number')
  return value
}

function countersOf(text: string): (line: Line) => Counter[] {
  const runs = text.split('\n').flatMap((line) => START.exec(line)?.[1] ?? [])[0]
  return (line) => {
    const counter = fromCsv(line) ?? fromText(line)
    return counter ? [{ ...counter, runs: runs === undefined ? undefined : Number(runs) }] : []
  }
}

function fromCsv({ text }: Line): Counter | undefined {
  const match = CSV.exec(text)
  if (!match || match[1]!.startsWith('<')) return undefined
  const [, value, , unit = '', event = '', deviation] = match
  return { event, unit, value: Number(value), deviationPercent: optional(deviation), runs: undefined }
}

function fromText({ text, number }: Line): Counter | undefined {
  const time = ELAPSED.exec(text)
  if (time) {
    const [, value, deviation, what] = time
    const event = { 'time elapsed': 'wall-time', user: 'user-time', sys: 'system-time' }[what!]!
    const deviationPercent = deviation === undefined ? undefined : (Number(deviation) / Number(value)) * 100
    return { event, unit: 's', value: Number(value), deviationPercent, runs: undefined }
  }
  const match = COUNTER.exec(text)
  if (!match) return undefined
  const value = groupedNumber(match[1]!)
  if (!Number.isFinite(value)) throw new OutputError(`line ${number}: expected a count, found "${match[1]}"`)
  return {
    event: match[3]!,
    unit: match[2] ?? '',
    value,
    deviationPercent: optional(match[4]),
    runs: undefined,
  }
}

const optional = (digits: string | undefined): number | undefined =>
  digits === undefined ? undefined : Number(digits)

function toMeasurement(counter: Counter, options: AdapterOptions | undefined): AdapterMeasurement {
  const { event, unit, value, deviationPercent, runs } = counter
  const half = deviationPercent === undefined ? undefined : (value * deviationPercent) / 100
  return inBaseUnit(
    {
      metric: metricName(event).replaceAll('.', '-'),
      unit: { msec: 'ms', Bytes: 'B', '': 'count' }[unit] ?? unit,
      direction: 'lower',
      samples: [value],
      sampleCount: runs,
      low: half === undefined ? undefined : value - half,
      high: half === undefined ? undefined : value + half,
    },
    options,
  )
}
