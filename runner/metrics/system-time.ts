import type { ProcessMetric } from './metric.ts'

export const systemTime: ProcessMetric = {
  name: 'system-time',
  unit: 'ns',
  direction: 'lower',
  description: 'Processor time that the kernel spent for the command and the processes that it waited for.',
  read: (execution) => execution.systemTimeNs,
}
