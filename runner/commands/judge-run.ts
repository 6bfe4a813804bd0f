import { analyzeRun, type History } from '../analyze/analyze-run.ts'
import type { MeasuredRun } from '../measure/record.ts'
import type { Policy } from '../plan/policy.ts'
import { judge, type RunVerdict } from '../verdict.ts'
import { toolVersion } from './tool-version.ts'

/** Analyzes a run against a history and judges it by a policy. Pure: what is kept or printed is the caller's. */
export function judgeRun(run: MeasuredRun, history: History, policy: Policy, baseBranch: string): RunVerdict {
  const analysis = analyzeRun(run, history, {
    baseBranch,
    confidenceFor: (key, metric) => policy.forMetric(key, metric).confidence,
  })
  return judge(run, analysis, policy, toolVersion())
}
