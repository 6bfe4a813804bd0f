import { BLOCK_BYTES, type ProcessMetric } from './metric.ts'

export const blockInput: ProcessMetric = {
  name: 'block-input',
  unit: 'B',
  direction: 'lower',
  description: 'What the command, and the processes that it waited for, made the system read from disks.',
  read: ({ blocksRead }) => (blocksRead === undefined ? undefined : blocksRead * BLOCK_BYTES),
}
