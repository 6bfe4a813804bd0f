import { studentCritical } from '../stats/student-t.ts'
import type { Comparison } from './analysis.ts'
import { MAX_BASELINE_RUNS } from './baseline.ts'

/** What it would take to exclude a change of the threshold's size in a run that did not change. */
export type Remedy =
  /** Either is enough; where `both` is true it takes both. */
  | {
      readonly kind: 'more'
      /** More history: the noise itself is small enough. */
      readonly runs?: number | undefined
      /** More in each run than now: the noise comes from inside the runs. */
      readonly iterations?: number | undefined
      readonly both: boolean
    }
  /** Nothing is wrong with the history: this run happens to lie far out. */
  | { readonly kind: 'again' }
  /** Neither helps: the machine differs too much from run to run. */
  | { readonly kind: 'noise'; readonly noiseRatio: number }

/** More than this many times the iterations is no advice. */
const MAX_TIMES_MORE = 20

/**
 * Of more history, more iterations and another machine what would bring the interval of an unchanged run inside the
 * threshold (1.2: 20 %). From the noise of the runs and the part of it that comes from inside a run.
 */
export function remedyFor(comparison: Comparison, threshold: number): Remedy {
  const count = comparison.baseline.runIds.length
  const room = Math.log(threshold)
  const noise = Math.log1p(comparison.baseline.noiseRatio)
  if (noise * reachOf(count, comparison) < room) return { kind: 'again' }
  const runs = moreRuns(comparison, noise, room)
  const iterations = moreIterations(comparison, noise, room / reachOf(count, comparison))
  if (runs !== undefined || iterations !== undefined) return { kind: 'more', runs, iterations, both: false }
  const longest = Math.max(count, MAX_BASELINE_RUNS)
  const then = moreIterations(comparison, noise, room / reachOf(longest, comparison))
  return then === undefined
    ? { kind: 'noise', noiseRatio: comparison.baseline.noiseRatio }
    : { kind: 'more', runs: longest - count, iterations: then, both: true }
}

/** How many standard deviations of one run the interval reaches after so many runs. */
function reachOf(runs: number, { change }: Comparison): number {
  return studentCritical(1 - change.confidence, Math.max(1, runs - 1)) * Math.sqrt(1 + 1 / runs)
}

function moreRuns(comparison: Comparison, noise: number, room: number): number | undefined {
  const count = comparison.baseline.runIds.length
  for (let runs = count + 1; runs <= MAX_BASELINE_RUNS; runs++) {
    if (noise * reachOf(runs, comparison) < room) return runs - count
  }
  return undefined
}

/** Until the noise is no more than `allowed`, of which the part inside a run falls with the iterations. */
function moreIterations(
  { withinNoiseRatio, currentSamples }: Comparison,
  noise: number,
  allowed: number,
): number | undefined {
  const within = Math.min(noise, Math.log1p(withinNoiseRatio))
  const left = allowed ** 2 - (noise ** 2 - within ** 2)
  const times = left > 0 ? within ** 2 / left : Number.POSITIVE_INFINITY
  return times > 1 && times <= MAX_TIMES_MORE ? Math.ceil(currentSamples * (times - 1)) : undefined
}
