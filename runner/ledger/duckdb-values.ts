import type { DuckDBListVector, DuckDBVector } from '@duckdb/node-api'

/** The first values of a column as plain ones: times as Date, 64-bit integers as numbers, lists as arrays. */
export function plainValues(vector: DuckDBVector, rows: number): unknown[] {
  const isValid = validityOf(vector)
  const values: unknown[] = new Array(rows)
  const list = isList(vector) ? listReader(vector) : undefined
  const valueAt = list ?? itemReader(vector)
  for (let row = 0; row < rows; row++) values[row] = isValid(row) ? valueAt(row) : null
  return values
}

/** A column of numbers without NULL, not copied where that can be. */
export function numbersOf(vector: DuckDBVector, rows: number): ArrayLike<number> {
  return numbersIn(vector) ?? (plainValues(vector, rows) as number[])
}

function isList(vector: DuckDBVector): vector is DuckDBListVector {
  return 'getItemVector' in vector
}

function listReader(list: DuckDBListVector): (row: number) => unknown[] {
  const { childVector } = list
  const isValid = validityOf(childVector)
  const valueAt = itemReader(childVector)
  return (row) => {
    const start = list.getEntryOffset(row)
    const items: unknown[] = new Array(list.getEntryLength(row))
    for (let index = 0; index < items.length; index++)
      items[index] = isValid(start + index) ? valueAt(start + index) : null
    return items
  }
}

/** Reads what is known not to be NULL. */
function itemReader(vector: DuckDBVector): (row: number) => unknown {
  const numbers = numbersIn(vector)
  return numbers ? (row) => numbers[row] : (row) => plain(vector.getItem(row))
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'object' && value !== null && 'micros' in value)
    return new Date(Number((value as { micros: bigint }).micros / 1000n))
  return value
}

/** What the package keeps to itself. Where another version of it keeps it otherwise, its own slower functions are asked. */
interface Inside {
  readonly items?: unknown
  readonly validity?: { readonly data?: unknown; readonly offset?: unknown }
}

/** Doubles and 32-bit integers as they lie in DuckDB's memory; undefined for anything else. */
function numbersIn(vector: DuckDBVector): Float64Array | Int32Array | undefined {
  const { items } = vector as Inside
  if (items instanceof Float64Array) return items
  // A date is an Int32Array, too, of days.
  return items instanceof Int32Array && String(vector.type) === 'INTEGER' ? items : undefined
}

/** Whether a value is not NULL. The package shifts big integers for each; a column without any NULL needs no look. */
function validityOf(vector: DuckDBVector): (row: number) => boolean {
  const { data, offset = 0 } = (vector as Inside).validity ?? {}
  if (data === null) return () => true
  if (!(data instanceof BigUint64Array) || typeof offset !== 'number')
    return (row) => (isList(vector) ? vector.getItemVector(row) : vector.getItem(row)) !== null
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length * 2)
  return (row) => ((words[(offset + row) >>> 5]! >>> ((offset + row) & 31)) & 1) === 1
}
