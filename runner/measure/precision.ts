import { medianInterval, medianIntervalRank } from '../stats/median-interval.ts'
import { median } from '../stats/summary.ts'

/**
 * Half-width of the median's 95 % interval over the median. Below 6 samples no interval reaches 95 % and the whole
 * range stands for it; undefined below 3 samples and where the median is 0.
 */
export function precisionRatio(samples: readonly number[]): number | undefined {
  if (samples.length < 3) return undefined
  const centre = median(samples)
  if (centre === 0) return undefined
  const { low, high } = medianInterval(samples)
  return (high - low) / 2 / Math.abs(centre)
}

/** Whether the median is known as precisely as asked; never below 6 samples. */
export function isPreciseEnough(samples: readonly number[], wantedRatio: number): boolean {
  if (wantedRatio <= 0 || medianIntervalRank(samples.length, 0.95) === 0) return false
  const reached = precisionRatio(samples)
  return reached !== undefined && reached <= wantedRatio
}
