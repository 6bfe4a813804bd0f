import type { Point } from '../ledger/series.ts'
import type { ChangePoint, ReleaseComparison } from './analysis.ts'
import { type BasePoint, MIN_BASELINE_RUNS } from './baseline.ts'
import type { LevelInput } from './compare-run.ts'
import { comparePast, levelUpTo, newestRuns } from './since-past.ts'

/**
 * The newest runs on the base branch, the judged one last, against those up to the last release before it (the last tag). A creep
 * of 1 % a week trips no comparison with the last runs, which creep along; from release to release it shows. Undefined without a
 * tag, and where either side has fewer than 3 runs. Significance is left to the correction over all series of the run.
 *
 * @param changePoints of `earlier`
 * @param together how many of the newest runs are known to lie on one level with the judged one; as many as fit where undefined
 */
export function compareWithRelease(
  input: LevelInput,
  changePoints: readonly ChangePoint[],
  together?: number,
): ReleaseComparison | undefined {
  const { earlier, context } = input
  const released = lastRelease(earlier, context.judged.commit?.sha)
  if (!context.base.byId.has(context.judged.id) || released === undefined) return undefined
  const baseline = levelUpTo(earlier, changePoints, released).map(({ point }) => point)
  const current: readonly [Point, ...Point[]] = newestRuns(input, released + 1, together)
  if (baseline.length < MIN_BASELINE_RUNS || current.length < MIN_BASELINE_RUNS) return undefined
  const { header, index: from, point } = earlier[released]!
  const tag = header.commit!.tag!
  return {
    tag,
    runId: point.runId,
    comparison: comparePast(input, {
      baseline,
      current,
      description: `release ${tag}`,
      programs: [point.runId],
    }),
    changes: changePoints.filter(({ index, kind }) => index > from && kind === 'step'),
  }
}

/** Index of the last point of a tagged commit other than the judged one; -1 becomes undefined. */
function lastRelease(earlier: readonly BasePoint[], judgedSha: string | undefined): number | undefined {
  const index = earlier.findLastIndex(
    ({ header: { commit } }) => commit?.tag !== undefined && !commit.dirty && commit.sha !== judgedSha,
  )
  return index < 0 ? undefined : index
}
