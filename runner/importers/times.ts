/**
 * Times as trackers write them, as ISO 8601 in UTC: ISO itself, `2026.01.01 3:00:00 +0100`, `2026-01-01 03:00:00`, seconds or
 * milliseconds since 1970, as numbers or as texts. Without a zone it is UTC. Undefined for anything else and for years before
 * 1980 or after 2200, which no run can have.
 */
export function timeOf(written: unknown): string | undefined {
  const ms = typeof written === 'number' ? fromNumber(written) : fromText(String(written ?? '').trim())
  if (ms === undefined || !Number.isFinite(ms)) return undefined
  const year = new Date(ms).getUTCFullYear()
  return year >= 1980 && year <= 2200 ? new Date(ms).toISOString() : undefined
}

/** Below this a number counts seconds: as milliseconds it would be in 1973, as seconds in 5138. */
const SECONDS_BELOW = 100_000_000_000

function fromNumber(value: number): number {
  return value < SECONDS_BELOW ? value * 1000 : value
}

const TEXT =
  /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T _-]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i

function fromText(text: string): number | undefined {
  if (/^\d{9,14}(\.\d+)?$/.test(text)) return fromNumber(Number(text))
  const match = TEXT.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match
  const numbers = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (numbers[1] < 1 || numbers[1] > 12 || numbers[2] > 31 || numbers[3] > 24) return undefined
  const ms = Number(fraction.padEnd(3, '0').slice(0, 3))
  return (
    Date.UTC(numbers[0], numbers[1] - 1, numbers[2], numbers[3], numbers[4], numbers[5], ms) - offsetMs(zone)
  )
}

function offsetMs(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone)
  if (!match) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0)
  return (match[1] === '-' ? -1 : 1) * minutes * 60_000
}

/** A time in the name of a file: `2026-11-20T05-12-30Z`, `20261120_051230`, `2026-11-20`. */
export function timeInName(name: string): string | undefined {
  const match =
    /(20\d{2})[-_.]?(\d{2})[-_.]?(\d{2})(?:[T_ .-]?(\d{2})[-_.:]?(\d{2})[-_.:]?(\d{2}))?(?!\d)/.exec(name)
  if (!match) return undefined
  const [, year, month, day, hour = '00', minute = '00', second = '00'] = match
  return timeOf(`${year}-${month}-${day} ${hour}:${minute}:${second}`)
}
