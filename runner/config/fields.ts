import * as z from 'zod'
import { isKnownUnit, parseQuantity } from '../units.ts'
import { nearest } from './nearest.ts'

/**
 * The smallest parts of the schema. Every error message here is what was expected, and on a second line,
 * where it can be guessed, what was probably meant: `wording.ts` makes sentences of both.
 */
export function wanted(expected: string, suggestion?: string | undefined): string {
  return suggestion === undefined ? expected : `${expected}\n${suggestion}`
}

type Suggest = (input: unknown) => string | undefined

/** A text without surprises on a terminal, in a table or in an address: 1 to 200 characters on one line. */
export const MAX_NAME_LENGTH = 200

/** Why a text cannot be a name, a title or a param's value; undefined where it can. */
export function nameMistake(text: string): string | undefined {
  if (text.trim() === '') return 'a name that is not empty'
  if (/\p{Cc}/u.test(text)) return 'a name on one line, without control characters'
  if (/[\u202a-\u202e\u2066-\u2069\u2028\u2029]/.test(text)) {
    return 'a name without invisible characters that change the direction of text'
  }
  if (!text.isWellFormed()) return 'a name of whole characters (this one holds half of a surrogate pair)'
  if (text !== text.trim()) return 'a name without spaces at its ends'
  const { length } = [...text]
  return length > MAX_NAME_LENGTH
    ? `a name of at most ${MAX_NAME_LENGTH} characters (this one has ${length})`
    : undefined
}

export const name = z
  .string()
  .check((context) => {
    const mistake = nameMistake(context.value)
    if (mistake) context.issues.push({ code: 'custom', message: mistake, input: context.value })
  })
  .meta({ minLength: 1, maxLength: MAX_NAME_LENGTH })

const asText: Suggest = (input) =>
  typeof input === 'number' || typeof input === 'boolean' ? JSON.stringify(String(input)) : undefined

/** A text that is kept as it is written; `expected` says which. */
export function text(expected: string): z.ZodString {
  const error = (issue: { readonly input?: unknown }): string => wanted(expected, asText(issue.input))
  return z.string({ error }).min(1, { error })
}

/** A text of this shape. */
export function pattern(expected: string, shape: RegExp, suggest: Suggest = asText): z.ZodString {
  const error = (issue: { readonly input?: unknown }): string => wanted(expected, suggest(issue.input))
  return z.string({ error }).regex(shape, { error })
}

export function truth(expected: string): z.ZodBoolean {
  const meant: Record<string, string> = {
    yes: 'true',
    on: 'true',
    true: 'true',
    no: 'false',
    off: 'false',
    false: 'false',
  }
  return z.boolean({ error: (issue) => wanted(expected, meant[String(issue.input).toLowerCase()]) })
}

/** A whole number within a range. */
export function whole(least: number, most: number, what = 'a whole number'): z.ZodInt {
  const expected = `${what} from ${least} to ${most}`
  const error = (issue: { readonly input?: unknown }): string => wanted(expected, asNumber(issue.input))
  return z.int({ error }).min(least, { error }).max(most, { error })
}

/** A number within a range, its ends excluded where `open`. */
export function number(expected: string, accept: (value: number) => boolean, suggest: Suggest = asNumber) {
  const error = (issue: { readonly input?: unknown }): string => wanted(expected, suggest(issue.input))
  return z.number({ error }).refine(accept, { error })
}

export function asNumber(input: unknown): string | undefined {
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

const SLOPPY_UNITS: Record<string, string> = {
  msec: 'ms',
  msecs: 'ms',
  millis: 'ms',
  millisecond: 'ms',
  milliseconds: 'ms',
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  m: 'min',
  mins: 'min',
  minute: 'min',
  minutes: 'min',
  hr: 'h',
  hrs: 'h',
  hour: 'h',
  hours: 'h',
}

/** `3` and `3 sec` mean `3 s`; 1000 and more without a unit are more likely milliseconds. */
export const asDuration: Suggest = (input) => {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(String(input).trim())
  if (!match) return undefined
  const [, digits = '', unit = ''] = match
  if (unit === '') return `${digits} ${Number(digits) >= 1000 ? 'ms' : 's'}`
  const meant =
    SLOPPY_UNITS[unit.toLowerCase()] ?? (isKnownUnit(unit.toLowerCase()) ? unit.toLowerCase() : undefined)
  return meant && `${digits} ${meant}`
}

const MS = 1e6
const DURATION_SHAPE = '^\\d+(\\.\\d+)? ?(ms|s|min|h)$'
const DAY_MS = 86_400_000

/** A length of time such as `3 s`, in milliseconds. */
export const duration = quantity({
  expected: 'a duration with its unit, longer than nothing and at most 24 h, such as `3 s` or `250 ms`',
  suggest: asDuration,
  shape: DURATION_SHAPE,
  accept: ({ value, unit }) => (unit === 'ns' && value > 0 && value <= DAY_MS * MS ? value / MS : undefined),
})

/** A share such as `2%`, as a ratio: 0.02. */
export const percentage = quantity({
  expected: 'a percentage from `0%` to below `100%`, such as `2%`',
  suggest: (input) => percentageMeant(input),
  shape: '^\\d+(\\.\\d+)? ?%$',
  accept: ({ value, unit }) => (unit === 'ratio' && value >= 0 && value < 1 ? value : undefined),
})

function percentageMeant(input: unknown): string | undefined {
  const value = Number(input)
  if (input === '' || typeof input === 'boolean' || !(value > 0 && value < 100)) return undefined
  return value < 1 ? `${Number((value * 100).toPrecision(12))}%` : `${value}%`
}

interface QuantityField {
  readonly expected: string
  readonly suggest: Suggest
  /** For editors: the same language as `accept`, as a regular expression. */
  readonly shape: string
  readonly accept: (quantity: { readonly value: number; readonly unit: string }) => number | undefined
}

function quantity(field: QuantityField) {
  const message = (input: unknown): string => wanted(field.expected, field.suggest(input))
  return z
    .string({ error: (issue) => message(issue.input) })
    .transform((written, context): number => {
      const parsed = parseQuantity(written)
      const value = parsed && field.accept(parsed)
      if (value !== undefined) return value
      context.issues.push({ code: 'custom', message: message(written), input: written })
      return z.NEVER
    })
    .meta({ pattern: field.shape })
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

/** A list without repetitions. */
export function list<Item extends z.ZodType>(expected: string, item: Item, least = 0) {
  return z
    .array(item, { error: (issue) => wanted(expected, asList(issue.input)) })
    .min(least, { error: expected })
}

function asList(input: unknown): string | undefined {
  if (typeof input === 'string' && /^[\w.%-]+$/.test(input)) return `[${input}]`
  return typeof input === 'number' || typeof input === 'boolean' ? `[${input}]` : undefined
}
