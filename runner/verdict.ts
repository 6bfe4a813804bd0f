import type { Analysis, SeriesAnalysis } from './analyze/analysis.ts'
import { isComparison } from './analyze/compare-run.ts'
import type { RecordedVerdict } from './ledger/verdicts.ts'
import type { MeasuredCase, MeasuredRun } from './measure/record.ts'
import { caseId } from './plan/identity.ts'
import type { MetricPolicy, Policy } from './plan/policy.ts'
import { judgeAbsent, unmeasuredBudgets } from './verdict/absent.ts'
import { type BudgetFinding, judgeBudgets } from './verdict/against-budgets.ts'
import { type HistoryFinding, judgeHistory } from './verdict/against-history.ts'
import { type Finding, numbers, type Record, recorder } from './verdict/finding.ts'
import { isWorse, type Outcome, worstOf } from './verdict/outcome.ts'

export { isWorse, type Outcome, worstOf }

/** All verdicts of one run. */
export interface RunVerdict extends Outcome {
  /** One per case × metric that was measured or expected, in the order of the run. */
  readonly verdicts: readonly RecordedVerdict[]
}

/** The only place that decides. Pure. */
export type Judge = (run: MeasuredRun, analysis: Analysis, policy: Policy, toolVersion: string) => RunVerdict

export const judge: Judge = (run, analysis, policy, toolVersion) => {
  const record = recorder(run, toolVersion)
  const bySeriesCase = Map.groupBy(analysis.series, ({ series }) => caseId(series.key.case))
  const measured = run.cases.flatMap((one) =>
    judgeCase(one, bySeriesCase.get(caseId(one.key)) ?? [], policy, record),
  )
  const absent = judgeAbsent(run, analysis, policy, record)
  const verdicts = [...measured, ...unmeasuredBudgets(run, policy, record), ...absent]
  const worst = worstOf(verdicts) ?? { state: 'inconclusive' as const, severity: undefined }
  return { ...worst, verdicts }
}

const CUT_REASON = 'the case was interrupted: fewer iterations than planned'

function judgeCase(
  measured: MeasuredCase,
  series: readonly SeriesAnalysis[],
  policy: Policy,
  record: Record,
): RecordedVerdict[] {
  if (measured.status === 'failed') {
    return [record(measured.key, undefined, { state: 'failed', reasons: [failureReason(measured)] })]
  }
  const cut = measured.status === 'interrupted'
  if (series.length === 0) {
    const reason = cut
      ? 'interrupted before anything was measured'
      : 'the command ran but gave no measurement'
    return [record(measured.key, undefined, { state: cut ? 'inconclusive' : 'missing', reasons: [reason] })]
  }
  return series.map((one) => {
    const { metric } = one.series.key
    const samples = measured.metrics.find((each) => each.metric.name === metric.name)?.samples ?? []
    const finding = judgeSeries(one, samples, policy.forMetric(measured.key, metric))
    const reasons = cut ? [...finding.reasons, CUT_REASON] : finding.reasons
    return record(measured.key, metric, { ...finding, reasons })
  })
}

function failureReason({ failure, failures, iterations }: MeasuredCase): string {
  const what = failure?.message ?? 'failed'
  return failures > 0 && iterations > 1 ? `${what} (${failures} of ${iterations} iterations failed)` : what
}

function judgeSeries(analysis: SeriesAnalysis, samples: readonly number[], policy: MetricPolicy): Finding {
  const { current, comparison } = analysis
  const history = judgeHistory(analysis, policy)
  const compared = history.comparison ?? (isComparison(comparison) ? comparison : undefined)
  return {
    ...decide(history, judgeBudgets(analysis, samples, policy)),
    ...numbers(current, compared),
    confidence: policy.confidence,
    budget: policy.budgets.length === 0 ? undefined : policy.budgets.map(({ text }) => text).join(', '),
  }
}

/** A broken budget comes before the history. One that so few iterations cannot show to be kept leaves open what was well. */
function decide(
  history: HistoryFinding,
  { over, open, notes }: BudgetFinding,
): Outcome & Pick<Finding, 'reasons'> {
  const told = [history.reason, ...(history.also === undefined ? [] : [history.also])]
  if (over.length > 0) {
    return { state: 'over-budget', severity: undefined, reasons: [...over, ...told, ...open, ...notes] }
  }
  const isWell = history.state === 'ok' || history.state === 'improved'
  if (open.length > 0 && isWell) {
    return { state: 'inconclusive', severity: undefined, reasons: [...open, ...told, ...notes] }
  }
  const { state, severity } = history
  return { state, severity, reasons: [...told, ...open, ...notes] }
}
