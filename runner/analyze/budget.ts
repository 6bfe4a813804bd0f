import type { Budget } from '../config/limits.ts'
import { formatEstimate, formatQuantity } from '../units.ts'
import type { Estimate } from './analysis.ts'

/** Where an estimate stands against a budget, and in words why. */
export interface BudgetStanding {
  /** `at-risk`: the interval straddles the limit, so nobody can know. `unfit`: the units do not match. */
  readonly standing: 'within' | 'at-risk' | 'over' | 'unfit'
  /** Empty where all is well. */
  readonly reason: string
}

/** Over only where the whole interval is beyond the limit. */
export function standingOf(estimate: Estimate, unit: string, budget: Budget): BudgetStanding {
  if (budget.unit !== unit) {
    return {
      standing: 'unfit',
      reason: `the budget of ${budget.text} is not in ${unit}, so it could not be applied`,
    }
  }
  const atMost = budget.operator === '<='
  const beyond = (value: number) => (atMost ? value > budget.limit : value < budget.limit)
  const value = formatEstimate(estimate, unit)
  const limit = formatQuantity(budget.limit, unit)
  if (beyond(atMost ? estimate.low : estimate.high)) {
    return { standing: 'over', reason: `${value} is ${atMost ? 'above' : 'below'} the budget of ${limit}` }
  }
  if (beyond(atMost ? estimate.high : estimate.low)) {
    return { standing: 'at-risk', reason: `at risk: ${value} straddles the budget of ${limit}` }
  }
  return { standing: 'within', reason: '' }
}
