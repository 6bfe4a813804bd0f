import type { Direction } from '../metrics/metric.ts'
import { type PairedShift, pairedShift } from './decision.ts'

/** On which side of a regression a commit lies. */
export type Side = 'good' | 'bad' | 'unsure'

/**
 * Where a commit lies between a good and a bad one that differ by `distance` (on the logarithm, bad minus good): bad where
 * its difference from the good one is surely beyond the middle, good where it is surely not. By the interval of a look,
 * so that it may be asked again and again while measuring.
 *
 * @param confidence of this one decision, over all its looks
 */
export function sideOf(differences: readonly number[], distance: number, confidence: number): Side {
  if (differences.length === 0) return 'unsure'
  const { low, high } = pairedShift(differences, confidence)
  const middle = distance / 2
  const isBeyond = distance > 0 ? low > middle : high < middle
  const isBefore = distance > 0 ? high < middle : low > middle
  return isBeyond ? 'bad' : isBefore ? 'good' : 'unsure'
}

/** Whether a shift is surely for the worse. */
export function isSurelyWorse({ low, high }: PairedShift, direction: Direction): boolean {
  return direction === 'lower' ? low > 0 : high < 0
}

/** What is known of the commits between a good and a bad one. */
export interface Range {
  /** Oldest first: the commits after the last that is known to be good, up to the first that is known to be bad. */
  readonly suspects: readonly string[]
  /** Of those, what could not be measured or not be told. */
  readonly skipped: ReadonlySet<string>
}

/**
 * The next commit to measure: the one nearest to the middle that can be; undefined where the answer stands. The last
 * suspect is known to be bad already.
 */
export function nextSuspect({ suspects, skipped }: Range): string | undefined {
  const middle = (suspects.length - 2) / 2
  return suspects
    .slice(0, -1)
    .map((sha, index) => ({ sha, distance: Math.abs(index - middle) }))
    .filter(({ sha }) => !skipped.has(sha))
    .sort((a, b) => a.distance - b.distance)[0]?.sha
}

/** The range after a commit was measured. */
export function narrowed(range: Range, sha: string, side: Side): Range {
  const index = range.suspects.indexOf(sha)
  if (side === 'unsure') return { ...range, skipped: new Set([...range.skipped, sha]) }
  const suspects = side === 'bad' ? range.suspects.slice(0, index + 1) : range.suspects.slice(index + 1)
  return { ...range, suspects }
}

/**
 * The confidence of each decision so that all of them together hold with the wanted one, whatever depends on what
 * (Bonferroni): the first, that there is a regression at all, and one for each halving.
 *
 * @param commits between good and bad, the bad one included
 */
export function stepConfidence(confidence: number, commits: number): number {
  return 1 - (1 - confidence) / (1 + Math.ceil(Math.log2(Math.max(1, commits))))
}
