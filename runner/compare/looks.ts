/**
 * Looking at the data again and again until they please makes false alarms: at 5 % each, five looks give about 14 %. Here
 * the number of looks is fixed before the first measurement, and each is made at its share of the error that the
 * whole comparison may make (Bonferroni): with confidence 0.95 and five looks, every interval has confidence 0.99. All of
 * them together then hold with at least 0.95, so that stopping early is as honest as waiting.
 */

/** Looks are made when these parts of the time budget, or of the most blocks, are used. */
export const LOOK_FRACTIONS: readonly number[] = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1]

/**
 * No look is made before: with fewer blocks the test can never reject, however large the change. Its smallest p-value is
 * 2^(1 − blocks), and it must be within the level of a look even after correcting for everything that is judged together.
 *
 * @example leastBlocks(0.95, 1) // 8
 */
export function leastBlocks(confidence: number, judgedTogether: number): number {
  return Math.ceil(1 - Math.log2(lookLevel(confidence) / Math.max(1, judgedTogether)) - 1e-9)
}

/** Enough to see a tenth of the noise of a block; more would cost more than they tell. */
export const MOST_BLOCKS = 500

/** The error that one look may make: 0.01 at a confidence of 0.95. */
export function lookLevel(confidence: number): number {
  return (1 - confidence) / LOOK_FRACTIONS.length
}

/** How far a case is. */
export interface Progress {
  readonly blocks: number
  readonly leastBlocks: number
  readonly elapsedMs: number
  readonly budgetMs: number
}

/** The part of what may be used that is used, at most 1. Never complete before the least number of blocks. */
export function usedFraction({ blocks, leastBlocks: least, elapsedMs, budgetMs }: Progress): number {
  const used = Math.min(1, Math.max(elapsedMs / budgetMs, blocks / MOST_BLOCKS))
  return blocks < least ? Math.min(used, 1 - Number.EPSILON) : used
}

/** How many looks are due by now. It only grows; what several blocks did not reach and one passes is one look. */
export function looksDue(progress: Progress): number {
  if (progress.blocks < progress.leastBlocks) return 0
  const used = usedFraction(progress)
  return LOOK_FRACTIONS.filter((fraction) => fraction <= used).length
}
