import type { ProcessMetric } from './metric.ts'

export const pageFaults: ProcessMetric = {
  name: 'page-faults',
  unit: 'count',
  direction: 'lower',
  description: 'Page faults of the command, those served from memory and those that read the disk.',
  read: ({ pageFaultsMinor, pageFaultsMajor }) =>
    pageFaultsMinor === undefined || pageFaultsMajor === undefined
      ? undefined
      : pageFaultsMinor + pageFaultsMajor,
}
