import type { ProcessMetric } from './metric.ts'

export const userTime: ProcessMetric = {
  name: 'user-time',
  unit: 'ns',
  direction: 'lower',
  description: 'Processor time spent in the command itself and in the processes that it waited for.',
  read: (execution) => execution.userTimeNs,
}
