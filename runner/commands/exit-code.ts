import { ExitCode } from '../errors.ts'
import type { RunReport, VerdictState } from '../report/model.ts'

export interface ExitPolicy {
  /** Whatever leaves a doubt fails too. */
  readonly strict: boolean
  /** True for a case that the config declares: its absence is a failure, not a rename. */
  readonly isDeclared: (measured: RunReport['cases'][number]) => boolean
}

/**
 * What a run's verdicts mean for the shell, the worst first: 130 interrupted; 3 a case failed, a declared one is
 * missing, or nothing was measured; 1 a regression or a broken budget, and with --strict anything that leaves a doubt; 0.
 */
export function exitCodeOf(report: RunReport, policy: ExitPolicy): ExitCode {
  if (report.run.interrupted) return ExitCode.interrupted
  const states = new Set(report.cases.map((measured) => measured.verdict?.state ?? null))
  const measured = report.cases.some(({ status, metrics }) => status === 'ok' && metrics.length > 0)
  const lost = report.cases.some(
    (entry) => isLost(entry) && (entry.status === 'failed' || policy.isDeclared(entry)),
  )
  if (!measured || lost) return ExitCode.failure
  if (states.has('regressed') || states.has('over-budget')) return ExitCode.regression
  return policy.strict && isDoubtful(states, report) ? ExitCode.regression : ExitCode.ok
}

function isLost({ status, verdict }: RunReport['cases'][number]): boolean {
  return (
    status === 'failed' || status === 'missing' || verdict?.state === 'failed' || verdict?.state === 'missing'
  )
}

function isDoubtful(states: ReadonlySet<VerdictState | null>, report: RunReport): boolean {
  return states.has('inconclusive') || states.has('missing') || states.has(null) || report.warnings.length > 0
}
