import type { RunMetric } from './metric.ts'

export const fileSizeGzip: RunMetric = {
  name: 'file-size-gzip',
  unit: 'B',
  direction: 'lower',
  description: 'Size of the same files, each compressed by gzip at level 9, as a web server may send them.',
  read: ({ files }) => files?.gzipBytes,
}
