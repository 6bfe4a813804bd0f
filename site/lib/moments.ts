import { language, locale } from './translate.ts'

/** Moments in the reader's own zone: what the browser puts in place of the UTC text that a page was built with. */

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })

/** `3 days ago`, `yesterday`, or what is said of the last minute: one unit, rounded down, so that it never claims more than has passed. */
export function relativeText(momentMs: number, nowMs: number, justNow: string): string {
  const distanceMs = momentMs - nowMs
  const step = STEPS.find(([, lengthMs]) => Math.abs(distanceMs) >= lengthMs)
  if (step === undefined) return justNow
  return relative.format(Math.trunc(distanceMs / step[1]), step[0])
}

export interface ZonedTexts {
  /** `20 Nov 2026, 05:40` */
  readonly exact: string
  /** `20 Nov 2026` */
  readonly day: string
  /** For the title: with seconds and the zone's name. */
  readonly full: string
}

const STYLES = {
  exact: { dateStyle: 'medium', timeStyle: 'short' },
  day: { dateStyle: 'medium' },
  full: { dateStyle: 'full', timeStyle: 'long' },
} as const satisfies Readonly<Record<keyof ZonedTexts, Intl.DateTimeFormatOptions>>

/** Making one takes far longer than using it, and a page has hundreds of moments. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** A moment in a time zone (the reader's, unless named). */
export function zonedText(date: Date, style: keyof ZonedTexts, timeZone?: string): string {
  const name = `${style} ${timeZone}`
  const known = formats.get(name)
  if (known) return known.format(date)
  const zone = timeZone === undefined ? {} : { timeZone }
  const made = new Intl.DateTimeFormat(locale, { ...STYLES[style], ...zone })
  formats.set(name, made)
  return made.format(date)
}

/** A moment in a time zone (the reader's, unless named), in each style. */
export function zonedTexts(date: Date, timeZone?: string): ZonedTexts {
  const text = (style: keyof ZonedTexts) => zonedText(date, style, timeZone)
  return { exact: text('exact'), day: text('day'), full: text('full') }
}
