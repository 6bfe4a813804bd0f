import type { Point, Series, SeriesKey } from './series.ts'

/** Median, MAD, count, low, high. */
const NUMBERS = 5
/** So few points are objects from the beginning: they are asked for often, for example where a run is judged. */
const FEW_POINTS = 500

/** The points of a series while they are read: columns that grow. */
export class PointColumns {
  #positions = new Uint32Array(64)
  #numbers = new Float64Array(64 * NUMBERS)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** @param position place of the point's run in commit order */
  add(position: number, median: number, mad: number, count: number, low: number, high: number): void {
    if (this.#length === this.#positions.length) this.#grow()
    const at = this.#length * NUMBERS
    const numbers = this.#numbers
    numbers[at] = median
    numbers[at + 1] = mad
    numbers[at + 2] = count
    numbers[at + 3] = low
    numbers[at + 4] = high
    this.#positions[this.#length++] = position
  }

  #grow(): void {
    const [positions, numbers] = [this.#positions, this.#numbers]
    this.#positions = new Uint32Array(positions.length * 2)
    this.#positions.set(positions)
    this.#numbers = new Float64Array(numbers.length * 2)
    this.#numbers.set(numbers)
  }

  /** The series of these points, in commit order. `runIds` are those of all runs, by position. */
  series(key: SeriesKey, runIds: readonly string[]): Series {
    const positions = this.#positions.slice(0, this.#length)
    const numbers = this.#numbers.slice(0, this.#length * NUMBERS)
    const order = orderOf(positions)
    const makePoints = (): readonly Point[] =>
      Array.from(order, (index) => pointAt(index, runIds[positions[index]!]!, numbers))
    if (positions.length < FEW_POINTS) return { key, points: makePoints() }
    return {
      key,
      get points() {
        if (latest.numbers !== numbers) latest = { numbers, points: makePoints() }
        return latest.points
      },
    }
  }
}

/** The files of a ledger that nobody rebased have the order already. */
function orderOf(positions: Uint32Array): Uint32Array {
  const order = Uint32Array.from(positions.keys())
  const isSorted = positions.every((position, index) => index === 0 || position >= positions[index - 1]!)
  return isSorted ? order : order.sort((a, b) => positions[a]! - positions[b]! || a - b)
}

function pointAt(index: number, runId: string, numbers: Float64Array): Point {
  const at = index * NUMBERS
  return {
    runId,
    median: numbers[at]!,
    mad: numbers[at + 1]!,
    count: numbers[at + 2]!,
    low: numbers[at + 3]!,
    high: numbers[at + 4]!,
  }
}

/**
 * Of the series that was asked last. A million points take hundreds of megabytes as objects, and histories are gone through series by
 * series: the points of one are objects at a time.
 */
let latest: { readonly numbers: Float64Array; readonly points: readonly Point[] } = {
  numbers: new Float64Array(0),
  points: [],
}
