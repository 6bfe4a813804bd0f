import type { RunMetric } from './metric.ts'

export const successRate: RunMetric = {
  name: 'success-rate',
  unit: 'ratio',
  direction: 'higher',
  description: 'Share of the measured iterations that succeeded.',
  read: ({ attempted, failed }) => (attempted === 0 ? undefined : (attempted - failed) / attempted),
}
