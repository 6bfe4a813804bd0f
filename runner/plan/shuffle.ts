/**
 * Seeded order of iterations. A block holds each case once; its order depends only on the seed, the block's number
 * and the number of cases, so that any block can be computed without those before it.
 */

const UINT32 = 2 ** 32

/** Spreads the bits of some integers over one: the finaliser of MurmurHash3, applied to each in turn. */
function mix(...integers: readonly number[]): number {
  return integers.reduce((hash, integer) => finalise((hash ^ Math.imul(integer + 1, 0x9e3779b9)) >>> 0), 0)
}

function finalise(bits: number): number {
  let hash = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Uniform numbers in [0, 1). Source: mulberry32 by Tommy Ettinger, public domain. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / UINT32
  }
}

/**
 * The order of the cases in one block: a random permutation of 0 … caseCount − 1 (Fisher and Yates, as written by
 * Durstenfeld). Cases that have finished are skipped by the caller, which changes nothing for the others.
 */
export function blockOrder(caseCount: number, block: number, seed: number): number[] {
  const random = mulberry32(mix(seed, block, caseCount))
  const order = Array.from({ length: caseCount }, (_, index) => index)
  for (let last = caseCount - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    const moved = order[last]!
    order[last] = order[other]!
    order[other] = moved
  }
  return order
}

/** A case's turn: its index in the suite and the number of its iteration, counted from 0, warm-up included. */
export interface Turn {
  readonly caseIndex: number
  readonly iteration: number
}

/**
 * Whose turn it is, until every case is finished. `isFinished` is asked before each turn, so that a case drops out as
 * soon as it is precise enough. Never ends by itself for a case that never finishes.
 */
export function* turns(
  caseCount: number,
  order: 'interleaved' | 'sequential',
  seed: number,
  isFinished: (caseIndex: number) => boolean,
): Generator<Turn, void, void> {
  const all = Array.from({ length: caseCount }, (_, index) => index)
  if (order === 'sequential') {
    for (const caseIndex of all) {
      for (let iteration = 0; !isFinished(caseIndex); iteration += 1) yield { caseIndex, iteration }
    }
    return
  }
  for (let block = 0; !all.every(isFinished); block += 1) {
    for (const caseIndex of blockOrder(caseCount, block, seed)) {
      if (!isFinished(caseIndex)) yield { caseIndex, iteration: block }
    }
  }
}
