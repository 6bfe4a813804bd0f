import type { Direction } from '../metrics/metric.ts'
import { signedRankInterval } from '../stats/signed-rank-interval.ts'
import { MAD_TO_SIGMA, median, medianAbsoluteDeviation } from '../stats/summary.ts'
import { wilcoxonSignedRank } from '../stats/wilcoxon.ts'
import { LOOK_FRACTIONS, lookLevel } from './looks.ts'
import { PAIRS_PER_BLOCK } from './pairing.ts'

/** What a comparison of two versions says of one metric. */
export type ComparisonState = 'regressed' | 'improved' | 'equivalent' | 'inconclusive'

/** What is asked of a metric. */
export interface Question {
  /** The smallest change that matters: 0.02. The same factor either way: ×1.02 and ÷1.02. */
  readonly thresholdRatio: number
  /** 0.95, over all looks together. */
  readonly confidence: number
  readonly direction: Direction
}

/** The paired difference of two versions, on the logarithm: ln(head / base) of each block. */
export interface PairedShift {
  readonly blocks: number
  /** The pseudo-median and the interval of one look; infinite ends where there are too few blocks. */
  readonly value: number
  readonly low: number
  readonly high: number
  /** Of Wilcoxon's signed-rank test, times the number of looks: valid whenever measuring stopped. */
  readonly pValue: number
}

/** Estimates the shift at a look. @throws RangeError without differences */
export function pairedShift(differences: readonly number[], confidence: number): PairedShift {
  const level = lookLevel(confidence)
  const { pValue } = wilcoxonSignedRank(differences)
  return {
    blocks: differences.length,
    ...signedRankInterval(differences, 1 - level),
    pValue: Math.min(1, pValue * LOOK_FRACTIONS.length),
  }
}

/**
 * `regressed` and `improved`: significant, and at least as large as the threshold. `equivalent`: the whole interval is
 * inside the threshold, significant or not. Everything else is open.
 *
 * @param pValue the shift's own while measuring, corrected for all metrics of the suite in the end
 */
export function decide(shift: PairedShift, question: Question, pValue = shift.pValue): ComparisonState {
  const threshold = Math.log1p(question.thresholdRatio)
  if (shift.low > -threshold && shift.high < threshold) return 'equivalent'
  if (pValue > 1 - question.confidence || Math.abs(shift.value) < threshold) return 'inconclusive'
  const isWorse = shift.value > 0 === (question.direction === 'lower')
  return isWorse ? 'regressed' : 'improved'
}

/**
 * Whether measuring can end: the decision would be the same after correcting for as many metrics as are judged together
 * (Bonferroni, which is stricter than the correction that is made in the end).
 */
export function isDecided(shift: PairedShift, question: Question, judgedTogether: number): boolean {
  return decide(shift, question, Math.min(1, shift.pValue * judgedTogether)) !== 'inconclusive'
}

/** Estimates that a decision needs to be nearer than this part of the threshold are not promised. */
const NEAREST = 0.1

/**
 * About how many pairs it would take to decide, if the estimate stays where it is: the interval shrinks with the root of
 * the number. Undefined where the estimate lies so near to the threshold that no number can be promised.
 */
export function pairsNeeded(shift: PairedShift, { thresholdRatio }: Question): number | undefined {
  const threshold = Math.log1p(thresholdRatio)
  const halfWidth = (shift.high - shift.low) / 2
  if (!Number.isFinite(halfWidth)) return undefined
  const distance = Math.abs(shift.value)
  const wanted = distance >= threshold ? distance : threshold - distance
  if (wanted < NEAREST * threshold) return undefined
  const blocks = Math.max(shift.blocks + 1, shift.blocks * (halfWidth / wanted) ** 2)
  return Math.ceil(blocks * PAIRS_PER_BLOCK)
}

/**
 * The smallest change that this many blocks could tell from none, as a ratio: by the spread of base against itself.
 * Undefined below three control blocks.
 */
export function noiseFloorRatio(
  control: readonly number[],
  blocks: number,
  criticalValue: number,
): number | undefined {
  if (control.length < 3) return undefined
  // A block of equal values says that the clock is coarse, not that there is no noise: around 0, not around their median.
  const spread = Math.max(
    MAD_TO_SIGMA * medianAbsoluteDeviation(control),
    MAD_TO_SIGMA * median(control.map(Math.abs)),
  )
  return Math.expm1((criticalValue * spread) / Math.sqrt(blocks))
}
