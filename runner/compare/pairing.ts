import { randomFrom, shuffled } from '../stats/random.ts'

/** What is executed: the version compared with, the one that is judged, and the first one again as a control. */
export type Arm = 'base' | 'head' | 'control'

/** Every how many blocks the control is measured too, from the first one on. */
export const CONTROL_EVERY = 2

/**
 * The executions of one block: a random order of the arms, then the same order backwards (ABBA, BAAB, ABCCBA …). A drift
 * that is steady within the block cancels out between both halves. Which arm comes first is an own coin for every block,
 * so that where both versions are alike the block's difference has either sign with the same chance, whatever the
 * machine does meanwhile: this is what makes the sign tests exact. Depends only on seed, case and number of the block.
 */
export function blockArms(seed: number, caseName: string, block: number): Arm[] {
  const arms: readonly Arm[] = block % CONTROL_EVERY === 0 ? ['base', 'head', 'control'] : ['base', 'head']
  const order = shuffled(randomFrom('compare', seed, caseName, block), arms)
  return [...order, ...order.toReversed()]
}

/** Pairs of base and head in a block. */
export const PAIRS_PER_BLOCK = 2
