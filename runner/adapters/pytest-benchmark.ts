import type { Adapter, AdapterOptions, AdapterResult } from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { inBaseUnit } from './measurement.ts'

/** pytest-benchmark's JSON: seconds; `data` are the samples, which --benchmark-save-data or --benchmark-json keep. */
export const pytestBenchmark: Adapter = {
  name: 'pytest-benchmark',
  description: 'The file that pytest writes with --benchmark-json=….',
  detect: (text) => {
    const document = tryJson(text)
    return (
      document?.at('benchmarks').isList === true &&
      document
        .at('benchmarks')
        .list()
        .some((benchmark) => benchmark.at('stats').isObject)
    )
  },
  parse: (text, options) =>
    readJson(text)
      .at('benchmarks')
      .list()
      .map((benchmark) => readBenchmark(benchmark, options)),
}

function readBenchmark(benchmark: JsonPlace, options: AdapterOptions | undefined): AdapterResult {
  const stats = benchmark.at('stats')
  const samples = stats.at('data').optionalNumbers()
  const latency = inBaseUnit(
    {
      metric: 'latency',
      unit: 's',
      direction: 'lower',
      samples: samples ?? [stats.at('median').number()],
      sampleCount: stats.at('rounds').optionalNumber(),
    },
    options,
  )
  const name = benchmark.has('fullname') ? benchmark.at('fullname').text() : benchmark.at('name').text()
  return { name, measurements: [latency] }
}
