import type {
  CaseDataChange,
  ReportCommit,
  ReportEstimate,
  ReportMetric,
  SampledRuns,
  SeriesReport,
  SeriesTrend,
} from '../../runner/report/model.ts'
import { scaleOf } from '../../runner/units.ts'
import { fill, shared } from '../words.ts'
import {
  changeText,
  counted,
  estimateText,
  momentText,
  percentText,
  plural,
  precise,
  pValueText,
  quantityText,
} from './format.ts'
import { changeStateText, directionText, kindText } from './terms.ts'

/** What the words of a series are made from: by its page while it is built, and by the browser for the series that is shown. */
export interface SeriesTold {
  readonly metric: Pick<ReportMetric, 'name' | 'unit'>
  readonly runs: Pick<SeriesReport['runs'], 'counted' | 'excluded'>
  readonly latest: ReportEstimate | null
  /** Of the last runs; null where none were kept. */
  readonly sampled: Pick<SampledRuns, 'runs' | 'count'> | null
  /** Oldest first. */
  readonly accepted: readonly { readonly reason: string; readonly startedAt: string }[]
  readonly changes: readonly ChangeTold[]
  readonly trend: SeriesTrend | null
}

export interface ChangeTold extends Pick<CaseDataChange, 'kind' | 'state' | 'better' | 'change' | 'pValue'> {
  readonly startedAt: string
  readonly commit: Pick<ReportCommit, 'sha'> | null
}

/** A series in words, for readers who do not see its chart. */
export function seriesSentence(series: SeriesTold): string {
  const { counted: count, excluded } = series.runs
  if (count === 0 && excluded > 0) return shared.seriesAllExcluded
  if (count === 0) return shared.seriesEmpty
  if (count === 1) return fill(shared.seriesOnlyRun, latestText(series))
  const left = excluded > 0 ? counted(shared, 'seriesExcluded', excluded) : ''
  const text = fill(shared.seriesLatest, latestText(series), plural(count, 'run'), left)
  return [text, acceptedSentence(series), changesText(series), trendText(series)].filter(Boolean).join(' ')
}

/** The newest new normal that people accepted. */
function acceptedSentence({ accepted }: SeriesTold): string {
  const last = accepted.at(-1)
  if (last === undefined) return ''
  return fill(shared.seriesAccepted, momentText(last.startedAt).day, last.reason.replace(/\.$/, ''))
}

function latestText({ latest, metric, sampled }: SeriesTold): string {
  const estimate = latest ?? { value: Number.NaN, low: Number.NaN, high: Number.NaN, confidence: 0.95 }
  const scale = precise(scaleOf([estimate.value], metric.unit), estimate.value)
  const text = estimateText(
    estimate,
    scale,
    sampled !== null && sampled.count === sampled.runs ? 1 : undefined,
  )
  const value = text.unit === '' ? text.value : `${text.value}\u00a0${text.unit}`
  const interval = text.interval.startsWith('[') ? text.interval : `(${text.interval})`
  return fill(shared.seriesLatestValue, metric.name, value, interval)
}

/** A level takes three runs to be seen, and a change of it two levels. */
const FEWEST_TO_CHANGE = 6

/** Whether a change of level could have been seen at all. */
export function canShowChange({ runs, changes }: Pick<SeriesTold, 'runs' | 'changes'>): boolean {
  return changes.length > 0 || runs.counted >= FEWEST_TO_CHANGE
}

function changesText({ changes, runs }: SeriesTold): string {
  const latest = changes.at(-1)
  if (!latest) return canShowChange({ changes, runs }) ? shared.seriesNoChange : shared.seriesTooFewToChange
  const text = changeText(latest.change)
  const commit = latest.commit ? fill(shared.seriesAtCommit, latest.commit.sha.slice(0, 7)) : ''
  return fill(
    latest.better ? shared.seriesChangesForBetter : shared.seriesChangesForWorse,
    plural(changes.length, 'change'),
    kindText(latest.kind),
    text.value,
    text.interval,
    momentText(latest.startedAt).day,
    commit,
    changeStateText(latest.state),
    pValueText(latest.pValue),
  )
}

function trendText({ trend, changes }: SeriesTold): string {
  if (trend === null) return ''
  const since =
    trend.lastRuns === null
      ? changes.length > 0
        ? shared.trendSinceThen
        : shared.trendIt
      : fill(shared.trendLastRuns, trend.lastRuns)
  if (isBlurred(trend)) return fill(shared.trendSwings, since)
  if (trend.direction === 'stable') return fill(shared.trendStable, since, slopesText(trend))
  return fill(
    shared.trendDrifts,
    since,
    directionText(trend.direction),
    slopesText(trend),
    percentText(trend.confidence),
  )
}

/** A slope that may as well be as steep as this is not called stable. */
const BLURRED_RATIO = 0.1

/** Whether nothing can be told of a trend: the runs swing too much, or are too few for the time that it is told for. */
export function isBlurred(trend: SeriesTrend): boolean {
  if (trend.direction !== 'stable') return trend.direction === 'volatile'
  return pacedSlopes(trend).every(({ slope }) => !isSharp(slope))
}

function isSharp({ low, high }: ReportEstimate): boolean {
  return Math.max(Math.abs(low), Math.abs(high)) < BLURRED_RATIO
}

type Slopes = Pick<SeriesTrend, 'slopePer100' | 'slopePerWeek' | 'slopePer100Commits'> &
  Partial<Pick<SeriesTrend, 'direction'>>

/**
 * `+0.4 % [+0.2 %, +0.7 %] per week, +3.1 % [+1.5 %, +5.2 %] per 100 commits`; per 100 runs where the pace is not known.
 * What is stable is told only for as long as it is known to be.
 */
export function slopesText(trend: Slopes): string {
  const all = pacedSlopes(trend)
  const sharp = trend.direction === 'stable' ? all.filter(({ slope }) => isSharp(slope)) : []
  return (sharp.length > 0 ? sharp : all)
    .map(({ slope, pace }) => {
      const { value, interval } = changeText(slope)
      return fill(pace, value, interval)
    })
    .join(', ')
}

function pacedSlopes({ slopePer100, slopePerWeek, slopePer100Commits }: Slopes) {
  const known = [
    ...(slopePerWeek === null ? [] : [{ slope: slopePerWeek, pace: shared.trendPerWeek }]),
    ...(slopePer100Commits === null ? [] : [{ slope: slopePer100Commits, pace: shared.trendPer100Commits }]),
  ]
  return known.length > 0 ? known : [{ slope: slopePer100, pace: shared.trendPer100Runs }]
}

/** The samples of the last runs in words. */
export function distributionSentence(sampled: SampledRuns | null, unit: string): string {
  if (sampled === null) return shared.samplesNone
  const { runs, count, lowest, highest, lowestMedian, highestMedian } = sampled
  const scale = scaleOf([lowestMedian, highestMedian], unit)
  const text = (value: number) => quantityText(value, precise(scale, value))
  if (lowest === highest) return counted(shared, 'samplesAllEqual', runs, text(lowest))
  return counted(
    shared,
    'samplesFromTo',
    runs,
    plural(count, 'sample'),
    text(lowest),
    text(highest),
    text(lowestMedian),
    text(highestMedian),
  )
}
