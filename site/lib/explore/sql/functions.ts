import type { SqlPrimitive, UserDefinedFunction } from 'squirreling'

/** Names that no question can have: letters in them are not those of identifiers. */
export const KEY_OF = '§KEY_OF'
export const LIKE = '§LIKE'
export const NOT_LIKE = '§NOT_LIKE'

/** What SQL means and the engine's own operators do differently. */
export const functions: Readonly<Record<string, UserDefinedFunction>> = {
  [KEY_OF]: { apply: (...values) => keyOf(values), arguments: { min: 1 } },
  [LIKE]: { apply: (text, pattern) => isLike(text, pattern) ?? false, arguments: { min: 2, max: 2 } },
  [NOT_LIKE]: { apply: (text, pattern) => isLike(text, pattern) === false, arguments: { min: 2, max: 2 } },
}

/** One text for several values, different wherever one of them is. */
function keyOf(values: readonly SqlPrimitive[]): string {
  return JSON.stringify(values.map((value) => (Number.isFinite(value) ? value : textOf(value))))
}

function textOf(value: SqlPrimitive): SqlPrimitive {
  return typeof value === 'number' || typeof value === 'bigint' ? `§${value}` : value
}

const patterns = new Map<string, RegExp>()

/** Capital letters matter; `%` is any text and `_` one character. Undefined where one of the two is NULL. */
function isLike(text: SqlPrimitive, pattern: SqlPrimitive): boolean | undefined {
  if (text === null || text === undefined || pattern === null || pattern === undefined) return undefined
  const known = patterns.get(String(pattern)) ?? patternOf(String(pattern))
  patterns.set(String(pattern), known)
  return known.test(String(text))
}

function patternOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '[^]*')
    .replaceAll('_', '[^]')
  return new RegExp(`^${source}$`, 'u')
}
