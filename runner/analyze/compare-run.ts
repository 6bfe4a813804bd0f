import { seriesId } from '../ledger/identity.ts'
import type { Point, SeriesKey } from '../ledger/series.ts'
import type { RunHeader } from '../measure/record.ts'
import { randomFrom } from '../stats/random.ts'
import type { Comparison, NoComparison, SeriesAnalysis } from './analysis.ts'
import type { BaseRuns } from './base-runs.ts'
import { type BasePoint, chooseBaseline, MAX_BASELINE_RUNS, MIN_BASELINE_RUNS } from './baseline.ts'
import { CONFIRMING_POINTS } from './change-points.ts'
import { compare, evidenceOf, significanceLevel } from './comparison.ts'
import { describeBaseline, describeLack } from './describe.ts'
import { type ProgramOf, repeatsOf } from './programs.ts'
import { findRecentShift } from './recent-shift.ts'

/** What is the same for all series of the judged run. */
export interface RunContext {
  readonly judged: RunHeader
  readonly base: BaseRuns
  readonly baseBranch: string
}

export interface LevelInput {
  readonly key: SeriesKey
  /** Points of the base branch before the judged run. */
  readonly earlier: readonly BasePoint[]
  /** Index into `earlier`: where the level that holds now begins. */
  readonly start: number
  /** Where people accepted that level: the level before it, whose noise counts while the new one is too short to show its own. */
  readonly levelBefore?: readonly BasePoint[] | undefined
  readonly current: Point
  readonly confidence: number
  /** Which program each run measured here. */
  readonly programOf: ProgramOf
  readonly context: RunContext
}

/**
 * The judged run against the present level. A run on the base branch is not alone: where the runs right before it stood out
 * in the same direction, or where the last runs together show a shift that no single one could, they are judged with it, and
 * the runs before them are the baseline, until the change is confirmed and becomes the baseline of later runs.
 */
export function compareWithLevel(input: LevelInput): Comparison | NoComparison {
  const comparison = compareByHistory(input)
  return isComparison(comparison) ? knowingPrograms(comparison, input) : comparison
}

/**
 * Where the baseline holds a run of the very program that is judged, the difference cannot come from the program: no alarm. But
 * on the base branch all runs of this program together may show what its first one did not: then they are compared with those before.
 */
function knowingPrograms(comparison: Comparison, input: LevelInput): Comparison {
  const { earlier, start, programOf, context } = input
  const isSame = (runId: string) => programOf(runId) === programOf(context.judged.id)
  const sameProgramRunId = comparison.baseline.runIds.findLast(isSame)
  if (programOf(context.judged.id) === undefined || sameProgramRunId === undefined) return comparison
  const first = 1 + earlier.findLastIndex(({ point }) => !isSame(point.runId))
  if (context.base.byId.has(context.judged.id) && first > start) {
    const together = compareSince(input, first)
    const sure = isComparison(together) && together.pValue < significanceLevel(input.confidence)
    if (sure && !together.baseline.runIds.some(isSame)) return together
  }
  return { ...comparison, pValue: 1, adjustedPValue: 1, sameProgramRunId }
}

function compareByHistory(input: LevelInput): Comparison | NoComparison {
  const { earlier, start, context } = input
  const end = earlier.length
  if (!context.base.byId.has(context.judged.id)) return compareSince(input, end)
  const alone = compareSince(input, standingOut(input, end))
  const shift = findRecentShift([...earlier, { point: input.current }], start)
  if (shift === undefined || shift.index >= end) return alone
  if (isComparison(alone) && alone.pValue <= shift.pValue) return alone
  const together = compareSince(input, shift.index, shift.pValue)
  return isComparison(together) ? together : alone
}

/** Index of the first of the runs right before the judged one that stood out themselves, all in its direction. */
function standingOut(input: LevelInput, end: number): number {
  const direction = directionOf(evidenceSince(input, end))
  let since = end
  while (since > input.start && end - since < CONFIRMING_POINTS - 1) {
    const before = since - 1
    const own = evidenceSince({ ...input, current: input.earlier[before]!.point }, before)
    if (own === undefined || own.pValue >= significanceLevel(input.confidence)) break
    if (directionOf(own) !== direction) break
    since = before
  }
  return since
}

function directionOf(evidence: { readonly distance: number } | undefined): number {
  return Math.sign(evidence?.distance ?? 0)
}

/** What the current run alone shows against the level that ends at index `since`; undefined where there are too few runs. */
function evidenceSince({ key, earlier, start, current, programOf, context }: LevelInput, since: number) {
  const chosen = chooseBaseline(earlier.slice(start, since), context.judged)
  if (chosen.length < MIN_BASELINE_RUNS) return undefined
  return evidenceOf({
    baseline: chosen.map(({ point }) => point),
    current: [current],
    repeats: repeatsOf(earlier, programOf),
    unit: key.metric.unit,
  })
}

/** The runs from index `since` on and the judged run against the level before them. */
function compareSince(input: LevelInput, since: number, pValueTogether?: number): Comparison | NoComparison {
  const { key, earlier, start, current, confidence, programOf, context } = input
  const { judged, base, baseBranch } = context
  const chosen = chooseBaseline(earlier.slice(start, since), judged)
  const noiseFrom = chosen.length < RUNS_OF_OWN_NOISE ? noiseBefore(input, chosen.length) : undefined
  if (chosen.length < MIN_BASELINE_RUNS && noiseFrom === undefined)
    return describeLack(chosen.length, base, baseBranch)
  const [first, ...rest] = [...earlier.slice(since).map(({ point }) => point), current]
  return compare({
    baseline: chosen.map(({ point }) => point),
    current: [first ?? current, ...rest],
    pValueTogether,
    repeats: repeatsOf(earlier, programOf),
    noiseFrom,
    unit: key.metric.unit,
    confidence,
    description: describeBaseline(chosen, base, baseBranch, start > 0),
    random: randomFrom('comparison', judged.id, seriesId(key)),
  })
}

/** Fewer runs than this know their noise worse than by that of the level before. */
const RUNS_OF_OWN_NOISE = 10

/** What tells the noise of an accepted level that has only begun; undefined where nothing does. */
function noiseBefore({ levelBefore = [] }: LevelInput, runs: number): Point[] | undefined {
  if (runs === 0 || levelBefore.length < MIN_BASELINE_RUNS) return undefined
  return levelBefore.slice(-MAX_BASELINE_RUNS).map(({ point }) => point)
}

/** True for a comparison that could be made. */
export function isComparison(comparison: SeriesAnalysis['comparison']): comparison is Comparison {
  return comparison !== undefined && 'baseline' in comparison
}
