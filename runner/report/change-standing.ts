import type { ChangePoint } from '../analyze/analysis.ts'
import { CONFIRMING_POINTS } from '../analyze/change-points.ts'
import type { Series } from '../ledger/series.ts'
import { median } from '../stats/summary.ts'
import type { Mark, SeriesMarks } from '../stewardship.ts'

/** What became of a change of level. */
export interface ChangeStanding {
  readonly state: 'suspected' | 'confirmed' | 'accepted' | 'fixed'
  /** What people said when they accepted it. */
  readonly accepted: Mark | undefined
  /** The later change that took it back. */
  readonly fixedBy: ChangePoint | undefined
}

/** A series as far as its changes are concerned. */
export interface ChangesInput {
  /** Oldest first; indexes count all points. */
  readonly changes: readonly ChangePoint[]
  /** Medians of the points that changes were found in, each with its index among all points. */
  readonly points: readonly { readonly index: number; readonly median: number }[]
  readonly accepted: readonly { readonly index: number; readonly mark: Mark }[]
}

/** So much of a worsening must be gone for it to count as fixed: what is left is then within what a repair usually leaves. */
const TAKEN_BACK_RATIO = 0.75

/**
 * What became of each change, in the order of the changes:
 *
 * - `accepted` where people said so, whatever came later;
 * - `fixed` where it was for the worse and, after a later confirmed change, the level had come back at least three quarters of the
 *   way. Levels are medians of the points between changes. A spike takes itself back and is never fixed;
 * - otherwise as it was found: `suspected` or `confirmed`.
 *
 * O(changes² + points · log points).
 */
export function standingsOf(input: ChangesInput): ChangeStanding[] {
  const { changes } = input
  const shifts = changes.filter(({ kind }) => kind !== 'spike')
  const levels = levelsOf(shifts, input.points)
  const fixes = new Map(shifts.map((change, place) => [change, fixOf(place, shifts, levels)]))
  const marks = acceptedChanges(shifts, fixes, input)
  return changes.map((change) => {
    const accepted = marks.get(change)
    const fixedBy = fixes.get(change)
    const state = accepted ? 'accepted' : fixedBy ? 'fixed' : change.state
    return { state, accepted, fixedBy }
  })
}

/** {@link standingsOf} of the changes of one series. `isBase`: whether a run is one of those that changes were looked for in. */
export function standingsIn(
  series: Series,
  changes: readonly ChangePoint[],
  isBase: (runId: string) => boolean,
  marks: SeriesMarks | undefined,
): ChangeStanding[] {
  const excluded = new Set(marks?.excluded.map(({ runId }) => runId))
  const points = series.points.flatMap(({ runId, median: value }, index) =>
    isBase(runId) && !excluded.has(runId) ? [{ index, median: value }] : [],
  )
  return standingsOf({ changes, points, accepted: placed(series, marks?.accepted) })
}

/** Marks with the index of their point. */
export function placed(
  { points }: Series,
  marks: readonly Mark[] = [],
): { readonly index: number; readonly mark: Mark }[] {
  const placeOf = marks.length === 0 ? undefined : new Map(points.map(({ runId }, index) => [runId, index]))
  return marks.map((mark) => ({ index: placeOf!.get(mark.runId)!, mark }))
}

/** The level before the first shift, and after each. NaN where it has no points. */
function levelsOf(shifts: readonly ChangePoint[], points: ChangesInput['points']): number[] {
  const starts = shifts.map(({ index }) => index)
  return [-1, ...starts].map((from, place) => {
    const until = starts[place] ?? Number.POSITIVE_INFINITY
    const values = points.filter(({ index }) => index >= from && index < until).map((point) => point.median)
    return values.length === 0 ? Number.NaN : median(values)
  })
}

/** The first later confirmed shift after which the level has come back; undefined for a change for the better. */
function fixOf(
  place: number,
  shifts: readonly ChangePoint[],
  levels: readonly number[],
): ChangePoint | undefined {
  const [before, after] = [levels[place]!, levels[place + 1]!]
  if (shifts[place]!.better) return undefined
  return shifts.find((later, other) => {
    const gone = (after - levels[other + 1]!) / (after - before)
    return other > place && later.state === 'confirmed' && gone >= TAKEN_BACK_RATIO
  })
}

/** Which change each accepted mark is about: see {@link changeAt}. */
function acceptedChanges(
  shifts: readonly ChangePoint[],
  fixes: ReadonlyMap<ChangePoint, ChangePoint | undefined>,
  { accepted, points }: ChangesInput,
): Map<ChangePoint, Mark> {
  const found = new Map<ChangePoint, Mark>()
  for (const { index, mark } of accepted) {
    const change = changeAt(index, shifts, fixes, points)
    if (change !== undefined) found.set(change, mark)
  }
  return found
}

/**
 * The change that is meant by accepting what holds from this point on: the nearest within five points to either side, because where
 * a change is seen to begin moves a little as points come; else the worsening that led to the level of the point, if there is one.
 */
function changeAt(
  index: number,
  shifts: readonly ChangePoint[],
  fixes: ReadonlyMap<ChangePoint, ChangePoint | undefined>,
  points: ChangesInput['points'],
): ChangePoint | undefined {
  const place = (at: number) => points.filter((point) => point.index < at).length
  const distance = (change: ChangePoint) => Math.abs(place(change.index) - place(index))
  const near = shifts.filter((change) => distance(change) <= CONFIRMING_POINTS)
  if (near.length > 0) return near.reduce((best, one) => (distance(one) < distance(best) ? one : best))
  const last = shifts.findLast((change) => change.index <= index)
  return last !== undefined && !last.better && fixes.get(last) === undefined ? last : undefined
}
