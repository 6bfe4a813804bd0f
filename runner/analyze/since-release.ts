import { seriesId } from '../ledger/identity.ts'
import { randomFrom } from '../stats/random.ts'
import type { ChangePoint, ReleaseComparison } from './analysis.ts'
import { type BasePoint, MIN_BASELINE_RUNS } from './baseline.ts'
import type { LevelInput } from './compare-run.ts'
import { compare, significanceLevel } from './comparison.ts'
import { repeatsOf } from './programs.ts'

/** As many runs as make a centre on either side: more would mix a creep into both of its ends. */
const RUNS_AT_EACH_END = 8

/**
 * The newest runs on the base branch, the judged one last, against those up to the last release before it (the last tag). A creep
 * of 1 % a week trips no comparison with the last runs, which creep along; from release to release it shows. Undefined without a
 * tag, and where either side has fewer than 3 runs. Not corrected for the number of series (see `analyzeRun`).
 *
 * @param changePoints of `earlier`
 */
export function compareWithRelease(
  { key, earlier, current, confidence, programOf, context }: LevelInput,
  changePoints: readonly ChangePoint[],
): ReleaseComparison | undefined {
  const { judged, base } = context
  const released = lastRelease(earlier, judged.commit?.sha)
  if (!base.byId.has(judged.id) || released === undefined) return undefined
  const baseline = earlier.slice(Math.max(0, released + 1 - RUNS_AT_EACH_END), released + 1)
  const since = earlier.slice(released + 1).slice(1 - RUNS_AT_EACH_END)
  if (baseline.length < MIN_BASELINE_RUNS || since.length + 1 < MIN_BASELINE_RUNS) return undefined
  const tag = earlier[released]!.header.commit!.tag!
  const [first, ...rest] = [...since.map(({ point }) => point), current]
  const comparison = compare({
    baseline: baseline.map(({ point }) => point),
    current: [first ?? current, ...rest],
    repeats: repeatsOf(earlier, programOf),
    unit: key.metric.unit,
    confidence,
    description: `release ${tag}`,
    random: randomFrom('release', judged.id, seriesId(key)),
  })
  const from = earlier[released]!.index
  return {
    tag,
    comparison: { ...comparison, significant: comparison.pValue < significanceLevel(confidence) },
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
