import { type Random, randomFrom, randomInteger } from '../stats/random.ts'

interface Kept {
  readonly index: number
  readonly value: number
}

/**
 * Keeps every value up to a bound, and beyond it a uniform random part of them, seeded, in the order in which they came; always
 * the exact count, and both extremes among the kept. Memory does not grow beyond the bound.
 *
 * Source: algorithm R (Vitter, 1985). O(1) a value.
 *
 * @example
 * const reservoir = new Reservoir(3, 'latency')
 * for (const value of [5, 1, 9, 4]) reservoir.add(value)
 * reservoir.count // 4
 * reservoir.values() // three of them, 1 and 9 among these
 */
export class Reservoir {
  readonly #bound: number
  readonly #random: Random
  readonly #kept: Kept[] = []
  #count = 0
  #least: Kept | undefined
  #greatest: Kept | undefined

  /**
   * @param bound how many values to keep, at least 3
   * @param seed the same seed keeps the same places of the sequence
   */
  constructor(bound: number, seed: string) {
    if (!Number.isInteger(bound) || bound < 3) throw new RangeError('a reservoir keeps at least 3 values')
    this.#bound = bound
    this.#random = randomFrom('reservoir', seed)
  }

  get count(): number {
    return this.#count
  }

  add(value: number): void {
    if (!Number.isFinite(value)) throw new RangeError(`a sample must be a finite number, not ${value}`)
    const entry = { index: this.#count, value }
    this.#count += 1
    if (!this.#least || value < this.#least.value) this.#least = entry
    if (!this.#greatest || value > this.#greatest.value) this.#greatest = entry
    if (this.#kept.length < this.#bound) {
      this.#kept.push(entry)
      return
    }
    const place = randomInteger(this.#random, this.#count)
    if (place < this.#bound) this.#kept[place] = entry
  }

  /** What is kept, in the order in which it came. */
  values(): number[] {
    const kept = [...this.#kept]
    const missing = [this.#least, this.#greatest].filter(
      (extreme): extreme is Kept =>
        extreme !== undefined && !kept.some(({ index }) => index === extreme.index),
    )
    // In place of values that are no extremes themselves.
    for (const extreme of missing) {
      const place = kept.findIndex(
        ({ index }) => index !== this.#least?.index && index !== this.#greatest?.index,
      )
      kept[place] = extreme
    }
    return kept.sort((a, b) => a.index - b.index).map(({ value }) => value)
  }
}
