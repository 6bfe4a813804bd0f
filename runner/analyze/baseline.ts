import type { Point } from '../ledger/series.ts'
import type { RunHeader } from '../measure/record.ts'
import type { BaseRuns } from './base-runs.ts'

/** A baseline is made of at most this many runs: enough for its noise to be known within about an eighth. */
export const MAX_BASELINE_RUNS = 30
/** Below this many runs there is no spread to speak of: two runs would have to differ by a factor of hundreds of their distance. */
export const MIN_BASELINE_RUNS = 3

/** Points of one series on the base branch, in commit order, each with its run. */
export interface BasePoint {
  readonly point: Point
  readonly header: RunHeader
  /** Index into the series' points. */
  readonly index: number
}

/** The points of the base branch among the first `before` points of a series, the judged run left out. */
export function basePoints(
  points: readonly Point[],
  base: BaseRuns,
  options: { before?: number; without?: string } = {},
): BasePoint[] {
  const found: BasePoint[] = []
  const end = Math.min(points.length, options.before ?? points.length)
  for (let index = 0; index < end; index++) {
    const point = points[index]!
    const header = base.byId.get(point.runId)
    if (header && point.runId !== options.without) found.push({ point, header, index })
  }
  return found
}

/**
 * The points that a run is compared with, in commit order: the last of those given. Runs of other commits, measured from a
 * clean checkout, are what is wanted. Only where they are too few do runs with uncommitted changes count too, and then runs of
 * the judged commit itself: somebody who measures one commit five times learns the noise that way, while a commit that made
 * things worse and was measured again must not become its own baseline.
 */
export function chooseBaseline(candidates: readonly BasePoint[], judged: RunHeader): BasePoint[] {
  const rank = (candidate: BasePoint) => distanceFromIdeal(candidate.header, judged)
  for (const allowed of [0, 1]) {
    const chosen = candidates.filter((candidate) => rank(candidate) <= allowed)
    if (chosen.length >= MIN_BASELINE_RUNS) return chosen.slice(-MAX_BASELINE_RUNS)
  }
  return candidates.slice(-MAX_BASELINE_RUNS)
}

function distanceFromIdeal(header: RunHeader, judged: RunHeader): 0 | 1 | 2 {
  const sameCode = header.commit !== undefined && header.commit.sha === judged.commit?.sha
  if (sameCode && header.commit?.dirty === judged.commit?.dirty) return 2
  return header.commit?.dirty ? 1 : 0
}
