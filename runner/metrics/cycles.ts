import type { InstrumentMetric } from './metric.ts'

export const cycles: InstrumentMetric = {
  name: 'cycles',
  unit: 'count',
  direction: 'lower',
  description:
    'Processor cycles that the command and all it started spent in user space, counted by the processor: perf stat.',
  instrument: 'perf-stat',
}
