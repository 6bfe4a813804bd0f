import type { JsonPlace } from '../adapters/json-place.ts'
import type { ParamValue } from '../plan/plan.ts'
import { convert } from '../units.ts'
import { type AsvResult, resultsOf } from './asv-results.ts'
import { attempt, required, Unreadable } from './attempt.ts'
import type {
  ImportedEnvironment,
  ImportedMeasurement,
  ImportedRun,
  Importer,
  ImportOptions,
  Unread,
} from './importer.ts'
import { type Source, textForDetection } from './source.ts'
import { timeOf } from './times.ts'
import { parseTolerantly, tryTolerantly } from './tolerant-json.ts'
import { measurementOf } from './values.ts'

/** airspeed velocity's folder of results: `benchmarks.json`, and per machine a `machine.json` and a file per commit. */
export const asv: Importer = {
  name: 'asv',
  description: 'The results folder of airspeed velocity (asv), versions 1 and 2.',
  detect: (source) => resultFiles(source).some((file) => isResult(textForDetection(source, file))),
  read: (source, options) => {
    const unread: Unread[] = []
    const benchmarks = benchmarksIn(source, unread)
    const runs = resultFiles(source).flatMap(
      (file) => attempt(file, unread, () => readResult(source, file, benchmarks, options, unread)) ?? [],
    )
    return { runs, unread }
  },
}

const baseName = (file: string): string => file.split('/').at(-1) ?? file

function resultFiles(source: Source): string[] {
  return source.files.filter(
    (file) => file.endsWith('.json') && !['benchmarks.json', 'machine.json'].includes(baseName(file)),
  )
}

function isResult(text: string): boolean {
  return text.includes('"commit_hash"') && tryTolerantly(text)?.at('results').isObject === true
}

type Benchmarks = ReadonlyMap<string, JsonPlace>

/** What the benchmarks are: their units, types and the names of their params. An old folder may have lost it. */
function benchmarksIn(source: Source, unread: Unread[]): Benchmarks {
  const file = source.files.find((name) => baseName(name) === 'benchmarks.json')
  if (file === undefined) return new Map()
  const entries = attempt(file, unread, () => parseTolerantly(source.read(file)).entries()) ?? []
  return new Map(entries.filter(([, place]) => place.isObject))
}

function readResult(
  source: Source,
  file: string,
  benchmarks: Benchmarks,
  options: ImportOptions,
  unread: Unread[],
): ImportedRun {
  const document = parseTolerantly(source.read(file))
  const machine = machineOf(source, file)
  refuseStranger(document, machine)
  const sha = document.at('commit_hash').text()
  const committedAt = required(timeOf(document.at('date').value), 'it has no date')
  const results = document
    .at('results')
    .entries()
    .flatMap(
      ([name, place]) =>
        attempt(`${file}: ${place.path}`, unread, () => resultsOf(name, place, document)) ?? [],
    )
  const measurements = results.flatMap(
    (result) =>
      attempt(`${file}: ${result.place}`, unread, () =>
        measured(result, benchmarks.get(result.name), options),
      ) ?? [],
  )
  return {
    place: file,
    startedAt: startOf(document, results) ?? committedAt,
    commit: { sha, committedAt },
    environment: environmentOf(document, machine),
    measurements,
  }
}

function machineOf(source: Source, file: string): JsonPlace | undefined {
  const folder = file.split('/').slice(0, -1)
  const name = [...folder, 'machine.json'].join('/')
  return source.files.includes(name) ? tryTolerantly(source.read(name)) : undefined
}

/** asv itself ignores a file that names another machine than the folder it lies in. */
function refuseStranger(document: JsonPlace, machine: JsonPlace | undefined): void {
  const own = document.at('params').at('machine').value
  const expected = machine?.at('machine').value
  if (own !== undefined && expected !== undefined && own !== expected) {
    throw new Unreadable(
      `it is of machine ${JSON.stringify(own)}, in the folder of ${JSON.stringify(expected)}`,
    )
  }
}

/** When the first of its benchmarks ran, where asv wrote that down; version 1 keeps seconds or nothing. */
function startOf(document: JsonPlace, results: readonly AsvResult[]): string | undefined {
  const old = document.at('started_at')
  const ofOld = old.isObject ? old.entries().map(([, place]) => timeOf(place.value)) : []
  const times = [...ofOld, ...results.map(({ startedAt }) => timeOf(startedAt))]
  return times.filter((time) => time !== undefined).sort()[0]
}

function environmentOf(document: JsonPlace, machine: JsonPlace | undefined): ImportedEnvironment {
  const params = document.at('params')
  const text = (name: string): string | undefined => {
    const value = machine?.at(name).value ?? params.at(name).value
    return value === undefined || value === null || value === '' ? undefined : String(value)
  }
  const cores = Number(text('num_cpu'))
  const python = document.at('python').value
  return {
    cpuModel: text('cpu') ?? `not recorded: ${text('machine') ?? 'asv'}`,
    cores: Number.isSafeInteger(cores) && cores > 0 ? cores : undefined,
    memoryGiB: memoryGiB(text('ram')),
    arch: text('arch'),
    os: text('os'),
    runtime: typeof python === 'string' ? `python ${python}` : undefined,
    labels: labelsOf(document, text('machine')),
  }
}

/** The machine's name and what asv installed: each set of requirements is another environment. */
function labelsOf(document: JsonPlace, machine: string | undefined): Record<string, string> {
  const labels: Record<string, string> = machine === undefined ? {} : { machine }
  for (const [part, prefix] of [
    ['requirements', ''],
    ['env_vars', 'env '],
  ] as const) {
    const place = document.at(part)
    for (const [name, { value }] of place.isObject ? place.entries() : [])
      labels[`${prefix}${name}`] = String(value ?? '')
  }
  return labels
}

/** `8.2G`, `16GB`, kilobytes or bytes as a number: as asv found it on the system. */
function memoryGiB(written: string | undefined): number | undefined {
  const match = /^([\d.]+)\s*([KMGT]?)i?B?$/i.exec(written ?? '')
  if (!match) return undefined
  const value = Number(match[1])
  const letter = match[2]?.toUpperCase()
  const bytes = letter ? value * 1024 ** ('KMGT'.indexOf(letter) + 1) : value < 1e8 ? value * 1024 : value
  const gib = Math.round(bytes / 2 ** 30)
  return Number.isFinite(gib) && gib > 0 ? gib : undefined
}

function measured(
  result: AsvResult,
  benchmark: JsonPlace | undefined,
  options: ImportOptions,
): ImportedMeasurement {
  const { suite, name } = placeOf(result.name, options.suite)
  const kind = kindOf(result.name, benchmark?.at('type').value)
  return measurementOf(
    {
      key: { suite, benchmark: name, params: paramsOf(result.params, benchmark) },
      metric: kind.metric,
      unit: unitOf(benchmark?.at('unit').value) ?? kind.unit,
      direction: 'lower',
      samples: result.samples,
      sampleCount: result.sampleCount,
      low: result.low,
      high: result.high,
    },
    options.declaredMetrics,
  )
}

/** `module.Class.time_it`: the module is the suite. */
function placeOf(full: string, suite: string | undefined): { suite: string; name: string } {
  const dot = full.indexOf('.')
  if (dot < 0) return { suite: suite ?? 'asv', name: full }
  return suite === undefined
    ? { suite: full.slice(0, dot), name: full.slice(dot + 1) }
    : { suite, name: full }
}

/** asv tells the kind of a benchmark by how its function's name begins. */
const KINDS: readonly (readonly [RegExp, { readonly metric: string; readonly unit: string }])[] = [
  [/^time(raw)?$/, { metric: 'time', unit: 's' }],
  [/^mem(ory)?$/, { metric: 'memory', unit: 'B' }],
  [/^peakmem(ory)?$/, { metric: 'peak-memory', unit: 'B' }],
  [/^track$/, { metric: 'value', unit: '' }],
]

function kindOf(full: string, type: unknown): { readonly metric: string; readonly unit: string } {
  const prefix = /^[a-z]+/.exec(full.split('.').at(-1)?.toLowerCase() ?? '')?.[0] ?? ''
  const word = typeof type === 'string' ? type : prefix
  return KINDS.find(([pattern]) => pattern.test(word))?.[1] ?? { metric: 'value', unit: '' }
}

/** asv's word for "no unit in particular". */
function unitOf(unit: unknown): string | undefined {
  if (typeof unit !== 'string') return undefined
  return unit === 'unit' || unit === '' ? '' : convert(1, unit).unit === '' ? '' : unit
}

/** Params as asv prints them are Python literals: numbers and texts become such, the rest stays as it is written. */
function paramsOf(values: readonly string[], benchmark: JsonPlace | undefined): Record<string, ParamValue> {
  const names = benchmark?.at('param_names')
  const known = names?.isList ? names.list().map(({ value }) => String(value)) : []
  return Object.fromEntries(
    values.map((value, index) => [known[index] ?? `param${index + 1}`, literal(value)]),
  )
}

function literal(text: string): ParamValue {
  if (text === 'True' || text === 'False') return text === 'True'
  if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text))) return Number(text)
  return /^(['"])(.*)\1$/.exec(text)?.[2] ?? text
}
