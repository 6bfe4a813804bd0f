import type { Adapter, AdapterMeasurement, AdapterOptions } from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { directionOfUnit, inBaseUnit, metricName } from './measurement.ts'

/** Bencher's own measures; the files name no unit. */
const UNITS: Readonly<Record<string, string>> = {
  latency: 'ns',
  throughput: 'ops/s',
  'build-time': 's',
  'file-size': 'B',
  'binary-size': 'B',
}

/** Bencher Metric Format: `{ benchmark: { measure: { value, lower_value, upper_value } } }`. */
export const bencher: Adapter = {
  name: 'bencher',
  description:
    'Bencher Metric Format, {"benchmark": {"measure": {"value": …}}}: latency in ns, throughput in ops/s; declare the unit and direction of measures of your own in the config.',
  detect: (text) => {
    const document = tryJson(text)
    if (!document?.isObject) return false
    const benchmarks = document.entries().map(([, benchmark]) => benchmark)
    return benchmarks.length > 0 && benchmarks.every(isBenchmark)
  },
  parse: (text, options) =>
    readJson(text)
      .entries()
      .map(([name, benchmark]) => ({ name, measurements: readMeasures(benchmark, options) })),
}

function isBenchmark(benchmark: JsonPlace): boolean {
  if (!benchmark.isObject) return false
  const measures = benchmark.entries().map(([, measure]) => measure)
  return measures.length > 0 && measures.every((measure) => measure.isObject && measure.has('value'))
}

function readMeasures(benchmark: JsonPlace, options: AdapterOptions | undefined): AdapterMeasurement[] {
  return benchmark.entries().map(([written, place]) => {
    const metric = metricName(written)
    const unit = UNITS[metric] ?? ''
    return inBaseUnit(
      {
        metric,
        unit,
        direction: directionOfUnit(unit || written),
        samples: [place.at('value').number()],
        low: place.at('lower_value').optionalNumber(),
        high: place.at('upper_value').optionalNumber(),
      },
      options,
    )
  })
}
