import type { Estimate, SeriesAnalysis } from '../analyze/analysis.ts'
import { standingOf } from '../analyze/budget.ts'
import { burnDown } from '../analyze/burn-down.ts'
import { percentileOf } from '../analyze/percentile.ts'
import type { Budget } from '../config/limits.ts'
import type { MetricPolicy } from '../plan/policy.ts'

/** What the budgets of one series say about its newest run, each in words where there is something to say. */
export interface BudgetFinding {
  /** Broken: these make the verdict, whatever the history. */
  readonly over: readonly string[]
  /** Kept as far as one can see, but so few iterations cannot show it. */
  readonly open: readonly string[]
  /** At risk, drifting towards the limit, or not to be applied. */
  readonly notes: readonly string[]
}

/**
 * Every budget of a series against what the run measured: the median's against its estimate, another percentile's against the
 * samples.
 */
export function judgeBudgets(
  analysis: SeriesAnalysis,
  samples: readonly number[],
  { budgets, confidence }: MetricPolicy,
): BudgetFinding {
  const { current } = analysis
  if (current === undefined || samples.length === 0) return { over: [], open: [], notes: [] }
  const told = budgets.map((budget) => {
    const estimate = budget.quantile === 0.5 ? current : percentileOf(samples, budget.quantile, confidence)
    return tell(budget, estimate, samples.length, analysis)
  })
  const reasons = (kind: keyof BudgetFinding) =>
    told.filter((one) => one.kind === kind && one.reason !== '').map(({ reason }) => reason)
  return { over: reasons('over'), open: reasons('open'), notes: reasons('notes') }
}

function tell(
  budget: Budget,
  estimate: Estimate,
  samples: number,
  { series, trend }: SeriesAnalysis,
): { readonly kind: keyof BudgetFinding; readonly reason: string } {
  const { standing, reason } = standingOf(estimate, samples, series.key.metric.unit, budget)
  switch (standing) {
    case 'over':
    case 'open':
      return { kind: standing, reason }
    case 'within':
      return { kind: 'notes', reason: burnDown(estimate, trend, budget) ?? '' }
    default:
      return { kind: 'notes', reason }
  }
}
