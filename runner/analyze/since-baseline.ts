import type { Point, Series } from '../ledger/series.ts'
import type { BaselineComparison, ChangePoint, NamedRuns } from './analysis.ts'
import { type BasePoint, MAX_BASELINE_RUNS, MIN_BASELINE_RUNS } from './baseline.ts'
import type { LevelInput } from './compare-run.ts'
import { comparePast, levelUpTo, newestRuns } from './since-past.ts'

/**
 * The newest runs, the judged one last, against the runs that have a name. Usually that is a single run: the runs right before it on
 * the same level, if it is on the base branch, help to know its level; where there are still fewer than 3, the noise is that of the
 * present level. Never undefined: a name that means nothing here says so.
 *
 * @param changePoints of `earlier`
 * @param accepted index into `earlier` of the last accepted change; 0 where there is none
 * @param together as of `compareWithRelease`
 */
export function compareWithBaseline(
  input: LevelInput,
  series: Series,
  changePoints: readonly ChangePoint[],
  named: NamedRuns,
  accepted: number,
  together?: number,
): BaselineComparison {
  const { name, instead } = named
  const own = series.points.filter(
    ({ runId }) => named.runIds.includes(runId) && runId !== input.context.judged.id,
  )
  const last = input.earlier.findLastIndex(({ point }) => own.includes(point))
  const baseline = last < 0 ? own : withNeighbours(own, levelUpTo(input.earlier, changePoints, last))
  const noiseFrom = baseline.length < MIN_BASELINE_RUNS ? presentLevel(input) : undefined
  const lack = lackOf(named, input, baseline, noiseFrom)
  if (lack !== undefined) return { name, instead, comparison: undefined, lack, accepted: false }
  const comparison = comparePast(input, {
    baseline,
    noiseFrom,
    current: newestRuns(input, last + 1, together),
    description: `baseline ${name}`,
    programs: own.map(({ runId }) => runId),
  })
  return { name, instead, comparison, lack: undefined, accepted: accepted > 0 && last < accepted }
}

function withNeighbours(own: readonly Point[], level: readonly BasePoint[]): Point[] {
  const others = level.map(({ point }) => point).filter((point) => !own.includes(point))
  return [...others, ...own]
}

function presentLevel({ earlier, start }: LevelInput): readonly Point[] | undefined {
  const level = earlier.slice(start).slice(-MAX_BASELINE_RUNS)
  return level.length < MIN_BASELINE_RUNS ? undefined : level.map(({ point }) => point)
}

function lackOf(
  { name, runIds }: NamedRuns,
  { context }: LevelInput,
  baseline: readonly Point[],
  noiseFrom: readonly Point[] | undefined,
): string | undefined {
  if (baseline.length === 0) {
    return runIds.includes(context.judged.id)
      ? `this run is baseline ${name} itself`
      : `baseline ${name} has no value of this in this environment`
  }
  if (baseline.length >= MIN_BASELINE_RUNS || noiseFrom !== undefined) return undefined
  return `baseline ${name} cannot be compared with yet: its noise is only known from ${MIN_BASELINE_RUNS} runs on`
}
