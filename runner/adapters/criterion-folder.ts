import {
  type AdapterFolder,
  type AdapterMeasurement,
  type AdapterOptions,
  type AdapterResult,
  OutputError,
} from './adapter.ts'
import { JsonPlace, readJson } from './json-place.ts'
import { inBaseUnit } from './measurement.ts'

const ESTIMATES = /^(?:(.*)\/)?new\/estimates\.json$/

/**
 * What Criterion.rs leaves under target/criterion: for each benchmark `new/` with its estimates, its name and its samples, each
 * the time of many iterations in nanoseconds. `base/` and `change/` are about earlier runs.
 */
export const criterionFolder: AdapterFolder = {
  files: '**/new/{benchmark,estimates,sample}.json',
  parse: (files, options) =>
    [...files.keys()]
      .flatMap((path) => ESTIMATES.exec(path)?.[1] ?? [])
      .sort()
      .map((folder) => readBenchmark(folder, files, options)),
}

function readBenchmark(
  folder: string,
  files: ReadonlyMap<string, string>,
  options: AdapterOptions | undefined,
): AdapterResult {
  const read = (name: string): JsonPlace | undefined => {
    const path = `${folder}/new/${name}.json`
    const text = files.get(path)
    return text === undefined ? undefined : readFile(path, text)
  }
  const benchmark = read('benchmark')
  const name = benchmark?.has('full_id') ? benchmark.at('full_id').text() : folder
  const latency = readLatency(read('estimates')!, read('sample'), options)
  const amounts = benchmark?.has('throughput') ? benchmark.at('throughput').entries() : []
  return {
    name,
    measurements: [latency, ...amounts.flatMap((each) => readThroughput(each, latency, options))],
  }
}

const AMOUNTS: Readonly<Record<string, string>> = { Bytes: 'B/s', BytesDecimal: 'B/s', Elements: 'elem/s' }

/** What one iteration handles, `{ "Bytes": 4096 }`, over the time that each sample took. */
function readThroughput(
  [kind, amount]: readonly [string, JsonPlace],
  latency: AdapterMeasurement,
  options: AdapterOptions | undefined,
): AdapterMeasurement[] {
  const unit = AMOUNTS[kind]
  if (unit === undefined || latency.samples.some((durationNs) => durationNs <= 0)) return []
  const rate = (durationNs: number): number => (amount.number() * 1e9) / durationNs
  const { samples, reportedLow, reportedHigh } = latency
  return [
    inBaseUnit(
      {
        metric: 'throughput',
        unit,
        direction: 'higher',
        samples: samples.map(rate),
        low: reportedHigh ? rate(reportedHigh) : undefined,
        high: reportedLow ? rate(reportedLow) : undefined,
      },
      options,
    ),
  ]
}

function readFile(path: string, text: string): JsonPlace {
  try {
    return new JsonPlace(readJson(text).value, path)
  } catch (error) {
    throw new OutputError(`${path}: ${(error as Error).message}`)
  }
}

/** The samples; where they are absent, the median with its interval. */
function readLatency(
  estimates: JsonPlace,
  sample: JsonPlace | undefined,
  options: AdapterOptions | undefined,
): AdapterMeasurement {
  const samples = sample && samplesOf(sample)
  const median = estimates.at('median')
  const interval = median.at('confidence_interval')
  return inBaseUnit(
    {
      metric: 'latency',
      unit: 'ns',
      direction: 'lower',
      samples: samples ?? [median.at('point_estimate').number()],
      low: samples ? undefined : interval.at('lower_bound').optionalNumber(),
      high: samples ? undefined : interval.at('upper_bound').optionalNumber(),
    },
    options,
  )
}

function samplesOf(sample: JsonPlace): number[] | undefined {
  const times = sample.at('times').optionalNumbers()
  const counts = sample.at('iters').optionalNumbers()
  if (!times || !counts) return undefined
  if (times.length !== counts.length || counts.some((count) => count <= 0)) {
    throw new OutputError(`${sample.path}: ${times.length} times for ${counts.length} counts of iterations`)
  }
  return times.map((time, index) => time / counts[index]!)
}
