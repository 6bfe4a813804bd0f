import type { Direction } from '../metrics/metric.ts'
import { mannKendall } from '../stats/mann-kendall.ts'
import { MAD_TO_SIGMA, median } from '../stats/summary.ts'
import { slopesOf, theilSen } from '../stats/theil-sen.ts'
import type { Estimate, Trend } from './analysis.ts'
import type { Pace } from './pace.ts'
import { scaleFor } from './scale.ts'

/** Fewer points show no drift that noise could not. */
const MIN_POINTS = 8
/** What drifted years ago is no news, and would hide what drifts now. */
export const MOST_TREND_POINTS = 1_000
/** A drift is told when a test for one would be wrong in at most one of a hundred series. */
const SIGNIFICANCE = 0.01
/** Run-to-run noise from which on a series without a trend is called volatile. */
const VOLATILE_NOISE_RATIO = 0.1

/** Steady drift within one level, the newest thousand points of the base branch since its last change. Undefined for fewer than 8. */
export function trendOf(
  medians: readonly number[],
  direction: Direction,
  confidence: number,
  pace?: Pace,
): Trend | undefined {
  if (medians.length > MOST_TREND_POINTS) {
    const recent = trendOf(medians.slice(-MOST_TREND_POINTS), direction, confidence, pace)
    return recent && { ...recent, lastRuns: MOST_TREND_POINTS }
  }
  if (medians.length < MIN_POINTS) return undefined
  const scale = scaleFor(medians)
  const scaled = medians.map(scale.forward)
  const slopes = slopesOf(scaled)
  const test = mannKendall(scaled, slopes)
  const line = theilSen(scaled, confidence, test.inflation, slopes)
  const level = median(scaled)
  const over = (runs: number): Estimate => {
    const ratio = (slope: number) => scale.changeRatio(level, slope * runs)
    return { value: ratio(line.slope), low: ratio(line.slopeLow), high: ratio(line.slopeHigh), confidence }
  }
  const noise =
    MAD_TO_SIGMA * median(scaled.map((value, at) => Math.abs(value - line.intercept - line.slope * at)))
  const moving = test.pValue < SIGNIFICANCE && line.slope !== 0
  const worse = line.slope > 0 === (direction === 'lower')
  const still = Math.abs(scale.changeRatio(level, noise)) > VOLATILE_NOISE_RATIO ? 'volatile' : 'stable'
  return {
    direction: moving ? (worse ? 'degrading' : 'improving') : still,
    slopePer100: over(100),
    slopePerWeek: pace?.runsPerWeek === undefined ? undefined : over(pace.runsPerWeek),
    slopePer100Commits: pace?.runsPerCommit === undefined ? undefined : over(pace.runsPerCommit * 100),
    confidence: 1 - test.pValue,
  }
}
