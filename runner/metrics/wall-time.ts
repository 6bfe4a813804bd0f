import type { ProcessMetric } from './metric.ts'

export const wallTime: ProcessMetric = {
  name: 'wall-time',
  unit: 'ns',
  direction: 'lower',
  description: 'Time from starting the command until it has ended, by the monotonic clock.',
  read: (execution) => execution.wallTimeNs,
}
