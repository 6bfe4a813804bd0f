import type { Direction } from '../metrics/metric.ts'
import type { DetectedShift, Detector } from '../stats/detector.ts'
import { hodgesLehmannShift } from '../stats/hodges-lehmann.ts'
import { stepDetector } from '../stats/step-detector.ts'
import type { ChangePoint, Estimate } from './analysis.ts'
import type { BasePoint } from './baseline.ts'
import { type ComparisonScale, scaleFor } from './scale.ts'

/** With fewer points after it a shift is only suspected. */
export const CONFIRMING_POINTS = 5

const detector: Detector = stepDetector()

/** Shifts of the level over the whole history of a series on the base branch, oldest first. */
export function findChangePoints(
  points: readonly BasePoint[],
  direction: Direction,
  confidence: number,
): ChangePoint[] {
  const medians = points.map(({ point }) => point.median)
  const scale = scaleFor(medians)
  const scaled = medians.map(scale.forward)
  const shifts = detector.detect(scaled)
  return shifts.map((shift, place) => {
    const before = scaled.slice(shifts[place - 1]?.index ?? 0, shift.index)
    const after = scaled.slice(shift.index, shifts[place + 1]?.index)
    const change = changeBetween(before, after, scale, confidence)
    return changePoint(points, shift, after.length, change, direction)
  })
}

/** Where the level that holds now begins: the last confirmed change, or the first point. Index into `points`. */
export function startOfLevel(points: readonly BasePoint[], changes: readonly ChangePoint[]): number {
  const last = changes.findLast((change) => change.state === 'confirmed' && change.kind !== 'spike')
  return last === undefined ? 0 : points.findIndex(({ point }) => point.runId === last.runId)
}

function changePoint(
  points: readonly BasePoint[],
  shift: DetectedShift,
  pointsAfter: number,
  change: Estimate,
  direction: Direction,
): ChangePoint {
  const first = points[shift.index]!
  return {
    index: first.index,
    runId: first.point.runId,
    previousRunId: points[shift.index - 1]!.point.runId,
    kind: 'step',
    change,
    pValue: shift.pValue,
    state: pointsAfter >= CONFIRMING_POINTS ? 'confirmed' : 'suspected',
    better: change.value < 0 === (direction === 'lower'),
  }
}

function changeBetween(
  before: readonly number[],
  after: readonly number[],
  scale: ComparisonScale,
  confidence: number,
): Estimate {
  const shift = hodgesLehmannShift(before, after, confidence)
  const level = [...before].sort((a, b) => a - b)[Math.floor(before.length / 2)]!
  const ratio = (distance: number) => scale.changeRatio(level, distance)
  return { value: ratio(shift.value), low: ratio(shift.low), high: ratio(shift.high), confidence }
}
