import type { Adapter, AdapterOptions, AdapterResult } from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { inBaseUnit } from './measurement.ts'

/** pyperf's JSON: every value of every process is a sample; calibration and warm-up are left out. */
export const pyperf: Adapter = {
  name: 'pyperf',
  description: 'The file that pyperf writes with -o ….json: every value of every worker process.',
  detect: (text) => {
    const document = tryJson(text)
    return (
      document?.at('benchmarks').isList === true &&
      !document.at('layout').isList &&
      document
        .at('benchmarks')
        .list()
        .some((benchmark) => benchmark.at('runs').isList)
    )
  },
  parse: (text, options) => {
    const document = readJson(text)
    return document
      .at('benchmarks')
      .list()
      .map((benchmark) => readBenchmark(benchmark, document.at('metadata'), options))
  },
}

function readBenchmark(
  benchmark: JsonPlace,
  shared: JsonPlace,
  options: AdapterOptions | undefined,
): AdapterResult {
  const runs = benchmark.at('runs').list()
  // What all benchmarks, or all runs, have in common is written once, further out.
  const found = (key: string): string | undefined =>
    [runs.at(-1)?.at('metadata'), benchmark.at('metadata'), shared]
      .filter((place) => place?.has(key))
      .map((place) => place!.at(key).text())[0]
  const samples = runs.flatMap((run) => run.at('values').optionalNumbers() ?? [])
  if (samples.length === 0) throw benchmark.at('runs').expected('at least one run with values')
  const unit = found('unit') ?? 'second'
  return { name: found('name'), measurements: [inBaseUnit({ ...metricOf(unit), samples }, options)] }
}

function metricOf(unit: string) {
  if (unit === 'second') return { metric: 'latency', unit: 's', direction: 'lower' } as const
  if (unit === 'byte') return { metric: 'memory', unit: 'B', direction: 'lower' } as const
  return { metric: 'value', unit: unit === 'integer' ? 'count' : unit, direction: 'lower' } as const
}
