import type { DetectedShift, Detector } from './detector.ts'
import { energyCandidates } from './energy-detector.ts'
import { believedCorrelation, EVIDENCE_WINDOW, shiftPValue } from './shift-evidence.ts'
import { shortLevels } from './short-levels.ts'
import { mean, median } from './summary.ts'

export interface StepDetectorOptions {
  /** A shift is kept when its p-value is below this: three false shifts in 100,000 places by default. */
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
 * a first round takes the variance of the whole series, a second one that within the levels of the first, and how much neighbours
 * are alike there. O(n · window).
 *
 * @example stepDetector().detect([...Array(20).fill(0).map((_, i) => i % 3), ...Array(20).fill(9)]) // one shift, at 20
 */
export function stepDetector(options: StepDetectorOptions = {}): Detector {
  const { pValue = 3e-5, minSegment = 5 } = options
  return {
    name: 'step',
    detect: (values) => {
      const all = Float64Array.from(values)
      const candidates = energyCandidates(all, CANDIDATE_WINDOW, minSegment, CANDIDATE_P_VALUE)
      const unknown = { variance: varianceWithin(all, []), correlation: 0 }
      const first = keepSignificant(all, candidates, unknown, pValue)
      const within = noiseWithin(
        all,
        first.map((shift) => shift.index),
      )
      const steps = settle(all, keepSignificant(all, candidates, within, pValue), within)
      return withShortLevels(all, steps, pValue * SHORT_IS_SURER)
    },
  }
}

/** A level of three or four values may be an hour of the machine's: it has to be a hundred times as sure. */
const SHORT_IS_SURER = 0.01

function withShortLevels(
  values: Float64Array,
  steps: readonly DetectedShift[],
  pValue: number,
): DetectedShift[] {
  const starts = [0, ...steps.map(({ index }) => index)]
  const short = starts.flatMap((start, place) =>
    shortLevels(values.subarray(start, starts[place + 1] ?? values.length), pValue).map((shift) => ({
      ...shift,
      index: shift.index + start,
    })),
  )
  return [...steps, ...short].sort((a, b) => a.index - b.index)
}

/** How far a shift may move from where the energy put it, and how short the level before or after it may become by that. */
const SETTLE_REACH = 4
const SETTLE_MIN_SEGMENT = 3

/** A value this near to the level on the other side of a shift, as a share of the way there, belongs to that level. */
const BELONGS_RATIO = 0.2

/**
 * Moves every shift to the place near it where the test is surest: energy looks at whole windows, the test at the levels. The test
 * sets one value aside on either side: a place where that would be the first or last value of the other level is none.
 */
function settle(values: Float64Array, shifts: readonly DetectedShift[], noise: LevelNoise): DetectedShift[] {
  const settled: DetectedShift[] = []
  shifts.forEach((shift, at) => {
    const start = settled[at - 1]?.index ?? 0
    const end = shifts[at + 1]?.index ?? values.length
    let best = isBetweenLevels(values, start, shift.index, end) ? shift : { ...shift, pValue: 1 }
    const first = Math.max(start + SETTLE_MIN_SEGMENT, shift.index - SETTLE_REACH)
    const last = Math.min(end - SETTLE_MIN_SEGMENT, shift.index + SETTLE_REACH)
    for (let index = first; index <= last; index++) {
      if (!isBetweenLevels(values, start, index, end)) continue
      const pValue = testAt(values, start, index, end, noise)
      if (pValue < best.pValue) best = { index, pValue }
    }
    settled.push(best.pValue < 1 ? best : shift)
  })
  return settled
}

/** Whether the last value before a place and the first one after it are not of each other's level. */
function isBetweenLevels(values: Float64Array, start: number, index: number, end: number): boolean {
  const before = median(values.subarray(Math.max(start, index - EVIDENCE_WINDOW), index))
  const after = median(values.subarray(index, Math.min(end, index + EVIDENCE_WINDOW)))
  const nearest = BELONGS_RATIO * Math.abs(after - before)
  return !(Math.abs(values[index]! - before) < nearest || Math.abs(values[index - 1]! - after) < nearest)
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

/** How a series strays within its levels. */
export interface LevelNoise {
  readonly variance: number
  /** Of neighbours, as far as it is believed; in [0, 1). */
  readonly correlation: number
}

/** What {@link shiftPValue} needs to know of the noise within the levels between these shifts. */
export function noiseWithin(values: Float64Array, shifts: readonly number[]): LevelNoise {
  const correlation = believedCorrelation(correlationWithin(values, shifts))
  return { variance: varianceWithin(values, shifts), correlation }
}

/** Deviations count up to so many times the spread of their level: two spikes side by side are no correlation. */
const CORRELATION_CAP = 3
const MIN_CORRELATED = 5

/**
 * The correlation of neighbours around the levels between shifts, freed from what it is too small by where levels are short (about
 * (1 + 3ρ) / n for each; Kendall, 1954).
 */
function correlationWithin(values: Float64Array, shifts: readonly number[]): number {
  let [products, squares, levels] = [0, 0, 0]
  for (let place = 0; place <= shifts.length; place++) {
    const level = values.subarray(shifts[place - 1] ?? 0, shifts[place] ?? values.length)
    if (level.length < MIN_CORRELATED) continue
    const centre = mean(level)
    const cap = CORRELATION_CAP * Math.sqrt(varianceWithin(level, []))
    let last = 0
    for (const value of level) {
      const deviation = Math.max(-cap, Math.min(cap, value - centre))
      products += deviation * last
      squares += deviation * deviation
      last = deviation
    }
    levels++
  }
  if (squares === 0) return 0
  const correlation = products / squares
  return correlation + ((1 + 3 * correlation) * levels) / values.length
}

function testAt(values: Float64Array, start: number, index: number, end: number, noise: LevelNoise): number {
  const [before, after] = [values.subarray(start, index), values.subarray(index, end)]
  return shiftPValue(before, after, noise.variance, noise.correlation)
}

function keepSignificant(
  values: Float64Array,
  candidates: readonly number[],
  noise: LevelNoise,
  pValue: number,
): DetectedShift[] {
  const places = [...candidates]
  const test = (at: number) =>
    testAt(values, places[at - 1] ?? 0, places[at]!, places[at + 1] ?? values.length, noise)
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
