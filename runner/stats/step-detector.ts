import type { DetectedShift, Detector } from './detector.ts'
import { energyCandidates } from './energy-detector.ts'
import { shiftPValue } from './shift-evidence.ts'
import { mean } from './summary.ts'

export interface StepDetectorOptions {
  /** A shift is kept when its p-value is below this: one false shift in 100,000 places by default. */
  readonly pValue?: number
  /** No level is shorter. */
  readonly minSegment?: number
}

/** Where a place is worth a closer look. */
const CANDIDATE_P_VALUE = 0.02
const CANDIDATE_WINDOW = 50

/**
 * Finds the steps of a whole series, with hindsight. Candidates are where the energy between two parts of a window of 50
 * values is largest; then the weakest candidate is taken away, and its neighbours are tested anew over the longer stretches,
 * until every one that is left passes the test of {@link shiftPValue}. The variance within levels is not known before the levels are:
 * a first round takes the variance of the whole series, a second one that within the levels of the first. O(n · window).
 *
 * @example stepDetector().detect([...Array(20).fill(0).map((_, i) => i % 3), ...Array(20).fill(9)]) // one shift, at 20
 */
export function stepDetector(options: StepDetectorOptions = {}): Detector {
  const { pValue = 1e-5, minSegment = 5 } = options
  return {
    name: 'step',
    detect: (values) => {
      const all = Float64Array.from(values)
      const candidates = energyCandidates(all, CANDIDATE_WINDOW, minSegment, CANDIDATE_P_VALUE)
      const first = keepSignificant(all, candidates, varianceWithin(all, []), pValue)
      const within = varianceWithin(
        all,
        first.map((shift) => shift.index),
      )
      return settle(all, keepSignificant(all, candidates, within, pValue), within)
    },
  }
}

/** How far a shift may move from where the energy put it, and how short the level before or after it may become by that. */
const SETTLE_REACH = 4
const SETTLE_MIN_SEGMENT = 3

/** Moves every shift to the place near it where the test is surest: energy looks at whole windows, the test at the levels. */
function settle(
  values: Float64Array,
  shifts: readonly DetectedShift[],
  levelVariance: number,
): DetectedShift[] {
  const settled: DetectedShift[] = []
  shifts.forEach((shift, at) => {
    const start = settled[at - 1]?.index ?? 0
    const end = shifts[at + 1]?.index ?? values.length
    let best = shift
    const first = Math.max(start + SETTLE_MIN_SEGMENT, shift.index - SETTLE_REACH)
    const last = Math.min(end - SETTLE_MIN_SEGMENT, shift.index + SETTLE_REACH)
    for (let index = first; index <= last; index++) {
      const pValue = shiftPValue(values.subarray(start, index), values.subarray(index, end), levelVariance)
      if (pValue < best.pValue) best = { index, pValue }
    }
    settled.push(best)
  })
  return settled
}

/** The variance around the levels between shifts, all values counted, spikes too. 0 for an empty series. */
export function varianceWithin(values: Float64Array, shifts: readonly number[]): number {
  let squares = 0
  for (let place = 0; place <= shifts.length; place++) {
    const level = values.subarray(shifts[place - 1] ?? 0, shifts[place] ?? values.length)
    if (level.length === 0) continue
    const centre = mean(level)
    for (const value of level) squares += (value - centre) ** 2
  }
  return values.length === 0 ? 0 : squares / values.length
}

function keepSignificant(
  values: Float64Array,
  candidates: readonly number[],
  levelVariance: number,
  pValue: number,
): DetectedShift[] {
  const places = [...candidates]
  const test = (at: number) =>
    shiftPValue(
      values.subarray(places[at - 1] ?? 0, places[at]),
      values.subarray(places[at]!, places[at + 1] ?? values.length),
      levelVariance,
    )
  const pValues = places.map((_, at) => test(at))
  while (places.length > 0) {
    const weakest = pValues.indexOf(Math.max(...pValues))
    if (pValues[weakest]! < pValue) break
    places.splice(weakest, 1)
    pValues.splice(weakest, 1)
    if (weakest > 0) pValues[weakest - 1] = test(weakest - 1)
    if (weakest < places.length) pValues[weakest] = test(weakest)
  }
  return places.map((index, at) => ({ index, pValue: pValues[at]! }))
}
