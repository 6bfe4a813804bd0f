import type { ProcessMetric } from './metric.ts'

export const peakMemoryTree: ProcessMetric = {
  name: 'peak-memory-tree',
  unit: 'B',
  direction: 'lower',
  description:
    'Most resident memory that the command and all it started held at once, as the sampler saw it; what they share counts for each.',
  read: ({ timeline }) => timeline && Math.max(...timeline.residentBytes),
}
