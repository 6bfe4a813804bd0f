import type { SeriesReport, SeriesTrend } from '../../../runner/report/model.ts'
import { fill, words } from '../../words.ts'
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
  tableScales,
} from '../format.ts'
import { isBlurred, slopesText } from '../sentences.ts'

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
  const scales = tableScales(
    series.map(({ spread, metric }) => ({ value: spread?.highest ?? 0, unit: metric.unit })),
  )
  return series.map((one) =>
    statistics(one, scales, seesRatio(one.metric.name, one.environment), environmentName),
  )
}

/** The level of fewer runs may be anything: its interval would reach from nothing to hours. */
const FEWEST_FOR_LEVEL = 3

function statistics(
  one: SeriesReport,
  scales: ReturnType<typeof tableScales>,
  sees: number | null,
  environmentName: EnvironmentNames,
): StatisticsView {
  const { runs, spread, metric, trend } = one
  const baseline = one.baseline && one.baseline.runs >= FEWEST_FOR_LEVEL ? one.baseline : null
  const scale = scales(spread?.highest ?? 0, metric.unit)
  const text = (value: number) => quantityText(value, precise(scale, value))
  return {
    metric: metric.name,
    environment: environmentName(one.environment).short,
    runs:
      plural(runs.counted, 'run') + (runs.excluded > 0 ? fill(words.statisticsExcluded, runs.excluded) : ''),
    since: runs.firstStartedAt ? momentText(runs.firstStartedAt) : null,
    level: baseline ? estimateText(baseline.estimate, precise(scale, baseline.estimate.value)) : null,
    levelRuns: baseline ? plural(baseline.runs, 'run') : '',
    range: spread ? rangeOf(text(spread.lowest), text(spread.highest)) : '',
    spread: spread?.atLevelRatio == null ? '' : `±${percentText(spread.atLevelRatio)}`,
    sees: sees === null ? '' : detectableText(sees),
    drift: trend ? driftText(trend) : '',
  }
}

function rangeOf(lowest: string, highest: string): string {
  return lowest === highest ? lowest : fill(words.statisticsRange, lowest, highest)
}

function driftText(trend: SeriesTrend): string {
  return isBlurred(trend) ? words.statisticsSwings : slopesText(trend)
}
