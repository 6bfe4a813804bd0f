import type { Adapter, AdapterMeasurement, AdapterOptions, AdapterResult } from './adapter.ts'
import { OutputError } from './adapter.ts'
import { JsonPlace, readJson, tryJson } from './json-place.ts'
import { inBaseUnit } from './measurement.ts'

/** airspeed velocity's results: of version 2, of version 1 and of the oldest, a bare number for each benchmark. */
export const asv: Adapter = {
  name: 'asv',
  description: 'A file of results of airspeed velocity, .asv/results/<machine>/<commit>-<environment>.json.',
  detect: (text) => {
    const document = tryJson(withoutNaN(text))
    return document?.has('commit_hash') === true && document.at('results').isObject
  },
  parse: (text, options) => {
    const document = readJson(withoutNaN(text))
    return document
      .at('results')
      .entries()
      .flatMap(([name, place]) => readBenchmark(name, place, document, options))
  },
}

/** Python writes NaN and Infinity, which are not JSON: outside of texts they become null. */
function withoutNaN(text: string): string {
  return text.replaceAll(
    /("(?:[^"\\]|\\.)*")|-?\b(?:NaN|Infinity)\b/g,
    (_, quoted?: string) => quoted ?? 'null',
  )
}

/** One benchmark: its values, one for each set of params in the order of their product. */
interface Columns {
  readonly result: JsonPlace
  readonly params: JsonPlace
  readonly samples: JsonPlace
}

function readBenchmark(
  name: string,
  place: JsonPlace,
  document: JsonPlace,
  options: AdapterOptions | undefined,
): AdapterResult[] {
  const { result, params, samples } = columnsOf(place, document)
  if (result.value === null) throw new OutputError(`${place.path}: ${name} failed`)
  const values = result.isList ? result.list() : [result]
  const combinations = product(params)
  if (values.length !== combinations.length) {
    throw new OutputError(`${place.path}: ${values.length} results for ${combinations.length} sets of params`)
  }
  return values.flatMap((value, index) => {
    // Null for this set of params only: it was skipped, or failed.
    if (value.value === null) return []
    const recorded = samples.isList ? samples.list()[index]?.optionalNumbers() : undefined
    const set = combinations[index]!
    const full = set.length > 0 ? `${name} (${set.join(', ')})` : name
    return [{ name: full, measurements: [measurementOf(name, recorded ?? [value.number()], options)] }]
  })
}

const ABSENT = new JsonPlace(undefined, '')

function columnsOf(place: JsonPlace, document: JsonPlace): Columns {
  if (place.isObject) {
    return { result: place.at('result'), params: place.at('params'), samples: place.at('samples') }
  }
  if (!place.isList) return { result: place, params: ABSENT, samples: ABSENT }
  const names = document
    .at('result_columns')
    .list()
    .map((column) => column.text())
  // Trailing columns without a value are left out.
  const column = (name: string): JsonPlace => place.list()[names.indexOf(name)] ?? ABSENT
  return { result: column('result'), params: column('params'), samples: column('samples') }
}

/** Every combination, the last list fastest. */
function product(params: JsonPlace): string[][] {
  const lists = params.isList
    ? params.list().map((list) => list.list().map(({ value }) => String(value)))
    : []
  return lists.reduce<string[][]>(
    (heads, list) => heads.flatMap((head) => list.map((value) => [...head, value])),
    [[]],
  )
}

/** What asv measures shows in the prefix of the function's name: time_…, mem_…, peakmem_…, track_…. */
export function asvKind(name: string): { readonly metric: string; readonly unit: string } {
  const own = name.split('.').at(-1)!
  if (/^peakmem_/.test(own)) return { metric: 'peak-memory', unit: 'B' }
  if (/^mem_/.test(own)) return { metric: 'memory', unit: 'B' }
  return /^track_/.test(own) ? { metric: 'value', unit: '' } : { metric: 'latency', unit: 's' }
}

function measurementOf(
  name: string,
  samples: readonly number[],
  options: AdapterOptions | undefined,
): AdapterMeasurement {
  return inBaseUnit({ ...asvKind(name), direction: 'lower', samples }, options)
}
