import type { JsonPlace } from '../adapters/json-place.ts'
import { metricName } from '../adapters/measurement.ts'
import { attempt, required } from './attempt.ts'
import type {
  ImportedMeasurement,
  ImportedRun,
  Importer,
  ImportOptions,
  RawValue,
  Unread,
} from './importer.ts'
import { type Source, textForDetection } from './source.ts'
import { timeOf } from './times.ts'
import { tryTolerantly } from './tolerant-json.ts'
import { guessDirection, measurementOf } from './values.ts'

/** gobenchdata's `benchmarks.json`: a list of runs of `go test -bench`. */
export const gobenchdata: Importer = {
  name: 'gobenchdata',
  description: 'benchmarks.json of gobenchdata.',
  detect: (source) => histories(source).length > 0,
  read: (source, options) => {
    const unread: Unread[] = []
    const runs = histories(source).flatMap((file) => {
      const rows = tryTolerantly(source.read(file))?.list() ?? []
      return rows.flatMap(
        (row) => attempt(`${file}: ${row.path}`, unread, () => readRuns(file, row, options, unread)) ?? [],
      )
    })
    return { runs, unread }
  },
}

function histories(source: Source): string[] {
  return source.files.filter((file) => {
    if (!file.endsWith('.json')) return false
    const text = textForDetection(source, file)
    if (!text.includes('"Suites"')) return false
    const document = tryTolerantly(text)
    return document?.isList === true && document.list().some((row) => row.at('Suites').isList)
  })
}

/** A run for each operating system and architecture: they are not comparable. */
function readRuns(file: string, row: JsonPlace, options: ImportOptions, unread: Unread[]): ImportedRun[] {
  const startedAt = required(timeOf(row.at('Date').value), 'it has no Date')
  const version = row.at('Version').value
  const suites = row.at('Suites').list()
  const platforms = Map.groupBy(
    suites,
    (suite) => `${suite.at('Goos').value ?? ''} ${suite.at('Goarch').value ?? ''}`,
  )
  return [...platforms.values()].map((same) => ({
    place: `${file}: ${row.path}`,
    startedAt,
    commit: typeof version === 'string' && version !== '' ? { sha: version } : undefined,
    environment: {
      cpuModel: 'not recorded: gobenchdata',
      platform: textOf(same[0]?.at('Goos')),
      os: textOf(same[0]?.at('Goos')),
      arch: textOf(same[0]?.at('Goarch')),
      runtime: 'go',
    },
    measurements: same.flatMap((suite) => readSuite(file, suite, options, unread)),
  }))
}

const textOf = (place: JsonPlace | undefined): string | undefined =>
  typeof place?.value === 'string' && place.value !== '' ? place.value : undefined

function readSuite(
  file: string,
  suite: JsonPlace,
  options: ImportOptions,
  unread: Unread[],
): ImportedMeasurement[] {
  const name = options.suite ?? textOf(suite.at('Pkg')) ?? 'go'
  const rows = attempt(`${file}: ${suite.path}`, unread, () => suite.at('Benchmarks').list()) ?? []
  return rows.flatMap(
    (row) => attempt(`${file}: ${row.path}`, unread, () => readBenchmark(name, row, options)) ?? [],
  )
}

function readBenchmark(suite: string, row: JsonPlace, options: ImportOptions): ImportedMeasurement[] {
  const key = { suite, benchmark: row.at('Name').text(), params: {} }
  const memory = row.at('Mem')
  const custom = row.at('Custom')
  const value = (
    metric: string,
    unit: string,
    direction: RawValue['direction'],
    place: JsonPlace,
  ): RawValue[] =>
    place.value === undefined || place.value === null
      ? []
      : [{ key, metric, unit, direction, samples: [place.number()] }]
  // gobenchdata writes 0 both for "none" and for "not measured": only a rate of 0 is certainly none.
  const rate =
    memory.at('MBPerSec').value === 0 ? [] : value('throughput', 'MB/s', 'higher', memory.at('MBPerSec'))
  return [
    ...value('latency', 'ns', 'lower', row.at('NsPerOp')),
    ...value('allocated-memory', 'B', 'lower', memory.at('BytesPerOp')),
    ...value('allocations', 'count', 'lower', memory.at('AllocsPerOp')),
    ...rate,
    ...(custom.isObject ? custom.entries() : []).flatMap(([unit, place]) =>
      value(metricName(unit), unit, guessDirection(unit, unit), place),
    ),
  ].map((raw) => measurementOf(raw, options.declaredMetrics))
}
