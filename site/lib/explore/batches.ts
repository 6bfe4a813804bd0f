import type { RowBatch } from './parquet.ts'
import { holds, type Predicate } from './predicate.ts'
import type { Value, Values } from './values.ts'

/** Only these rows, in this order. */
export function selected(batch: RowBatch, places: ArrayLike<number>): RowBatch {
  if (places.length === batch.rows) return batch
  return computed(places.length, (name) => {
    const values = batch.column(name)
    return Array.from(places, (place) => values[place] as Value)
  })
}

/** Only the rows that pass. */
export function filtered(batch: RowBatch, passes: (place: number) => boolean): RowBatch {
  const places: number[] = []
  for (let place = 0; place < batch.rows; place++) if (passes(place)) places.push(place)
  return selected(batch, places)
}

/** Only the rows of which the predicate is true. */
export function matching(batch: RowBatch, predicate: Predicate | undefined): RowBatch {
  if (predicate === undefined) return batch
  return filtered(batch, (place) => holds(predicate, (name) => batch.column(name)[place] as Value))
}

/** Several as one. */
export function joined(batches: readonly RowBatch[]): RowBatch {
  const [first] = batches
  if (first && batches.length === 1) return first
  return computed(
    batches.reduce((sum, { rows }) => sum + rows, 0),
    (name) => batches.flatMap((batch) => Array.from(batch.column(name))),
  )
}

/** A batch whose columns are made when they are first asked for. */
export function computed(rows: number, make: (name: string) => Values): RowBatch {
  const made = new Map<string, Values>()
  return {
    rows,
    column(name) {
      const values = made.get(name) ?? make(name)
      made.set(name, values)
      return values
    },
  }
}

/** The parts of a predicate that speak of these columns only: true wherever the whole predicate is. */
export function about(predicate: Predicate | undefined, columns: ReadonlySet<string>): Predicate | undefined {
  if (predicate === undefined) return undefined
  if ('all' in predicate) {
    return { all: predicate.all.flatMap((part) => about(part, columns) ?? []) }
  }
  if ('any' in predicate) {
    const parts = predicate.any.map((part) => about(part, columns))
    return parts.includes(undefined) ? undefined : { any: parts as Predicate[] }
  }
  return columns.has(predicate.column) ? predicate : undefined
}
