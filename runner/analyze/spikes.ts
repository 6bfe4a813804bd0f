import { tailOf, tailTwoSided } from '../stats/heavy-tail.ts'
import { robustFit } from '../stats/robust-fit.ts'
import { studentCritical } from '../stats/student-t.ts'
import type { Estimate } from './analysis.ts'
import type { ComparisonScale } from './scale.ts'

/** A single run off its level is told when noise with tails as heavy as the level's own does that with no more than this probability. */
const SPIKE_P_VALUE = 1e-4
/** No nearer value can be that unlikely, in sigma. */
const WORTH_A_LOOK = 4
/** Fewer points know too little about their own noise. */
const MIN_LEVEL = 8
/** The newest points may be the beginning of a new level. */
const UNDECIDED_POINTS = 3

export interface Spike {
  /** Index into the values. */
  readonly index: number
  readonly change: Estimate
  readonly pValue: number
}

/** Single values far off the level around them. The newest are left out: they may be more than that. O(n). */
export function findSpikes(
  scaled: Float64Array,
  shifts: readonly number[],
  scale: ComparisonScale,
  confidence: number,
): Spike[] {
  return [0, ...shifts].flatMap((start, place) => {
    const level = scaled.subarray(start, shifts[place] ?? scaled.length)
    return spikesOfLevel(level, scale, confidence)
      .map((spike) => ({ ...spike, index: spike.index + start }))
      .filter(({ index }) => index < scaled.length - UNDECIDED_POINTS)
  })
}

function spikesOfLevel(level: Float64Array, scale: ComparisonScale, confidence: number): Spike[] {
  if (level.length < MIN_LEVEL) return []
  const { centre, sigma } = robustFit(level)
  if (sigma === 0) return []
  const deviations = Array.from(level, (value) => (value - centre) / sigma)
  const degrees = level.length - 1
  const reach = studentCritical(1 - confidence, degrees) * sigma
  const ratio = (distance: number) => scale.changeRatio(centre, distance)
  return [...deviations.keys()]
    .filter((index) => Math.abs(deviations[index]!) > WORTH_A_LOOK)
    .map((index): Spike => {
      const distance = deviations[index]! * sigma
      const change = {
        value: ratio(distance),
        low: ratio(distance - reach),
        high: ratio(distance + reach),
        confidence,
      }
      // What the others say: a value far out would itself speak for tails that explain it.
      const tail = tailOf(deviations.toSpliced(index, 1))
      return { index, change, pValue: tailTwoSided(tail, deviations[index]!, degrees) }
    })
    .filter(({ pValue }) => pValue < SPIKE_P_VALUE)
}
