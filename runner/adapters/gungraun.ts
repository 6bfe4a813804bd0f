import type { Adapter, AdapterMeasurement, AdapterOptions, AdapterResult } from './adapter.ts'
import { readJsonLines, someJsonLine } from './json-lines.ts'
import { type JsonPlace, tryJson } from './json-place.ts'
import { inBaseUnit, metricName } from './measurement.ts'

const isSummary = (place: JsonPlace): boolean =>
  /^(Library|Binary)Benchmark$/.test(String(place.at('kind').value)) && place.has('function_name')

/** Gungraun (once iai-callgrind) with --output-format=json: counts of Valgrind's tools, one document for each benchmark. */
export const gungraun: Adapter = {
  name: 'gungraun',
  description:
    'What Gungraun prints with --output-format=json, or pretty-json: instructions, cycles, misses, bytes.',
  detect: (text) =>
    someJsonLine(text, isSummary) || (tryJson(text) !== undefined && isSummary(tryJson(text)!)),
  parse: (text, options) => {
    const whole = tryJson(text)
    const documents = whole && isSummary(whole) ? [whole] : readJsonLines(text).filter(isSummary)
    return documents.map((document) => readDocument(document, options))
  },
}

function readDocument(document: JsonPlace, options: AdapterOptions | undefined): AdapterResult {
  const id = document.has('id') ? ` ${document.at('id').text()}` : ''
  const measurements = document
    .at('profiles')
    .list()
    .flatMap((profile) => readProfile(profile, options))
  if (measurements.length === 0) throw document.at('profiles').expected('at least one metric')
  return { name: document.at('module_path').text() + id, measurements }
}

/** What another tool than Callgrind counted carries its name: `dhat-total-bytes`. */
function readProfile(profile: JsonPlace, options: AdapterOptions | undefined): AdapterMeasurement[] {
  const [tool] = profile.at('summaries').at('total').at('summary').isObject
    ? profile.at('summaries').at('total').at('summary').entries()
    : []
  if (!tool?.[1].isObject) return []
  const name = profile.at('tool').text().toLowerCase()
  const prefix = name === 'callgrind' ? '' : `${name}-`
  return tool[1].entries().flatMap(([event, place]) => {
    const value = newValue(place.at('metrics'))
    return value
      ? [ofCount(prefix + (NAMES[event] ?? metricName(event)), event, value.number(), options)]
      : []
  })
}

/** `Both` is [new, old], `Left` only new; `Right` stands for what only the old one had. */
function newValue(metrics: JsonPlace): JsonPlace | undefined {
  const side = metrics.at('Both').isList ? metrics.at('Both').list()[0]! : metrics.at('Left')
  const [number] = side.isObject ? side.entries() : []
  return number?.[1]
}

function ofCount(
  metric: string,
  name: string,
  value: number,
  options: AdapterOptions | undefined,
): AdapterMeasurement {
  const unit = /Rate$/.test(name) ? '%' : /Bytes/i.test(name) ? 'B' : 'count'
  const direction = /HitRate$/.test(name) ? 'higher' : 'lower'
  return inBaseUnit({ metric, unit, direction, samples: [value] }, options)
}

/** Names of Callgrind's events as its text output spells them out. */
const NAMES: Readonly<Record<string, string>> = {
  Ir: 'instructions',
  L1hits: 'l1-hits',
  LLhits: 'll-hits',
  RamHits: 'ram-hits',
  TotalRW: 'total-read-write',
  EstimatedCycles: 'estimated-cycles',
}
