import {
  type Adapter,
  type AdapterMeasurement,
  type AdapterOptions,
  type AdapterResult,
  OutputError,
} from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { inBaseUnit } from './measurement.ts'
import { ofSummary } from './summary.ts'

/** BenchmarkDotNet's full JSON: nanoseconds; `OriginalValues` are the samples, outliers included. */
export const benchmarkDotNet: Adapter = {
  name: 'benchmarkdotnet',
  description: 'BenchmarkDotNet with [JsonExporterAttribute.Full] or --exporters json: *-report-full.json.',
  detect: (text) => {
    const document = tryJson(text)
    return document?.at('HostEnvironmentInfo').isObject === true && document.at('Benchmarks').isList
  },
  parse: (text, options) =>
    readJson(text)
      .at('Benchmarks')
      .list()
      .map((benchmark) => readBenchmark(benchmark, options)),
}

function readBenchmark(benchmark: JsonPlace, options: AdapterOptions | undefined): AdapterResult {
  const name = nameOf(benchmark)
  const statistics = benchmark.at('Statistics')
  if (!statistics.isObject) throw new OutputError(`${statistics.path}: ${name} has no statistics: it failed`)
  const latency = inBaseUnit(
    {
      metric: 'latency',
      unit: 'ns',
      direction: 'lower',
      samples: statistics.at('OriginalValues').optionalNumbers() ?? [statistics.at('Median').number()],
      sampleCount: statistics.at('N').optionalNumber(),
    },
    options,
  )
  return { name, measurements: [latency, ...readMemory(benchmark.at('Memory'), options)] }
}

/** `Namespace.Type.Method(params)`; the brief form of the export has it in parts. */
function nameOf(benchmark: JsonPlace): string {
  if (benchmark.has('FullName')) return benchmark.at('FullName').text()
  return ['Namespace', 'Type', 'Method']
    .filter((key) => benchmark.has(key))
    .map((key) => benchmark.at(key).text())
    .join('.')
}

function readMemory(memory: JsonPlace, options: AdapterOptions | undefined): AdapterMeasurement[] {
  if (!memory.has('BytesAllocatedPerOperation')) return []
  const value = memory.at('BytesAllocatedPerOperation').number()
  return [ofSummary({ metric: 'allocated-memory', unit: 'B', value }, options)]
}
