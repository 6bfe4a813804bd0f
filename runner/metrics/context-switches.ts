import type { ProcessMetric } from './metric.ts'

export const contextSwitches: ProcessMetric = {
  name: 'context-switches',
  unit: 'count',
  direction: 'lower',
  description: 'How often the command gave up the processor or had it taken away.',
  read: ({ contextSwitchesVoluntary, contextSwitchesInvoluntary }) =>
    contextSwitchesVoluntary === undefined || contextSwitchesInvoluntary === undefined
      ? undefined
      : contextSwitchesVoluntary + contextSwitchesInvoluntary,
}
