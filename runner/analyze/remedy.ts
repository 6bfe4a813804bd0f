import { studentCritical } from '../stats/student-t.ts'
import type { Comparison } from './analysis.ts'
import { MAX_BASELINE_RUNS } from './baseline.ts'

/** What it would take to exclude a change of the threshold's size in a run that did not change. */
export type Remedy =
  /** More history: the noise itself is small enough. */
  | { readonly kind: 'runs'; readonly runs: number }
  /** More iterations in a run, about so many in all: the noise comes from inside the runs. */
  | { readonly kind: 'iterations'; readonly iterations: number }
  /** Nothing is wrong with the history: this run happens to lie far out. */
  | { readonly kind: 'again' }
  /** Neither helps: the machine differs too much from run to run. */
  | { readonly kind: 'noise'; readonly noiseRatio: number }

/** More than this many times the iterations is no advice. */
const MAX_TIMES_MORE = 20

/**
 * The cheapest of more history, more iterations and another machine that would bring the interval of an unchanged run inside the
 * threshold (1.2: 20 %). From the noise of the runs and the part of it that comes from inside a run.
 */
export function remedyFor(comparison: Comparison, threshold: number): Remedy {
  const { baseline, change, withinNoiseRatio, currentSamples } = comparison
  const room = Math.log(threshold)
  const noise = Math.log1p(baseline.noiseRatio)
  const count = baseline.runIds.length
  const reach = (runs: number) =>
    studentCritical(1 - change.confidence, Math.max(1, runs - 1)) * Math.sqrt(1 + 1 / runs)
  if (noise * reach(count) < room) return { kind: 'again' }
  for (let runs = count + 1; runs <= MAX_BASELINE_RUNS; runs++) {
    if (noise * reach(runs) < room) return { kind: 'runs', runs: runs - count }
  }
  const within = Math.log1p(withinNoiseRatio)
  const allowed = (room / reach(MAX_BASELINE_RUNS)) ** 2 - Math.max(0, noise ** 2 - within ** 2)
  const times = allowed > 0 ? within ** 2 / allowed : Number.POSITIVE_INFINITY
  if (times <= MAX_TIMES_MORE) return { kind: 'iterations', iterations: Math.ceil(currentSamples * times) }
  return { kind: 'noise', noiseRatio: baseline.noiseRatio }
}
