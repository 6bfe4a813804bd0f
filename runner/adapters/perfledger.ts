import type { Direction } from '../metrics/metric.ts'
import {
  type Adapter,
  type AdapterMeasurement,
  type AdapterOptions,
  type AdapterResult,
  OutputError,
} from './adapter.ts'
import { readJsonLines, someJsonLine } from './json-lines.ts'
import type { JsonPlace } from './json-place.ts'
import { directionOfUnit, inBaseUnit } from './measurement.ts'

/** The version of the protocol that is read; see `runner/bench/protocol.ts`. */
const VERSION = 1

/** perfledger's own protocol, one JSON object on each line: from `perfledger/bench`, or from a program in any language. */
export const perfledger: Adapter = {
  name: 'perfledger',
  description:
    'The JSON lines of perfledger/bench, or of a program in any language: {"perfledger":1}, then {"result":"…","metric":"…","unit":"…","samples":[…]} lines, then {"end":<their number>}.',
  detect: (text) => someJsonLine(text, (place) => typeof place.at('perfledger').value === 'number'),
  parse: (text, options) => {
    const lines = readJsonLines(text)
    refuseOtherVersion(lines)
    const measured = lines.filter((line) => line.has('metric'))
    lines.forEach(refuseFailure)
    refuseOpenEnd(lines, measured.length)
    return joined(measured.map((line) => readLine(line, options)))
  },
}

function refuseOtherVersion([first]: readonly JsonPlace[]): void {
  if (first?.at('perfledger').value !== VERSION) {
    throw new OutputError(`the first JSON line must be {"perfledger":${VERSION}}`)
  }
}

function refuseFailure(line: JsonPlace): void {
  if (!line.has('failure')) return
  const name = line.has('result') ? `${nameOf(line)} ` : ''
  throw new OutputError(`${line.path}: ${name}failed: ${line.at('failure').text()}`)
}

function refuseOpenEnd(lines: readonly JsonPlace[], count: number): void {
  const last = lines.at(-1)!
  const end = last.at('end')
  if (end.value === undefined) {
    throw new OutputError(
      `${last.path}: the output was cut off: its last line must be {"end":<number of metrics>}`,
    )
  }
  if (end.number() !== count) {
    throw new OutputError(`${end.path}: ${end.number()} metrics were announced, ${count} were found`)
  }
}

function readLine(line: JsonPlace, options: AdapterOptions | undefined): AdapterResult {
  const metric = line.at('metric').text()
  const unit = line.has('unit') ? line.at('unit').text() : ''
  const measurement = inBaseUnit(
    {
      metric,
      unit,
      direction: readDirection(line.at('direction')) ?? directionOfUnit(unit || metric),
      samples: readSamples(line),
      sampleCount: line.at('count').optionalNumber(),
    },
    options,
  )
  return { name: nameOf(line), measurements: [measurement] }
}

function readSamples(line: JsonPlace): number[] {
  if (!line.has('samples')) return [line.at('value').number()]
  const samples = line.at('samples').optionalNumbers()
  if (!samples) throw line.at('samples').expected('at least one number')
  return samples
}

/** `sort (n=10, order=random)`; undefined for the program's one nameless result. */
function nameOf(line: JsonPlace): string | undefined {
  if (!line.has('result')) return undefined
  const params = line.has('params') ? line.at('params').entries() : []
  const set = params.map(([name, { value }]) => `${name}=${value}`).join(', ')
  return line.at('result').text() + (set === '' ? '' : ` (${set})`)
}

function readDirection(place: JsonPlace): Direction | undefined {
  if (place.value === undefined || place.value === null) return undefined
  if (place.value === 'lower' || place.value === 'higher') return place.value
  throw place.expected('"lower" or "higher"')
}

/** Metrics of one result, in one; a metric that is told twice is a mistake of the program, not more samples. */
function joined(results: readonly AdapterResult[]): AdapterResult[] {
  const byName = Map.groupBy(results, ({ name }) => name)
  return [...byName].map(([name, parts]) => {
    const measurements = parts.flatMap((part): readonly AdapterMeasurement[] => part.measurements)
    const metrics = measurements.map(({ metric }) => metric.name)
    const twice = metrics.find((metric, index) => metrics.indexOf(metric) !== index)
    if (twice !== undefined) throw new OutputError(`${name ?? 'the result'} tells ${twice} twice`)
    return { name, measurements }
  })
}
