import { quantileSorted, sorted } from '../stats/quantile.ts'
import { quantileInterval } from '../stats/quantile-interval.ts'
import type { Estimate } from './analysis.ts'

/**
 * A percentile of what one run measured, with its interval. So few samples that they do not bound it give an infinite end (see
 * {@link quantileInterval}).
 *
 * @param samples at least one
 * @param quantile 0.95 is p95
 */
export function percentileOf(samples: readonly number[], quantile: number, confidence: number): Estimate {
  const value = quantileSorted(sorted(samples), quantile)
  return { value, ...quantileInterval(samples, quantile, confidence), confidence }
}
