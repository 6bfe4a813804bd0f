import * as z from 'zod'
import { pattern } from './fields.ts'

/** Longer names fit no table, no title and no file name. */
const MAX_LENGTH = 200

/** Why a text cannot be the name of a project, a suite, a benchmark, or a param's value; undefined where it can. */
function nameMistake(text: string): string | undefined {
  if (text.trim() === '') return 'a name that is not empty'
  if (/\p{Cc}/u.test(text)) return 'a text on one line, without control characters'
  if (/[\u202a-\u202e\u2066-\u2069\u2028\u2029]/.test(text)) {
    return 'a text without invisible characters that change its direction'
  }
  if (!text.isWellFormed()) return 'a text of whole characters (this one holds half of a surrogate pair)'
  if (text !== text.trim()) return 'a text without spaces at its ends'
  const { length } = [...text]
  return length > MAX_LENGTH ? `at most ${MAX_LENGTH} characters (these are ${length})` : undefined
}

/** A text without surprises on a terminal, in a table or in an address: quotes, slashes and emoji are welcome. */
export const name = z
  .string({ error: 'a name' })
  .check((context) => {
    const message = nameMistake(context.value)
    if (message) context.issues.push({ code: 'custom', message, input: context.value })
  })
  .meta({ minLength: 1, maxLength: MAX_LENGTH })

/** Names of metrics: `latency-p99`. */
export const metricName = pattern(
  'the name of a metric: lower-case words joined by hyphens, such as `latency-p99`',
  /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
  (input) => (typeof input === 'string' ? kebab(input) : undefined),
)

function kebab(input: string): string | undefined {
  const words = input
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .match(/[a-z0-9]+/g)
  return words && /^[a-z]/.test(words[0]!) ? words.join('-') : undefined
}

/** What of a metric a budget limits: `median`, `p95`, `p99.9`. */
export const percentileName = pattern(
  '`median`, or a percentile such as `p95` or `p99.9`',
  /^(?:median|p(?!50$)(?:0\.\d*[1-9]|[1-9]\d?(?:\.\d*[1-9])?))$/,
  (input) => (typeof input === 'string' ? percentile(input) : undefined),
)

/** `P95`, `95`, `95%` and `95th` are all p95; p50 is the median. */
function percentile(input: string): string | undefined {
  const [, digits] = /^p?(\d{1,2}(?:\.\d+)?)(?:%|th)?$/i.exec(input.trim()) ?? []
  if (digits === undefined || Number(digits) === 0) return undefined
  return Number(digits) === 50 ? 'median' : `p${Number(digits)}`
}

/** Names of params, as they stand between braces in a command. `include` and `exclude` mean something else. */
export const paramName = pattern(
  'the name of a param: letters, digits, `_` and `-`, a letter first',
  /^[A-Za-z_][A-Za-z0-9_-]*$/,
)

/** Names of environment variables. */
export const variableName = pattern('the name of an environment variable', /^[^=\s]+$/)

/** What else identifies an environment: `python`. */
export const labelName = pattern('a label: letters, digits, `_`, `.` and `-`', /^[A-Za-z0-9_.-]{1,100}$/)
