import * as z from 'zod'
import { nearest } from './nearest.ts'

/**
 * The smallest parts of the schema. Every error message here is what was expected, and on a second line,
 * where it can be guessed, what was probably meant: `wording.ts` makes sentences of both.
 */
export function wanted(expected: string, suggestion?: string | undefined): string {
  return suggestion === undefined ? expected : `${expected}\n${suggestion}`
}

/** What was probably meant by an input, as it would be written. */
export type Suggest = (input: unknown) => string | undefined

/** A number or a boolean where a text was wanted: the same in quotes. */
export const asText: Suggest = (input) =>
  typeof input === 'number' || typeof input === 'boolean' ? JSON.stringify(String(input)) : undefined

/** A text, number or boolean as text; empty for lists, maps and nothing, from which nothing can be guessed. */
export function scalarText(input: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof input) ? String(input).trim() : ''
}

/** A text that is kept as it is written; `expected` says which. */
export function text(expected: string): z.ZodString {
  const error = (issue: { readonly input?: unknown }): string => wanted(expected, asText(issue.input))
  return z
    .string({ error })
    .min(1, { error })
    .refine(withoutNul, { error: `${expected}, without NUL characters` })
}

/** No program can be given a NUL character, nor a file named with one. */
const withoutNul = (written: string): boolean => !written.includes('\0')

/** A text that may be empty. */
export function anyText(expected: string): z.ZodString {
  const error = (issue: { readonly input?: unknown }): string => wanted(expected, asText(issue.input))
  return z.string({ error }).refine(withoutNul, { error: `${expected}, without NUL characters` })
}

/** A text of this shape. */
export function pattern(expected: string, shape: RegExp, suggest: Suggest = asText): z.ZodString {
  const error = (issue: { readonly input?: unknown }): string => wanted(expected, suggest(issue.input))
  return z.string({ error }).regex(shape, { error })
}

/** A boolean; YAML 1.2 knows no `yes` and `no`. */
export function truth(): z.ZodBoolean {
  const meant: Record<string, string> = {
    yes: 'true',
    on: 'true',
    true: 'true',
    no: 'false',
    off: 'false',
    false: 'false',
  }
  return z.boolean({
    error: (issue) => wanted('`true` or `false`', meant[scalarText(issue.input).toLowerCase()]),
  })
}

/** A whole number within a range. */
export function whole(least: number, most: number, what = 'a whole number'): z.ZodInt {
  const expected = `${what} from ${least} to ${most}`
  const error = (issue: { readonly input?: unknown }): string => wanted(expected, asNumber(issue.input))
  return z.int({ error }).min(least, { error }).max(most, { error })
}

/** A number that `accept` takes. */
export function number(expected: string, accept: (value: number) => boolean, suggest: Suggest = asNumber) {
  const error = (issue: { readonly input?: unknown }): string => wanted(expected, suggest(issue.input))
  return z.number({ error }).refine(accept, { error })
}

/** A text that reads as a number where a number was wanted: the same without quotes. */
function asNumber(input: unknown): string | undefined {
  return typeof input === 'string' && input.trim() !== '' && Number.isFinite(Number(input))
    ? String(Number(input))
    : undefined
}

/** One of some names, with the nearest as suggestion. */
export function oneOf<const Names extends readonly [string, ...string[]]>(what: string, names: Names) {
  const expected = `${what}: ${names.map((known) => `\`${known}\``).join(', ')}`
  return z.enum(names, {
    error: (issue) =>
      wanted(expected, typeof issue.input === 'string' ? nearest(issue.input, names) : undefined),
  })
}

/**
 * A map with exactly these keys. The message of an unknown key is the list of those that exist,
 * which `wording.ts` turns into the nearest one.
 */
export function map<Shape extends z.ZodRawShape>(expected: string, shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : expected),
  })
}

/** A map from names that the user chooses. */
export function named<Key extends z.ZodString, Value extends z.ZodType>(
  expected: string,
  key: Key,
  value: Value,
) {
  return z.record(key, value, { error: expected })
}

/** A list of any length. */
export function list<Item extends z.ZodType>(expected: string, item: Item) {
  return z.array(item, { error: (issue) => wanted(expected, asList(issue.input)) })
}

/** A list that is not empty. */
export function fullList<Item extends z.ZodType>(expected: string, item: Item) {
  return list(expected, item).min(1, { error: expected })
}

function asList(input: unknown): string | undefined {
  if (typeof input === 'string' && /^[\w.%-]+$/.test(input)) return `[${input}]`
  return typeof input === 'number' || typeof input === 'boolean' ? `[${input}]` : undefined
}

/** For a check of a whole map that should run even where one of its entries is wrong already. */
export function whenMap({ value }: { readonly value: unknown }): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
