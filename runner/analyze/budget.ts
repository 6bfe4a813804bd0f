import { type Budget, nameOfQuantile } from '../config/limits.ts'
import { fewestValues } from '../stats/quantile-interval.ts'
import { formatEstimate, formatQuantity } from '../units.ts'
import type { Estimate } from './analysis.ts'

/** Where an estimate stands against a budget, and in words why. */
export interface BudgetStanding {
  /**
   * `at-risk`: the interval straddles the limit, so nobody can know. `open`: the value is within, but so few samples do not bound it
   * on the side of the limit. `unfit`: the units do not match.
   */
  readonly standing: 'within' | 'at-risk' | 'over' | 'open' | 'unfit'
  /** Empty where all is well. */
  readonly reason: string
}

/**
 * Over only where the whole interval is beyond the limit.
 *
 * @param estimate of what the budget limits: the median, or its percentile (see `percentileOf`)
 * @param samples how many the estimate is made of
 */
export function standingOf(
  estimate: Estimate,
  samples: number,
  unit: string,
  budget: Budget,
): BudgetStanding {
  if (budget.unit !== unit) {
    return {
      standing: 'unfit',
      reason: `the budget of ${budget.text} is not in ${unit}, so it could not be applied`,
    }
  }
  const atMost = budget.operator === '<='
  const beyond = (value: number) => (atMost ? value > budget.limit : value < budget.limit)
  const name = budget.quantile === 0.5 ? '' : `${nameOfQuantile(budget.quantile)} `
  const value = `${name}${formatEstimate(estimate, unit)}`
  const limit = formatQuantity(budget.limit, unit)
  if (beyond(atMost ? estimate.low : estimate.high)) {
    return { standing: 'over', reason: `${value} is ${atMost ? 'above' : 'below'} the budget of ${limit}` }
  }
  const far = atMost ? estimate.high : estimate.low
  if (!Number.isFinite(far) && !beyond(estimate.value)) {
    const reason = `${value} is within the budget of ${limit}, but ${unboundedText(samples, estimate, budget)}`
    return { standing: 'open', reason }
  }
  if (beyond(far)) {
    return { standing: 'at-risk', reason: `at risk: ${value} straddles the budget of ${limit}` }
  }
  return { standing: 'within', reason: '' }
}

/** `20 samples do not bound p95: it takes 72, 52 more`. */
function unboundedText(samples: number, { confidence }: Estimate, { quantile, operator }: Budget): string {
  const needed = fewestValues(quantile, operator === '<=' ? 'high' : 'low', confidence)
  const had = samples === 1 ? '1 sample does' : `${samples} samples do`
  return `${had} not bound ${nameOfQuantile(quantile)}: it takes ${needed}, ${needed - samples} more`
}
