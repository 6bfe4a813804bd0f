/** A value as SQL sees it: whole numbers beyond 2⁵³ are texts, times are texts in ISO 8601. */
export type Value = string | number | boolean | null | readonly Value[]

/** One column of some rows. */
export type Values = ArrayLike<Value>

/** From what a Parquet reader gives. */
export function plainValue(value: unknown): Value {
  if (value === undefined || value === null) return null
  if (typeof value === 'bigint') return plainInteger(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    return Array.from(value as ArrayLike<unknown>, plainValue)
  }
  return value as Value
}

function plainInteger(value: bigint): number | string {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}

/** Texts in the order of their characters, as Parquet and DuckDB have it; `<` compares halves of characters. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)]
    if (left !== right) return sortable(left) - sortable(right)
  }
  return a.length - b.length
}

/** Halves of pairs stand for characters beyond all others. */
function sortable(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
