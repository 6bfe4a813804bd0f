import { seriesId } from '../ledger/identity.ts'
import type { Point } from '../ledger/series.ts'
import { randomFrom } from '../stats/random.ts'
import type { ChangePoint, Comparison } from './analysis.ts'
import { type BasePoint, MIN_BASELINE_RUNS } from './baseline.ts'
import type { LevelInput } from './compare-run.ts'
import { compare } from './comparison.ts'
import { repeatsOf } from './programs.ts'

/** As many runs as make a centre on either side: more would mix a creep into both of its ends. */
export const RUNS_AT_EACH_END = 8

/**
 * The runs up to index `end` that lie on one level with it: at most 8, none from before the last change of level. A release that was
 * made right after an improvement is not compared by the runs before it.
 *
 * @param changePoints of `earlier`
 */
export function levelUpTo(
  earlier: readonly BasePoint[],
  changePoints: readonly ChangePoint[],
  end: number,
): readonly BasePoint[] {
  const at = earlier[end]!.index
  const change = changePoints.findLast(({ index, kind }) => kind !== 'spike' && index <= at)
  const begin = change === undefined ? 0 : earlier.findIndex(({ index }) => index >= change.index)
  return earlier.slice(Math.max(begin, end + 1 - RUNS_AT_EACH_END), end + 1)
}

/**
 * The judged run, last, with the newest runs before it on the present level, none from before index `since`. A run that is not on the
 * base branch is alone.
 *
 * @param known how many of them are known to lie on one level. Where undefined: at most 8, and no more than half of the runs since
 *   then (but 3): the other half may be the way from there to here
 */
export function newestRuns(
  { earlier, start, current, context }: LevelInput,
  since: number,
  known?: number,
): readonly [Point, ...Point[]] {
  const level = earlier.slice(Math.max(since, start))
  const half = Math.max(MIN_BASELINE_RUNS, Math.ceil((level.length + 1) / 2))
  const together = known ?? Math.min(RUNS_AT_EACH_END, half)
  const alone = !context.base.byId.has(context.judged.id) || together <= 1
  const before = alone ? [] : level.slice(1 - together)
  const [first, ...rest] = [...before.map(({ point }) => point), current]
  return [first ?? current, ...rest]
}

export interface PastInput {
  readonly baseline: readonly Point[]
  readonly noiseFrom?: readonly Point[] | undefined
  readonly current: readonly [Point, ...Point[]]
  /** `release v2.0`, `baseline v2.0` */
  readonly description: string
  /** Runs that stand for the past one: where the judged run measured the program of one of them, every difference is noise. */
  readonly programs: readonly string[]
}

/** The newest runs against those of long ago, with the veto of the same program. */
export function comparePast(input: LevelInput, past: PastInput): Comparison {
  const { key, earlier, confidence, programOf, context } = input
  const comparison = compare({
    baseline: past.baseline,
    noiseFrom: past.noiseFrom,
    current: past.current,
    repeats: repeatsOf(earlier, programOf),
    unit: key.metric.unit,
    confidence,
    description: past.description,
    random: randomFrom('past', past.description, context.judged.id, seriesId(key)),
  })
  const program = programOf(context.judged.id)
  const sameProgramRunId =
    program === undefined ? undefined : past.programs.find((runId) => programOf(runId) === program)
  return sameProgramRunId === undefined
    ? comparison
    : { ...comparison, pValue: 1, adjustedPValue: 1, sameProgramRunId }
}
