import type { InstrumentMetric } from './metric.ts'

export const branchMisses: InstrumentMetric = {
  name: 'branch-misses',
  unit: 'count',
  direction: 'lower',
  description: 'Branches in user space that the processor guessed wrong: perf stat.',
  instrument: 'perf-stat',
}
