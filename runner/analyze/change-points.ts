import type { Direction, Metric } from '../metrics/metric.ts'
import type { DetectedShift } from '../stats/detector.ts'
import { hodgesLehmannShift } from '../stats/hodges-lehmann.ts'
import { stepDetector } from '../stats/step-detector.ts'
import { median } from '../stats/summary.ts'
import type { ChangePoint, Estimate } from './analysis.ts'
import type { BasePoint } from './baseline.ts'
import { kindOfShift } from './change-kind.ts'
import { COUNTED_UNITS } from './noise.ts'
import type { ProgramOf } from './programs.ts'
import { isRepeated, shiftsOfPrograms } from './same-program.ts'
import { type ComparisonScale, isNegligible, scaleFor } from './scale.ts'
import { findSpikes } from './spikes.ts'

/** With fewer points after it a shift is only suspected. */
export const CONFIRMING_POINTS = 5

/**
 * Shifts of the level, and single runs far off it, over the whole history of a series on the base branch, oldest first. A commit that
 * was measured several times changes once: a shift that falls among its runs is taken to begin with the nearest commit. So does one
 * and the same program (same artifact); what it shows on both sides of a shift is noise by construction and takes the shift away.
 */
export function findChangePoints(
  points: readonly BasePoint[],
  { direction, unit }: Pick<Metric, 'direction' | 'unit'>,
  confidence: number,
  programOf: ProgramOf = () => undefined,
): ChangePoint[] {
  const medians = points.map(({ point }) => point.median)
  const scale = scaleFor(medians)
  const scaled = Float64Array.from(medians, scale.forward)
  const detected = shiftsOfPrograms(points, scaled, stepDetector().detect(scaled), programOf)
  const shifts = atCommits(points, detected, programOf)
  const levels = shifts.map((shift, place) => ({
    shift,
    before: scaled.slice(shifts[place - 1]?.index ?? 0, shift.index),
    after: scaled.slice(shift.index, shifts[place + 1]?.index ?? scaled.length),
  }))
  const isLong = (place: number) => (levels[place]?.after.length ?? 0) >= CONFIRMING_POINTS
  const steps = levels.map(({ shift, before, after }, place): ChangePoint => {
    const change = changeBetween(before, after, scale, confidence)
    return {
      ...placeOf(points, shift.index),
      kind: kindOfShift(before, after),
      change,
      pValue: shift.pValue,
      // A short level is over for certain when the one after it holds.
      state: isLong(place) || isLong(place + 1) ? 'confirmed' : 'suspected',
      better: isBetter(change, direction),
    }
  })
  const starts = shifts.map(({ index }) => index)
  const startOf = (index: number) => starts.findLast((start) => start <= index) ?? 0
  const endOf = (index: number) => starts.find((start) => start > index) ?? points.length
  const spikes = isRoundedToZero(medians, unit) ? [] : findSpikes(scaled, starts, scale, confidence)
  return [
    ...steps,
    ...spikes
      .filter(({ index }) => !isRepeated(points, index, startOf(index), endOf(index), programOf))
      .map(
        ({ index, change, pValue }): ChangePoint => ({
          ...placeOf(points, index),
          kind: 'spike',
          change,
          pValue,
          state: 'confirmed',
          better: isBetter(change, direction),
        }),
      ),
  ].sort((a, b) => a.index - b.index)
}

/** Mostly zeros, of a kind that is timed and not counted: a clock that ticks too slowly, where one tick is no news. */
function isRoundedToZero(medians: readonly number[], unit: string): boolean {
  return medians.length > 0 && !COUNTED_UNITS.has(unit) && isNegligible(median(medians), medians)
}

/** Where the level that holds now begins: the last confirmed change, or the first point. Index into `points`. */
export function startOfLevel(points: readonly BasePoint[], changes: readonly ChangePoint[]): number {
  const last = changes.findLast((change) => change.state === 'confirmed' && change.kind !== 'spike')
  return last === undefined ? 0 : points.findIndex(({ point }) => point.runId === last.runId)
}

function placeOf(points: readonly BasePoint[], index: number) {
  const first = points[index]!
  return {
    index: first.index,
    runId: first.point.runId,
    previousRunId: (points[index - 1] ?? first).point.runId,
  }
}

function isBetter(change: Estimate, direction: Direction): boolean {
  return change.value < 0 === (direction === 'lower')
}

/** Shifts moved to the nearest place where the code changed, each place once. */
function atCommits(
  points: readonly BasePoint[],
  shifts: readonly DetectedShift[],
  programOf: ProgramOf,
): DetectedShift[] {
  const isSame = (first: BasePoint | undefined, second: BasePoint | undefined) =>
    isSameCode(first, second) || isSameProgram(first, second, programOf)
  const moved = shifts.map((shift) => ({ ...shift, index: nearestChange(points, shift.index, isSame) }))
  return moved.filter(({ index }, place) => index > (moved[place - 1]?.index ?? 0) && index < points.length)
}

function nearestChange(
  points: readonly BasePoint[],
  index: number,
  isSame: (first: BasePoint | undefined, second: BasePoint | undefined) => boolean,
): number {
  let [back, forth] = [index, index]
  while (back > 0 && isSame(points[back - 1], points[back])) back--
  while (forth < points.length && isSame(points[forth - 1], points[forth])) forth++
  return index - back <= forth - index ? back : forth
}

function isSameCode(first: BasePoint | undefined, second: BasePoint | undefined): boolean {
  const [a, b] = [first?.header.commit, second?.header.commit]
  return a !== undefined && b !== undefined && a.sha === b.sha && !a.dirty && !b.dirty
}

function isSameProgram(
  first: BasePoint | undefined,
  second: BasePoint | undefined,
  programOf: ProgramOf,
): boolean {
  const program = first && programOf(first.point.runId)
  return program !== undefined && second !== undefined && programOf(second.point.runId) === program
}

function changeBetween(
  before: Float64Array,
  after: Float64Array,
  scale: ComparisonScale,
  confidence: number,
): Estimate {
  const shift = hodgesLehmannShift(before, after, confidence)
  const level = median(before)
  const ratio = (distance: number) => scale.changeRatio(level, distance)
  return { value: ratio(shift.value), low: ratio(shift.low), high: ratio(shift.high), confidence }
}
