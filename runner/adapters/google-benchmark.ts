import {
  type Adapter,
  type AdapterMeasurement,
  type AdapterOptions,
  type AdapterResult,
  OutputError,
} from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { directionOfUnit, inBaseUnit, joinRepeated, metricName } from './measurement.ts'

/**
 * Google Benchmark's JSON. Repetitions are samples; aggregate rows are used only where nothing else was written; a benchmark
 * that skipped itself is left out: its times are written as 0.
 */
export const googleBenchmark: Adapter = {
  name: 'google-benchmark',
  description:
    'Google Benchmark with --benchmark_format=json or --benchmark_out=…; --benchmark_repetitions=N gives N samples.',
  detect: (text) => {
    const document = tryJson(text)
    return (
      document?.at('context').isObject === true &&
      document.at('benchmarks').isList &&
      document
        .at('benchmarks')
        .list()
        .some((row) => row.has('real_time') || row.has('run_name'))
    )
  },
  parse: (text, options) => {
    const rows = readJson(text)
      .at('benchmarks')
      .list()
      .filter((row) => row.at('skipped').value !== true)
    rows.forEach(refuseError)
    const iterations = rows.filter((row) => row.at('run_type').value !== 'aggregate')
    const used = iterations.length > 0 ? iterations : representatives(rows)
    return joinRepeated(used.map((row) => readRow(row, options)))
  },
}

function refuseError(row: JsonPlace): void {
  if (row.at('error_occurred').value !== true) return
  const message = row.at('error_message').value ?? 'no message'
  throw new OutputError(`${row.path}: ${row.at('name').text()} failed: ${message}`)
}

/** One aggregate row for each benchmark: its median, or its mean where the median is absent. */
function representatives(rows: readonly JsonPlace[]): JsonPlace[] {
  const chosen = new Map<string, JsonPlace>()
  for (const kind of ['mean', 'median']) {
    for (const row of rows) {
      if (row.at('aggregate_name').value === kind) chosen.set(row.at('run_name').text(), row)
    }
  }
  return [...chosen.values()]
}

function readRow(row: JsonPlace, options: AdapterOptions | undefined): AdapterResult {
  const unit = row.has('time_unit') ? row.at('time_unit').text() : 'ns'
  const time = (metric: string, key: string): AdapterMeasurement =>
    inBaseUnit({ metric, unit, direction: 'lower', samples: [row.at(key).number()] }, options)
  return {
    name: row.has('run_name') ? row.at('run_name').text() : row.at('name').text(),
    measurements: [time('latency', 'real_time'), time('cpu-time', 'cpu_time'), ...readCounters(row, options)],
  }
}

const OWN_KEYS = new Set(
  `name family_index per_family_instance_index run_name run_type repetitions repetition_index threads iterations
  real_time cpu_time time_unit label aggregate_name aggregate_unit error_occurred error_message skipped skip_message
  big_o cpu_coefficient real_coefficient rms allocs_per_iter max_bytes_used total_allocated_bytes
  net_heap_growth`.split(/\s+/),
)

/** Counters of the user's own stand beside Google Benchmark's keys. */
function readCounters(row: JsonPlace, options: AdapterOptions | undefined): AdapterMeasurement[] {
  return row
    .entries()
    .filter(([key, place]) => !OWN_KEYS.has(key) && typeof place.value === 'number')
    .map(([key, place]) =>
      inBaseUnit(
        {
          metric: metricName(key),
          unit: counterUnit(key),
          direction: directionOfUnit(key),
          samples: [place.number()],
        },
        options,
      ),
    )
}

function counterUnit(key: string): string {
  if (key === 'bytes_per_second') return 'B/s'
  return key === 'items_per_second' ? 'ops/s' : 'count'
}
