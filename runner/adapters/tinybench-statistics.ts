import type { AdapterMeasurement, AdapterOptions } from './adapter.ts'
import type { JsonPlace } from './json-place.ts'
import { inBaseUnit } from './measurement.ts'

/** The two statistics of a tinybench task result, version 3 and newer: latency in ms, throughput in operations per second. */
export function readStatistics(result: JsonPlace, options?: AdapterOptions): AdapterMeasurement[] {
  const measurements = [readOne(result.at('latency'), 'latency', 'ms', options)]
  if (result.at('throughput').isObject && result.at('throughput').has('mean')) {
    measurements.push(readOne(result.at('throughput'), 'throughput', 'ops/s', options))
  }
  return measurements
}

/** Every sample where the benchmark retained them, else the median (older versions: the mean) and the count behind it. */
function readOne(
  statistics: JsonPlace,
  metric: 'latency' | 'throughput',
  unit: string,
  options: AdapterOptions | undefined,
): AdapterMeasurement {
  const samples = statistics.at('samples').optionalNumbers()
  const summary = statistics.has('p50') ? statistics.at('p50') : statistics.at('mean')
  return inBaseUnit(
    {
      metric,
      unit,
      direction: metric === 'latency' ? 'lower' : 'higher',
      samples: samples ?? [summary.number()],
      sampleCount: statistics.at('samplesCount').optionalNumber(),
    },
    options,
  )
}
