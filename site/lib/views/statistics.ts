import type { SeriesReport } from '../../../runner/report/model.ts'
import { scaleOf } from '../../../runner/units.ts'
import { fill, words } from '../../words.ts'
import { quantile } from '../density.ts'
import type { EnvironmentNames } from '../environments.ts'
import {
  detectableText,
  type EstimateText,
  estimateText,
  type MomentText,
  momentText,
  percentText,
  plural,
  precise,
  quantityText,
} from '../format.ts'
import { slopesText } from '../sentences.ts'

/** What is known of a series as a whole. */
export interface StatisticsView {
  readonly metric: string
  readonly environment: string
  /** `128 runs, since 4 Mar 2026` */
  readonly runs: string
  readonly since: MomentText | null
  /** The present level with its interval. */
  readonly level: EstimateText | null
  readonly levelRuns: string
  readonly range: string
  /** How much the medians of runs spread at the present level. */
  readonly spread: string
  readonly sees: string
  readonly drift: string
}

export function statisticsViews(
  series: readonly SeriesReport[],
  seesRatio: (metric: string, environment: string) => number | null,
  environmentName: EnvironmentNames,
): StatisticsView[] {
  return series.map((one) => statistics(one, seesRatio(one.metric.name, one.environment), environmentName))
}

function statistics(
  one: SeriesReport,
  sees: number | null,
  environmentName: EnvironmentNames,
): StatisticsView {
  const { points, baseline, metric, trend } = one
  const out = new Set(one.excluded.map(({ index }) => index))
  const counted = (keep: (index: number) => boolean) =>
    points.median.filter((_, index) => !out.has(index) && keep(index))
  const base = counted((index) => points.base[index] === true)
  const medians = base.length > 0 ? base : counted(() => true)
  const sorted = [...medians].sort((a, b) => a - b)
  const scale = scaleOf([sorted.at(-1) ?? 0], metric.unit)
  const text = (value: number) => quantityText(value, precise(scale, value))
  const atLevel = baseline
    ? counted((index) => index >= baseline.fromIndex && points.base[index] === true)
    : []
  const spread = spreadOf(atLevel)
  return {
    metric: metric.name,
    environment: environmentName(one.environment).short,
    runs:
      plural(points.runId.length - out.size, 'run') +
      (out.size > 0 ? fill(words.statisticsExcluded, out.size) : ''),
    since: points.startedAt[0] ? momentText(points.startedAt[0]) : null,
    level: baseline ? estimateText(baseline.estimate, precise(scale, baseline.estimate.value)) : null,
    levelRuns: baseline ? plural(baseline.runs, 'run') : '',
    range: sorted.length > 0 ? fill(words.statisticsRange, text(sorted[0]!), text(sorted.at(-1)!)) : '',
    spread: spread === null ? '' : `±${percentText(spread)}`,
    sees: sees === null ? '' : detectableText(sees),
    drift: trend ? driftText(trend) : '',
  }
}

function driftText(trend: NonNullable<SeriesReport['trend']>): string {
  return trend.direction === 'volatile' ? words.statisticsSwings : slopesText(trend)
}

const FEWEST = 4

/** 1.4826 × the median absolute deviation, relative to the median: the standard deviation of what is regular. Null for too few. */
function spreadOf(values: readonly number[]): number | null {
  if (values.length < FEWEST) return null
  const middle = quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  )
  if (middle === 0) return null
  const deviations = values.map((value) => Math.abs(value - middle)).sort((a, b) => a - b)
  return (1.4826 * quantile(deviations, 0.5)) / Math.abs(middle)
}
