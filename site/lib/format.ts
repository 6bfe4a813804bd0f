import type { ReportBudget, ReportEstimate } from '../../runner/report/model.ts'
import { formatIn, formatRatio, type Scale, scaleOf } from '../../runner/units.ts'
import { fill, shared } from '../words.ts'
import { language, locale } from './translate.ts'

/** A value with its interval as text, in a scale that it shares with its table. */
export interface EstimateText {
  readonly value: string
  readonly unit: string
  /** `[12.1, 12.6]`, in the same unit; words where it rests on one sample. */
  readonly interval: string
  /** For a title: `95 % interval from 12.1 ms to 12.6 ms`. */
  readonly title: string
}

/** A relative change as text. */
export interface ChangeText {
  readonly value: string
  readonly interval: string
  readonly title: string
}

/** A moment as text that is right without JavaScript; the browser then shows it in the reader's own zone. */
export interface MomentText {
  /** For `<time datetime>`. */
  readonly datetime: string
  /** `20 Nov 2026, 04:40 UTC` */
  readonly text: string
  /** `20 Nov 2026` */
  readonly day: string
}

const SPREAD_OF_ONE_SCALE = 1e4

/**
 * One scale per unit for a whole table, so that a column can be compared by eye.
 * Where a unit's values lie more than four orders of magnitude apart, one scale would hide the small ones: each value
 * then gets its own.
 */
export function tableScales(quantities: readonly { value: number; unit: string }[]) {
  const shared = new Map<string, Scale | null>()
  for (const unit of new Set(quantities.map((quantity) => quantity.unit))) {
    const values = quantities.filter((quantity) => quantity.unit === unit).map((quantity) => quantity.value)
    shared.set(unit, sharedScale(values, unit))
  }
  return (value: number, unit: string): Scale => precise(shared.get(unit) ?? scaleOf([value], unit), value)
}

function sharedScale(values: readonly number[], unit: string): Scale | null {
  const magnitudes = values.filter((value) => value !== 0 && Number.isFinite(value)).map(Math.abs)
  const spread = Math.max(...magnitudes) / Math.min(...magnitudes)
  return spread > SPREAD_OF_ONE_SCALE ? null : scaleOf(values, unit)
}

/** The same scale with digits for this value: three significant ones at least, four where the scale would show more. */
export function precise(scale: Scale, value: number): Scale {
  const shown = Math.abs(value / scale.factor)
  if (shown === 0 || !Number.isFinite(shown) || Number.isInteger(shown)) return scale
  const needed = Math.min(6, 2 - Math.floor(Math.log10(shown)))
  const digits = Math.max(needed, Math.min(scale.digits, Math.max(0, needed + 1)))
  return digits === scale.digits ? scale : { ...scale, digits }
}

/** `12.3 ms`, `98.2 %`, `1 204`: a value in a scale, with its unit. */
export function quantityText(value: number, scale: Scale): string {
  const number = formatIn(scale, value)
  return scale.unit === '' ? number : `${number}\u00a0${scale.unit}`
}

const WRITTEN_UNIT = /^(?:[<>]=?\s*)?[\d.,_]+\s*([^\s\d(]*)/
const MOST_DECIMALS = 6

/** `300 ms (p95)`: a budget in the unit of the values that it stands beside; as the config writes it where that is the same. */
export function budgetText({ text, limit, operator, quantile }: ReportBudget, scale: Scale): string {
  if (WRITTEN_UNIT.exec(text)?.[1] === scale.unit) return text.replace('>=', '≥')
  const shown = Number((limit / scale.factor).toPrecision(MOST_DECIMALS))
  const digits = Math.min(MOST_DECIMALS, String(shown).split('.')[1]?.length ?? 0)
  const value = quantityText(limit, { ...scale, digits })
  const part = quantile === 0.5 ? '' : ` (p${Number((quantile * 100).toPrecision(MOST_DECIMALS))})`
  return `${operator === '>=' ? '≥ ' : ''}${value}${part}`
}

/** @param sampleCount of one sample there is no interval: one without width would look like certainty */
export function estimateText(estimate: ReportEstimate, scale: Scale, sampleCount?: number): EstimateText {
  const low = formatIn(scale, estimate.low)
  const high = formatIn(scale, estimate.high)
  return {
    value: formatIn(scale, estimate.value),
    unit: scale.unit,
    interval:
      sampleCount === 1 && estimate.low === estimate.high ? shared.chartOneSample : `[${low}, ${high}]`,
    // Most are never asked for.
    get title() {
      return intervalTitle(estimate, quantityText(estimate.low, scale), quantityText(estimate.high, scale))
    },
  }
}

export function changeText(change: ReportEstimate): ChangeText {
  const low = formatRatio(change.low, change.value)
  const high = formatRatio(change.high, change.value)
  return {
    value: formatRatio(change.value),
    interval: `[${low}, ${high}]`,
    get title() {
      return intervalTitle(change, low, high)
    },
  }
}

const intervalTitle = ({ confidence }: ReportEstimate, low: string, high: string): string =>
  fill(shared.estimateInterval, percentText(confidence), low, high)

/** A share without a sign: `95 %`. */
export function percentText(ratio: number): string {
  const percent = ratio * 100
  const digits = percent < 0.095 ? 2 : percent < 9.95 || (percent > 99 && percent < 100) ? 1 : 0
  return `${Number(percent.toFixed(digits))}\u00a0%`
}

/** From here on no change that anybody measures would be seen. */
const BLIND_RATIO = 99
/** Smaller ones would be written as 0 %. */
const LEAST_RATIO = 5e-5

/** The smallest change that would show: `2.4 %`, `3.1×`, `> 100×`. */
export function detectableText(ratio: number): string {
  if (ratio < 1) return percentText(ratio)
  return ratio < BLIND_RATIO ? `${Number((1 + ratio).toPrecision(2))}×` : '>\u00a0100×'
}

/** What a comparison could have shown: `2.4 % would show`. */
export function visibleText(ratio: number): string {
  if (ratio < LEAST_RATIO) return shared.evidenceShowsAny
  return ratio < BLIND_RATIO ? fill(shared.evidenceShows, detectableText(ratio)) : shared.evidenceShowsNone
}

/** `p < 0.001`, `p = 0.012`. */
export function pValueText(pValue: number): string {
  return pValue < 0.001 ? 'p < 0.001' : `p = ${pValue.toFixed(pValue < 0.1 ? 3 : 2)}`
}

const DAY = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})
const CLOCK = new Intl.DateTimeFormat(locale, {
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
})

export function momentText(iso: string): MomentText {
  const date = new Date(iso)
  const day = DAY.format(date)
  return { datetime: iso, text: `${day}, ${CLOCK.format(date)} UTC`, day }
}

/** What is counted on the pages. */
type Noun =
  | 'case'
  | 'change'
  | 'core'
  | 'environment'
  | 'file'
  | 'improvement'
  | 'iteration'
  | 'regression'
  | 'request'
  | 'row'
  | 'run'
  | 'sample'
  | 'series'
  | 'value'

const forms = new Intl.PluralRules(language)

/** `1 run`, `3 runs`; in other languages whatever form the number takes. */
export function plural(count: number, noun: Noun): string {
  return counted(shared, `count${capitalised(noun)}` as const, count)
}

const knownForms = new Map<number, string>()

/** `One`, `Few`, `Other` …: asking the language takes longer than all else about a number. */
function formOf(count: number): string {
  const known = knownForms.get(count) ?? capitalised(forms.select(count))
  knownForms.set(count, known)
  return known
}

/** The form of a word that a number takes, with the number at `{0}`: `counted(words, 'stateMissing', 2)` is `2 cases are missing`. */
export function counted<Name extends string>(
  from: NoInfer<Readonly<Record<`${Name}One` | `${Name}Other`, string>>>,
  name: Name,
  count: number,
  ...more: readonly (string | number)[]
): string {
  const form = `${name}${formOf(count)}` as `${Name}Other`
  return fill(from[form] ?? from[`${name}Other`], count, ...more)
}

/** A sentence begins with a capital letter. */
export function capitalised<Text extends string>(text: Text): Capitalize<Text> {
  return (text.charAt(0).toUpperCase() + text.slice(1)) as Capitalize<Text>
}
