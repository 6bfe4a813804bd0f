import type { InstrumentMetric } from './metric.ts'

export const callgrindInstructions: InstrumentMetric = {
  name: 'callgrind-instructions',
  unit: 'count',
  direction: 'lower',
  description:
    'Instructions in user space, counted by Valgrind’s simulated processor: the same on every machine, some fifty times slower.',
  instrument: 'callgrind',
}
