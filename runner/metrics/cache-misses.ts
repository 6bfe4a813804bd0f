import type { InstrumentMetric } from './metric.ts'

export const cacheMisses: InstrumentMetric = {
  name: 'cache-misses',
  unit: 'count',
  direction: 'lower',
  description: 'Memory accesses from user space that missed the last cache: perf stat.',
  instrument: 'perf-stat',
}
