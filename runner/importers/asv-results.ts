import type { JsonPlace } from '../adapters/json-place.ts'
import { Unreadable } from './attempt.ts'

/** One benchmark with one set of params, as an asv result file has it. Values are in the benchmark's own unit. */
export interface AsvResult {
  readonly name: string
  readonly place: string
  /** As asv prints them, in the order of the benchmark's param names. */
  readonly params: readonly string[]
  /** The single samples where asv recorded them, else its summary. */
  readonly samples: readonly number[]
  readonly sampleCount: number | undefined
  /** asv's 99 % interval, where it is finite and there are no samples. */
  readonly low: number | undefined
  readonly high: number | undefined
  readonly startedAt: unknown
}

/** A benchmark's lists, one entry for each set of params. */
interface Lists {
  readonly params: readonly (readonly string[])[]
  readonly result: JsonPlace
  readonly samples: JsonPlace | undefined
  readonly lows: readonly unknown[]
  readonly highs: readonly unknown[]
  readonly startedAt: unknown
}

/**
 * All results of one benchmark: of version 2, of version 1 with its dictionary, and of the oldest, a bare number. A benchmark
 * that failed (null) or was skipped (NaN) has none.
 * @throws Unreadable where nothing of it was measured; what failed for some params only is left out
 */
export function resultsOf(name: string, place: JsonPlace, document: JsonPlace): AsvResult[] {
  if (place.value === null) throw new Unreadable('it failed when it was measured (null)')
  if (place.value === 'NaN') throw new Unreadable('it was skipped when it was measured (NaN)')
  const lists = listsOf(place, document)
  const combinations = cartesian(lists.params)
  const values = lists.result.isList ? lists.result.list() : [lists.result]
  const results = values.flatMap((value, index) => {
    const params = combinations[index]
    if (params === undefined)
      throw new Unreadable(`it has ${values.length} results for ${combinations.length} sets of params`)
    return resultAt(name, lists, value, params, index)
  })
  if (results.length === 0) throw new Unreadable('nothing of it was measured (null or NaN for all params)')
  return results
}

function listsOf(place: JsonPlace, document: JsonPlace): Lists {
  if (place.isList) return columns(place, document)
  if (!place.isObject)
    return { params: [], result: place, samples: undefined, lows: [], highs: [], startedAt: undefined }
  const stats = place.at('stats').isList ? place.at('stats').list() : []
  const bound = (index: number) =>
    stats.map((each) => (each.at('ci_99').value as unknown[] | undefined)?.[index])
  return {
    params: textLists(place.at('params')),
    result: place.at('result'),
    samples: place.has('samples') ? place.at('samples') : undefined,
    lows: bound(0),
    highs: bound(1),
    startedAt: undefined,
  }
}

/** Version 2 names the columns once; trailing ones without a value are left out. */
function columns(place: JsonPlace, document: JsonPlace): Lists {
  const names = document
    .at('result_columns')
    .list()
    .map((column) => column.text())
  const cells = place.list()
  const cell = (name: string): JsonPlace | undefined => {
    const found = cells[names.indexOf(name)]
    return found?.value === null ? undefined : found
  }
  const values = (name: string): readonly unknown[] =>
    cell(name)?.isList ? (cell(name)?.value as unknown[]) : []
  const result = cell('result')
  if (result === undefined) throw new Unreadable('it failed when it was measured (null)')
  return {
    params: textLists(cell('params')),
    result,
    samples: cell('samples'),
    lows: values('stats_ci_99_a'),
    highs: values('stats_ci_99_b'),
    startedAt: cell('started_at')?.value,
  }
}

function textLists(place: JsonPlace | undefined): string[][] {
  if (!place?.isList) return []
  return place
    .list()
    .map((values) =>
      values.list().map(({ value }) => (typeof value === 'string' ? value : JSON.stringify(value))),
    )
}

/** Every combination, the last list fastest: the order in which asv keeps results. */
function cartesian(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>(
    (combinations, list) => combinations.flatMap((head) => list.map((value) => [...head, value])),
    [[]],
  )
}

function resultAt(
  name: string,
  lists: Lists,
  value: JsonPlace,
  params: readonly string[],
  index: number,
): AsvResult[] {
  if (value.value === null || value.value === 'NaN') return []
  const recorded = lists.samples?.isList ? lists.samples.list()[index]?.optionalNumbers() : undefined
  const low = finite(lists.lows[index])
  const high = finite(lists.highs[index])
  const isWhole = recorded === undefined && low !== undefined && high !== undefined
  return [
    {
      name,
      place: value.path,
      params,
      samples: recorded ?? [value.number()],
      sampleCount: undefined,
      low: isWhole ? low : undefined,
      high: isWhole ? high : undefined,
      startedAt: lists.startedAt,
    },
  ]
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
