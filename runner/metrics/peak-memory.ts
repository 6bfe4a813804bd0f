import type { ProcessMetric } from './metric.ts'

export const peakMemory: ProcessMetric = {
  name: 'peak-memory',
  unit: 'B',
  direction: 'lower',
  description:
    'Largest resident memory of the command, or of the largest process that it waited for where that is more.',
  read: (execution) => execution.peakMemoryBytes,
}
