import { BLOCK_BYTES, type ProcessMetric } from './metric.ts'

export const blockOutput: ProcessMetric = {
  name: 'block-output',
  unit: 'B',
  direction: 'lower',
  description: 'What the command, and the processes that it waited for, made the system write to disks.',
  read: ({ blocksWritten }) => (blocksWritten === undefined ? undefined : blocksWritten * BLOCK_BYTES),
}
