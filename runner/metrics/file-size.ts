import type { RunMetric } from './metric.ts'

export const fileSize: RunMetric = {
  name: 'file-size',
  unit: 'B',
  direction: 'lower',
  description: 'Size of the files that the benchmark names under `files`, all together.',
  read: ({ files }) => files?.rawBytes,
}
