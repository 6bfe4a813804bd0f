import { shared } from '../words.ts'
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

/** `3 days ago`, `yesterday`, `now`: one unit, rounded down, so that it never claims more than has passed. */
export function relativeText(momentMs: number, nowMs: number): string {
  const distanceMs = momentMs - nowMs
  const step = STEPS.find(([, lengthMs]) => Math.abs(distanceMs) >= lengthMs)
  if (step === undefined) return shared.timeJustNow
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

/** A moment in a time zone (the reader's, unless named). */
export function zonedTexts(date: Date, timeZone?: string): ZonedTexts {
  const zone = timeZone === undefined ? {} : { timeZone }
  const text = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, ...zone }).format(date)
  return {
    exact: text({ dateStyle: 'medium', timeStyle: 'short' }),
    day: text({ dateStyle: 'medium' }),
    full: text({ dateStyle: 'full', timeStyle: 'long' }),
  }
}
