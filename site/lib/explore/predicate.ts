import { compareTexts, type Value } from './values.ts'

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='

/** A condition on rows that is simple enough to be asked of the statistics of a file before any row is read. */
export type Predicate =
  | { readonly all: readonly Predicate[] }
  | { readonly any: readonly Predicate[] }
  | { readonly column: string; readonly is: Comparison; readonly value: Scalar }
  | { readonly column: string; readonly in: ReadonlySet<Value> }
  | { readonly column: string; readonly known: boolean }

export type Scalar = string | number | boolean

/** What is known of a column in some rows before they are read; undefined bounds are not known. */
export interface Range {
  readonly min: Scalar | undefined
  readonly max: Scalar | undefined
  /** Whether some of the values are NULL, or none, or all; undefined where that is not known. */
  readonly nulls: 'none' | 'some' | 'all' | undefined
}

export function columnsOf(predicate: Predicate | undefined): string[] {
  if (predicate === undefined) return []
  if ('all' in predicate) return predicate.all.flatMap(columnsOf)
  if ('any' in predicate) return predicate.any.flatMap(columnsOf)
  return [predicate.column]
}

/** False where the ranges say that no row can satisfy the predicate. */
export function mayHold(predicate: Predicate, rangeOf: (column: string) => Range | undefined): boolean {
  if ('all' in predicate) return predicate.all.every((part) => mayHold(part, rangeOf))
  if ('any' in predicate) return predicate.any.some((part) => mayHold(part, rangeOf))
  const range = rangeOf(predicate.column)
  if (range === undefined) return true
  if ('known' in predicate) return range.nulls !== (predicate.known ? 'all' : 'none')
  if (range.nulls === 'all') return false
  if ('in' in predicate) {
    return [...predicate.in].some((value) => isScalar(value) && overlaps(range, '=', value))
  }
  return overlaps(range, predicate.is, predicate.value)
}

function overlaps({ min, max }: Range, is: Comparison, value: Scalar): boolean {
  const below = () => min === undefined || compare(min, value)
  const above = () => max === undefined || compare(max, value)
  if (is === '=') return notAbove(below()) && notBelow(above())
  if (is === '<') return isTrueOr(below(), (order) => order < 0)
  if (is === '<=') return notAbove(below())
  if (is === '>') return isTrueOr(above(), (order) => order > 0)
  if (is === '>=') return notBelow(above())
  return !(min !== undefined && min === max && min === value)
}

type Order = number | true | undefined

/** What cannot be compared may hold. */
const isTrueOr = (order: Order, test: (order: number) => boolean) => typeof order !== 'number' || test(order)
const notAbove = (order: Order) => isTrueOr(order, (known) => known <= 0)
const notBelow = (order: Order) => isTrueOr(order, (known) => known >= 0)

/** Whether the predicate is true of a row; a comparison with NULL never is. */
export function holds(predicate: Predicate, valueAt: (column: string) => Value): boolean {
  if ('all' in predicate) return predicate.all.every((part) => holds(part, valueAt))
  if ('any' in predicate) return predicate.any.some((part) => holds(part, valueAt))
  const value = valueAt(predicate.column)
  if ('known' in predicate) return (value !== null) === predicate.known
  if (value === null) return false
  if ('in' in predicate) return predicate.in.has(value)
  const order = isScalar(value) ? compare(value, predicate.value) : undefined
  if (order === undefined) return false
  return tests[predicate.is](order)
}

const tests: Readonly<Record<Comparison, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}

function isScalar(value: Value): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/** Below zero, zero or above; undefined where the two are of different kinds. NaN is above all, as DuckDB has it. */
function compare(a: Scalar, b: Scalar): number | undefined {
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b)
  if (typeof a !== typeof b || typeof a === 'string') return undefined
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return Number(a) - Number(b)
}
