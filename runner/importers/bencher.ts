import type { JsonPlace } from '../adapters/json-place.ts'
import { metricName } from '../adapters/measurement.ts'
import { attempt } from './attempt.ts'
import { commitInName, guessNote, timeOfFile } from './folder-runs.ts'
import type { ImportedMeasurement, Importer, ImportOptions, Unread } from './importer.ts'
import { type Source, textForDetection } from './source.ts'
import { tryTolerantly } from './tolerant-json.ts'
import { guessDirection, measurementOf } from './values.ts'

/** Bencher Metric Format, `{ benchmark: { measure: { value, lower_value, upper_value } } }`: each file is a run. */
export const bencher: Importer = {
  name: 'bencher',
  description: 'Files in Bencher Metric Format (BMF); time and commit from the names of the files.',
  detect: (source) => metricFiles(source).length > 0,
  read: (source, options) => {
    const unread: Unread[] = []
    const guessed: string[] = []
    const runs = metricFiles(source).map((file) => {
      const { time, guessed: isGuess } = timeOfFile(source, file)
      if (isGuess) guessed.push(file)
      const sha = commitInName(file)
      return {
        place: file,
        startedAt: time,
        commit: sha === undefined ? undefined : { sha },
        environment: { cpuModel: 'not recorded: bencher' },
        measurements: readFile(source, file, options, unread),
      }
    })
    return { runs, unread, notes: guessNote(guessed) }
  },
}

function metricFiles(source: Source): string[] {
  return source.files.filter((file) => {
    const document = file.endsWith('.json') ? tryTolerantly(textForDetection(source, file)) : undefined
    return document?.isObject === true && document.entries().some(([, benchmark]) => isBenchmark(benchmark))
  })
}

function isBenchmark(place: JsonPlace): boolean {
  if (!place.isObject) return false
  const measures = place.entries()
  return measures.length > 0 && measures.every(([, measure]) => measure.isObject && measure.has('value'))
}

function readFile(
  source: Source,
  file: string,
  options: ImportOptions,
  unread: Unread[],
): ImportedMeasurement[] {
  const benchmarks = tryTolerantly(source.read(file))?.entries() ?? []
  return benchmarks.flatMap(([name, benchmark]) =>
    (attempt(`${file}: ${benchmark.path}`, unread, () => benchmark.entries()) ?? []).flatMap(
      ([measure, place]) =>
        attempt(`${file}: ${place.path}`, unread, () => readMeasure(name, measure, place, options)) ?? [],
    ),
  )
}

/** Units are not in the files: these are the ones of Bencher's own measures. */
const UNITS: Readonly<Record<string, string>> = {
  latency: 'ns',
  throughput: 'ops/s',
  'build-time': 's',
  'file-size': 'B',
  'binary-size': 'B',
}

function readMeasure(
  benchmark: string,
  measure: string,
  place: JsonPlace,
  options: ImportOptions,
): ImportedMeasurement {
  const metric = metricName(measure)
  const unit = UNITS[metric] ?? options.declaredMetrics?.find(({ name }) => name === metric)?.unit ?? ''
  return measurementOf(
    {
      key: { suite: options.suite ?? 'bencher', benchmark, params: {} },
      metric,
      unit,
      direction: guessDirection(metric, unit),
      samples: [place.at('value').number()],
      low: place.at('lower_value').optionalNumber(),
      high: place.at('upper_value').optionalNumber(),
    },
    options.declaredMetrics,
  )
}
