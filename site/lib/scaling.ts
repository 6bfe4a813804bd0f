import type { CaseSummary, SeriesSummary } from '../../runner/report/model.ts'
import { scaleOf } from '../../runner/units.ts'
import { fill, words } from '../words.ts'
import { type EstimateText, estimateText, precise } from './format.ts'
import { urls } from './urls.ts'

/** How the values of a benchmark grow with one of its numeric params, all others alike. */
export interface Scaling {
  readonly param: string
  readonly metric: string
  readonly points: readonly ScalingPoint[]
  /** `grows like rows^1.02 [0.98, 1.06]` */
  readonly sentence: string
  /** The power law through the points; undefined where there are too few. */
  readonly fit: PowerLaw | undefined
}

export interface ScalingPoint {
  readonly at: number
  readonly title: string
  readonly href: string
  readonly value: number
  readonly low: number
  readonly high: number
  readonly text: EstimateText
  readonly current: boolean
}

export interface PowerLaw {
  readonly exponent: number
  /** 95 %; infinite with two points. */
  readonly low: number
  readonly high: number
  readonly factor: number
}

/** The scaling of a case's first series with each of its numeric params that other cases vary; in the same environment. */
export function scalingsOf(one: CaseSummary, siblings: readonly CaseSummary[]): Scaling[] {
  const [series] = one.series
  if (!series) return []
  return Object.entries(one.params).flatMap(([param, own]) => {
    if (typeof own !== 'number') return []
    const family = siblings.filter((other) => isVariant(one, other, param))
    const scaling = scalingOf(one, series, param, family)
    return scaling ? [scaling] : []
  })
}

/** The same benchmark with the same params but this one. */
function isVariant(one: CaseSummary, other: CaseSummary, param: string): boolean {
  const rest = ({ params }: CaseSummary) =>
    JSON.stringify(
      Object.entries(params)
        .filter(([name]) => name !== param)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    )
  return (
    one.suite === other.suite &&
    one.benchmark === other.benchmark &&
    typeof other.params[param] === 'number' &&
    rest(one) === rest(other)
  )
}

function scalingOf(
  one: CaseSummary,
  series: SeriesSummary,
  param: string,
  family: readonly CaseSummary[],
): Scaling | undefined {
  const found = family.flatMap((other) => {
    const same = other.series.find(
      ({ metric, environment }) => metric.name === series.metric.name && environment === series.environment,
    )
    return same && !other.retired ? [{ other, same, at: Number(other.params[param]) }] : []
  })
  if (found.length < 2) return undefined
  const values = found.map(({ same }) => same.latest.value)
  const scale = scaleOf(values, series.metric.unit)
  const points = found
    .map(({ other, same, at }) => ({
      at,
      title: other.title,
      href: urls.benchmark(other.slug),
      value: same.latest.value,
      low: same.latest.low,
      high: same.latest.high,
      text: estimateText(same.latest, precise(scale, same.latest.value), same.latestSamples),
      current: other.slug === one.slug,
    }))
    .sort((a, b) => a.at - b.at)
  const fit = powerLaw(points.map(({ at, value }) => [at, value]))
  return {
    param,
    metric: series.metric.name,
    points,
    fit,
    sentence: sentenceOf(series.metric.name, param, fit),
  }
}

/** Student's t at 97.5 % for 1 to 10 degrees of freedom (R: qt(0.975, 1:10)); 1.96 beyond is a little too narrow, so 2.1. */
const T975 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228]

/** Least squares on logarithms: value = factor × param^exponent, with the usual interval of a slope. Undefined without two different positive params. */
export function powerLaw(points: readonly (readonly [number, number])[]): PowerLaw | undefined {
  const logs = points.filter(([x, y]) => x > 0 && y > 0).map(([x, y]) => [Math.log(x), Math.log(y)] as const)
  const n = logs.length
  const meanX = logs.reduce((sum, [x]) => sum + x, 0) / n
  const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / n
  const spread = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  if (n < 2 || !(spread > 0)) return undefined
  const exponent = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread
  const intercept = meanY - exponent * meanX
  const residual = logs.reduce((sum, [x, y]) => sum + (y - intercept - exponent * x) ** 2, 0)
  const freedom = n - 2
  const error = freedom > 0 ? Math.sqrt(residual / freedom / spread) : Number.POSITIVE_INFINITY
  const half = freedom > 0 ? (T975[freedom - 1] ?? 2.1) * error : Number.POSITIVE_INFINITY
  return { exponent, low: exponent - half, high: exponent + half, factor: Math.exp(intercept) }
}

function sentenceOf(metric: string, param: string, fit: PowerLaw | undefined): string {
  if (!fit) return ''
  const power = (value: number) => value.toFixed(2).replace('-', '−')
  const told = fill(words.scalingPower, metric, param, power(fit.exponent))
  if (!Number.isFinite(fit.low)) return fill(words.scalingTwoPoints, told)
  return `${told} [${power(fit.low)}, ${power(fit.high)}]: ${classOf(fit)}.`
}

function classOf({ low, high }: PowerLaw): string {
  if (high - low > 1) return words.scalingTooFew
  const holds = (value: number) => low <= value && high >= value
  if (holds(0)) return words.scalingNone
  if (holds(1)) return words.scalingProportional
  if (holds(2)) return words.scalingQuadratic
  return low > 1
    ? words.scalingMoreThanProportional
    : high < 0
      ? words.scalingFalls
      : words.scalingLessThanProportional
}
