import { type Budget, nameOfQuantile } from '../config/limits.ts'
import type { Estimate, Trend } from './analysis.ts'

/** Further ahead than a year nobody should follow a straight line. */
const MAX_WEEKS = 52

/**
 * When a drift reaches a budget, in words: `at this drift the budget of 250 ms is reached in about 9 weeks [6 to 15]`. Undefined
 * where nothing drifts towards it, where the pace is not known, and beyond a year. A drift is a ratio per week; it is known of the
 * medians, and a percentile is taken to follow them, which is then said.
 */
export function burnDown(current: Estimate, trend: Trend | undefined, budget: Budget): string | undefined {
  const slope = trend?.slopePerWeek
  if (slope === undefined || (trend?.direction !== 'degrading' && trend?.direction !== 'improving')) {
    return undefined
  }
  const weeksAt = (ratio: number) => Math.log(budget.limit / current.value) / Math.log1p(ratio)
  const weeks = weeksAt(slope.value)
  if (!(weeks > 0 && weeks <= MAX_WEEKS)) return undefined
  const ends = [weeksAt(slope.low), weeksAt(slope.high)].map((end) => (end > 0 ? end : Infinity))
  const [soonest, latest] = [Math.min(...ends), Math.max(...ends)]
  const until = latest > MAX_WEEKS ? 'or much later' : `to ${whole(latest)}`
  const name = nameOfQuantile(budget.quantile)
  const drift = budget.quantile === 0.5 ? 'at this drift' : `if ${name} drifts as the median does,`
  return `${drift} the budget of ${budget.text} is reached in about ${whole(weeks)} ${whole(weeks) === 1 ? 'week' : 'weeks'} [${whole(soonest)} ${until}]`
}

function whole(weeks: number): number {
  return Math.max(1, Math.round(weeks))
}
