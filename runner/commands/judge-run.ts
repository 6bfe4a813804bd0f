import { analyzeRun, type History } from '../analyze/analyze-run.ts'
import type { MeasuredRun } from '../measure/record.ts'
import type { Policy } from '../plan/policy.ts'
import { judge, type RunVerdict } from '../verdict.ts'
import type { Baselines } from './named-baseline.ts'
import { toolVersion } from './tool-version.ts'

/** Analyzes a run against a history and judges it by a policy. Pure: what is kept or printed is the caller's. `baselines`: those that the policy asks for, as far as they were found. */
export function judgeRun(
  run: MeasuredRun,
  history: History,
  policy: Policy,
  baseBranch: string,
  baselines: Baselines = new Map(),
): RunVerdict {
  const analysis = analyzeRun(run, history, {
    baseBranch,
    confidenceFor: (key, metric) => policy.forMetric(key, metric).confidence,
    baselineFor: (key, metric) => {
      const asked = policy.forMetric(key, metric).baseline
      const found = asked && baselines.get(asked.name)
      return found && { ...found, instead: asked.instead }
    },
  })
  return judge(run, analysis, policy, toolVersion())
}
