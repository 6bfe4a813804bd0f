import type { Analysis } from './analyze/analysis.ts'
import type { RecordedVerdict, Severity, VerdictState } from './ledger/verdicts.ts'
import type { MeasuredRun } from './measure/record.ts'
import type { Policy } from './plan/policy.ts'

/** All verdicts of one run. */
export interface RunVerdict {
  readonly state: VerdictState
  readonly severity: Severity | undefined
  /** One per case × metric that was measured or expected, in the order of the run. */
  readonly verdicts: readonly RecordedVerdict[]
}

/** The only place that decides. */
export type Judge = (run: MeasuredRun, analysis: Analysis, policy: Policy) => RunVerdict
