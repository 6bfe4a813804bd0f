import type { InstrumentMetric } from './metric.ts'

export const peakMemoryCgroup: InstrumentMetric = {
  name: 'peak-memory-cgroup',
  unit: 'B',
  direction: 'lower',
  description:
    'Most memory that the command and all it started held at once, page cache included, counted by a control group.',
  instrument: 'control-group',
}
