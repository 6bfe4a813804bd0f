import type { InstrumentMetric } from './metric.ts'

export const instructions: InstrumentMetric = {
  name: 'instructions',
  unit: 'count',
  direction: 'lower',
  description:
    'Instructions that the command and all it started executed in user space, counted by the processor: perf stat.',
  instrument: 'perf-stat',
}
