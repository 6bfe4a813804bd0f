/**
 * Units: everything is kept in one base unit per dimension and scaled only when shown.
 * Base units: `ns` (time), `B` (size), `B/s`, `ops/s` (rate), `ratio` (0.95 is 95 %), `count`.
 * Any other unit is the project's own and is kept and shown as it is written.
 */

interface KnownUnit {
  readonly unit: string
  readonly factor: number
}

const size = (factor: number): KnownUnit => ({ unit: 'B', factor })
const time = (factor: number): KnownUnit => ({ unit: 'ns', factor })
const rate = (factor: number): KnownUnit => ({ unit: 'ops/s', factor })

const sizes: Record<string, KnownUnit> = {
  B: size(1),
  byte: size(1),
  bytes: size(1),
  kB: size(1e3),
  KB: size(1e3),
  MB: size(1e6),
  GB: size(1e9),
  TB: size(1e12),
  KiB: size(2 ** 10),
  MiB: size(2 ** 20),
  GiB: size(2 ** 30),
  TiB: size(2 ** 40),
}

const known = new Map<string, KnownUnit>(
  Object.entries({
    ...sizes,
    ...Object.fromEntries(
      Object.entries(sizes).map(([name, { factor }]) => [`${name}/s`, { unit: 'B/s', factor }]),
    ),
    ps: time(1e-3),
    ns: time(1),
    us: time(1e3),
    µs: time(1e3),
    μs: time(1e3),
    ms: time(1e6),
    s: time(1e9),
    min: time(60e9),
    h: time(3600e9),
    d: time(86_400e9),
    'ops/s': rate(1),
    'op/s': rate(1),
    'ops/sec': rate(1),
    'req/s': rate(1),
    'requests/s': rate(1),
    'kops/s': rate(1e3),
    'Mops/s': rate(1e6),
    'ops/ms': rate(1e3),
    'ops/us': rate(1e6),
    'ops/ns': rate(1e9),
    'ops/min': rate(1 / 60),
    '%': { unit: 'ratio', factor: 0.01 },
    ratio: { unit: 'ratio', factor: 1 },
    count: { unit: 'count', factor: 1 },
  }),
)

/**
 * The base unit of a unit, and what to multiply a value by to get there.
 * `toBase('ms')` is `{ unit: 'ns', factor: 1e6 }`; an unknown unit is its own base.
 */
export function toBase(unit: string): KnownUnit {
  return known.get(unit) ?? { unit, factor: 1 }
}

/** True for a unit that perfledger converts and scales. */
export function isKnownUnit(unit: string): boolean {
  return known.has(unit)
}

/** Names of all units that perfledger converts, for messages. */
export function knownUnits(): readonly string[] {
  return [...known.keys()]
}

export interface Quantity {
  /** In the base unit. */
  readonly value: number
  /** The base unit; empty for a bare number. */
  readonly unit: string
}

const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(\S*)$/i

/** Reads `250 ms`, `1.5 GB`, `95%` or a bare number, whole text only; undefined for anything else. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = QUANTITY.exec(text.trim())
  if (!match) return undefined
  const [, digits = '', unit = ''] = match
  const value = Number(digits)
  if (!Number.isFinite(value)) return undefined
  if (unit === '') return { value, unit: '' }
  const base = toBase(unit)
  return { value: multiply(value, base.factor), unit: base.unit }
}

/** Dividing by the inverse keeps 95 % at 0.95 where multiplying by 0.01 gives 0.9500000000000001. */
function multiply(value: number, factor: number): number {
  return factor < 1 ? value / Math.round(1 / factor) : value * factor
}

/** A value in any unit, in its base unit: `convert(1.5, 'ms')` is `{ value: 1_500_000, unit: 'ns' }`. */
export function convert(value: number, unit: string): Quantity {
  const base = toBase(unit)
  return { value: multiply(value, base.factor), unit: base.unit }
}

/** How to show values of one unit: `shown = value / factor`, followed by `unit`. */
export interface Scale {
  readonly unit: string
  readonly factor: number
  /** Digits after the point that make the values of this scale readable next to one another. */
  readonly digits: number
}

const ladders: Record<string, readonly (readonly [string, number])[]> = {
  ns: [
    ['ns', 1],
    ['µs', 1e3],
    ['ms', 1e6],
    ['s', 1e9],
    ['min', 60e9],
    ['h', 3600e9],
  ],
  B: [
    ['B', 1],
    ['kB', 1e3],
    ['MB', 1e6],
    ['GB', 1e9],
    ['TB', 1e12],
  ],
  'B/s': [
    ['B/s', 1],
    ['kB/s', 1e3],
    ['MB/s', 1e6],
    ['GB/s', 1e9],
  ],
  'ops/s': [
    ['ops/s', 1],
    ['kops/s', 1e3],
    ['Mops/s', 1e6],
    ['Gops/s', 1e9],
  ],
  ratio: [['%', 0.01]],
  count: [
    ['', 1],
    ['k', 1e3],
    ['M', 1e6],
    ['G', 1e9],
  ],
}

/** One scale for all values of a table column or a chart: chosen for the median magnitude, so that most read well. */
export function scaleOf(values: readonly number[], unit: string): Scale {
  const magnitudes = values
    .filter((value) => Number.isFinite(value) && value !== 0)
    .map(Math.abs)
    .sort((a, b) => a - b)
  const typical = magnitudes[Math.floor(magnitudes.length / 2)] ?? 0
  const ladder = ladders[unit] ?? [[unit, 1] as const]
  const [name, factor] = ladder.findLast(([, step]) => typical >= step * 0.9995) ?? ladder[0]!
  return { unit: name, factor, digits: digitsFor(typical / factor, unit) }
}

function digitsFor(shown: number, unit: string): number {
  if (!Number.isFinite(shown) || shown === 0) return 0
  if (unit === 'count' && Number.isInteger(shown)) return 0
  if (unit === 'B' && shown < 1000 && Number.isInteger(shown)) return 0
  return Math.min(12, Math.max(0, 2 - Math.floor(Math.log10(Number(shown.toPrecision(3))))))
}

const MINUS = '−'

function fixed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits)
  const [whole = '0', fraction] = text.split('.')
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, '\u202f') : whole
  const sign = value < 0 && Number(text) !== 0 ? MINUS : ''
  return `${sign}${grouped}${fraction ? `.${fraction}` : ''}`
}

/** The number alone, in a scale: `12.3`. */
export function formatIn(scale: Scale, value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : value < 0 ? `${MINUS}∞` : '–'
  const shown = value / scale.factor
  return isBeyondDigits(shown, scale.digits)
    ? shown.toExponential(2).replace('-', MINUS).replace('e+', 'e')
    : fixed(shown, scale.digits)
}

/** Numbers that nobody reads digit by digit, and such as all digits of a scale would show as nothing. */
function isBeyondDigits(shown: number, digits: number): boolean {
  const magnitude = Math.abs(shown)
  return magnitude >= 1e15 || (digits >= 6 && magnitude > 0 && magnitude < 1e-6)
}

/** A value with its unit in a scale of its own, to three significant digits: `12.3 ms`. */
export function formatQuantity(value: number, unit: string): string {
  if (Number.isNaN(value)) return '–'
  const scale = scaleOf([value], unit)
  return withUnit(formatIn(scale, value), scale.unit)
}

function withUnit(number: string, unit: string): string {
  return unit === '' ? number : `${number}\u00a0${unit}`
}

/** A value with its interval, all in the scale of the value: `12.3 ms [12.1, 12.6]`. */
export function formatEstimate(
  estimate: { readonly value: number; readonly low: number; readonly high: number },
  unit: string,
): string {
  const scale = scaleOf([estimate.value], unit)
  const value = withUnit(formatIn(scale, estimate.value), scale.unit)
  return `${value} [${formatIn(scale, estimate.low)}, ${formatIn(scale, estimate.high)}]`
}

/**
 * A relative change: `+5.2 %`, `−31 %`, `±0 %`; from a doubling on as a factor: `3.1×`.
 *
 * @param beside the change whose interval this is an end of: both are written in one way, `2.1× [1.9×, 2.2×]`
 */
export function formatRatio(ratio: number, beside = ratio): string {
  if (!Number.isFinite(ratio)) return ratio > 0 ? '+∞' : '–'
  if (beside >= 1) return `${(1 + ratio).toFixed(1 + ratio < 10 ? 1 : 0)}×`
  const percent = ratio * 100
  const text = Math.abs(percent).toFixed(percentDigits(ratio))
  if (Number(text) === 0) return '±0\u00a0%'
  return `${ratio > 0 ? '+' : MINUS}${text}\u00a0%`
}

/** Only what is gone is `−100 %`: a thousandth of it that is left is `−99.9 %`. */
function percentDigits(ratio: number): number {
  const percent = Math.abs(ratio * 100)
  const left = 1 + ratio
  if (left > 1e-6 && left < 0.005) return Math.ceil(-Math.log10(left) - 1e-9) - 2
  return percent >= 9.95 ? 0 : percent >= 0.095 ? 1 : 2
}

/** A relative change with its interval: `+5.2 % [+4.1, +6.3]`. */
export function formatChange(change: {
  readonly value: number
  readonly low: number
  readonly high: number
}): string {
  const end = (ratio: number) => formatRatio(ratio, change.value)
  return `${formatRatio(change.value)} [${end(change.low)}, ${end(change.high)}]`
}

const DURATIONS: readonly (readonly [string, number])[] = [
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
]

/** A length of time for people, to two parts: `4 min 12 s`, `1.3 s`, `80 ms`. */
export function formatDurationMs(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`
  if (durationMs < 10_000) return `${(durationMs / 1000).toFixed(1)} s`
  const parts: string[] = []
  let rest = Math.round(durationMs / 1000) * 1000
  for (const [name, length] of DURATIONS) {
    const count = Math.floor(rest / length)
    if (count > 0 && parts.length < 2) parts.push(`${count} ${name}`)
    rest -= count * length
  }
  return parts.join(' ')
}
