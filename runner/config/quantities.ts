import * as z from 'zod'
import { isKnownUnit, parseQuantity } from '../units.ts'
import { number, type Suggest, scalarText, wanted } from './fields.ts'

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
const asDuration: Suggest = (input) => {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(scalarText(input))
  if (!match) return undefined
  const [, digits = '', unit = ''] = match
  if (unit === '') return `${digits} ${Number(digits) >= 1000 ? 'ms' : 's'}`
  const meant =
    SLOPPY_UNITS[unit.toLowerCase()] ?? (isKnownUnit(unit.toLowerCase()) ? unit.toLowerCase() : undefined)
  return meant && `${digits} ${meant}`
}

const MS = 1e6
const DAY_MS = 86_400_000

/** A length of time such as `3 s`, in milliseconds. */
export const duration = quantity({
  expected: 'a duration with its unit, longer than nothing and at most 24 h, such as `3 s` or `250 ms`',
  suggest: asDuration,
  shape: '^\\d+(\\.\\d+)? ?(ms|s|min|h)$',
  accept: ({ value, unit }) => (unit === 'ns' && value > 0 && value <= DAY_MS * MS ? value / MS : undefined),
})

/** A share such as `2%`, as a ratio: 0.02. */
export const percentage = quantity({
  expected: 'a percentage from `0%` to below `100%`, such as `2%`',
  suggest: percentageMeant,
  shape: '^\\d+(\\.\\d+)? ?%$',
  accept: ({ value, unit }) => (unit === 'ratio' && value >= 0 && value < 1 ? value : undefined),
})

function percentageMeant(input: unknown): string | undefined {
  const value = Number(scalarText(input))
  if (typeof input === 'boolean' || !(value > 0 && value < 100)) return undefined
  return value < 1 ? `${Number((value * 100).toPrecision(12))}%` : `${value}%`
}

interface QuantityField {
  readonly expected: string
  readonly suggest: Suggest
  /** How it is written, as a regular expression that editors check too. */
  readonly shape: string
  readonly accept: (quantity: { readonly value: number; readonly unit: string }) => number | undefined
}

function quantity(field: QuantityField) {
  const shape = new RegExp(field.shape)
  const accept = (written: string): number | undefined => {
    const parsed = shape.test(written) ? parseQuantity(written) : undefined
    return parsed && field.accept(parsed)
  }
  const message = (input: unknown): string => {
    const meant = field.suggest(input)
    return wanted(field.expected, meant !== undefined && accept(meant) !== undefined ? meant : undefined)
  }
  return z
    .string({ error: (issue) => message(issue.input) })
    .transform((written, context): number => {
      const value = accept(written)
      if (value !== undefined) return value
      context.issues.push({ code: 'custom', message: message(written), input: written })
      return z.NEVER
    })
    .meta({ pattern: field.shape })
}

const MOST_CPUS = 1024
const CPUS_WANTED = `numbers of processors from 0 to ${MOST_CPUS - 1}, such as \`0\` or \`"0-1,3"\``

/** Processors as `taskset` takes them, `0` or `"0-1,3"`, as their numbers. */
export const cpuList = z
  .union(
    [
      z
        .int()
        .min(0)
        .max(MOST_CPUS - 1),
      z.string(),
    ],
    { error: CPUS_WANTED },
  )
  .transform((written, context): readonly number[] => {
    const numbers = readCpus(String(written))
    if (numbers) return numbers
    context.issues.push({ code: 'custom', message: CPUS_WANTED, input: written })
    return z.NEVER
  })
  .meta({ id: 'cpus' })

function readCpus(written: string): number[] | undefined {
  const numbers = new Set<number>()
  for (const part of written.split(',')) {
    const [, from = '', to = from] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part.trim()) ?? []
    if (from === '' || Number(to) < Number(from) || Number(to) >= MOST_CPUS) return undefined
    for (let number = Number(from); number <= Number(to); number += 1) numbers.add(number)
  }
  return [...numbers].sort((a, b) => a - b)
}

/** From which change on something is relevant: 1.2 is 20 % worse. */
export const ratio = number(
  'a ratio above 1: `1.2` is 20 % worse than the baseline',
  (value) => value > 1 && value <= 1000,
  ratioMeant,
).meta({ exclusiveMinimum: 1, maximum: 1000 })

/** 0.2 and "20%" mean 1.2; "1.2" means 1.2. */
function ratioMeant(input: unknown): string | undefined {
  const written = scalarText(input)
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(written)
  const value = percent ? 1 + Number(percent[1]) / 100 : Number(written)
  if (written === '' || !(value > 0 && value <= 1000)) return undefined
  const meant = value > 1 ? value : value < 1 ? 1 + value : undefined
  return meant === undefined ? undefined : String(Number(meant.toPrecision(12)))
}
