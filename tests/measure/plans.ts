import type { MeasureEffects } from '../../runner/measure/effects.ts'
import { measure } from '../../runner/measure/measure.ts'
import type { MeasureRecord } from '../../runner/measure/record.ts'
import type { Command, Plan, PlannedCase, PlannedSuite, Stopping } from '../../runner/plan/plan.ts'
import type { FakeExecutors } from './fake-executor.ts'

export const line = (text: string): Command => ({ kind: 'shell', line: text })

type CaseOverrides = Partial<Omit<PlannedCase, 'stopping'>> & { readonly stopping?: Partial<Stopping> }

/** A case that runs a command named like itself twice. */
export function plannedCase(benchmark: string, overrides: CaseOverrides = {}): PlannedCase {
  const { stopping, ...rest } = overrides
  return {
    key: { suite: 'suite', benchmark, params: {} },
    command: { kind: 'words', words: [benchmark] },
    cwd: import.meta.dirname,
    env: {},
    hooks: {},
    stopping: { warmup: 0, min: 1, max: 2, maxTimeMs: Infinity, precisionRatio: 0, ...stopping },
    timeoutMs: 10_000,
    metrics: ['wall-time'],
    output: undefined,
    expectedExitCodes: [0],
    ...rest,
  }
}

export function planOf(cases: readonly PlannedCase[], order: PlannedSuite['order'] = 'interleaved'): Plan {
  return {
    root: import.meta.dirname,
    seed: 1,
    suites: [{ name: 'suite', order, cases }],
    declaredMetrics: [],
    partial: false,
  }
}

/** All records of a plan. */
export async function recordsOf(
  plan: Plan,
  executors: FakeExecutors,
  effects: Partial<MeasureEffects> = {},
): Promise<MeasureRecord[]> {
  const records: MeasureRecord[] = []
  const all = { openExecutors: async () => executors, env: {}, ...effects }
  for await (const record of measure(plan, all)) records.push(record)
  return records
}
