import type { SeriesReport } from '../../runner/report/model.ts'
import { scaleOf } from '../../runner/units.ts'
import { fill, shared } from '../words.ts'
import { quantile } from './density.ts'
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

/** A series in words, for readers who do not see its chart. */
export function seriesSentence(series: SeriesReport): string {
  const out = new Set(series.excluded.map(({ index }) => index))
  const count = series.points.runId.length - out.size
  if (count === 0 && out.size > 0) return shared.seriesAllExcluded
  if (count === 0) return shared.seriesEmpty
  if (count === 1) return fill(shared.seriesOnlyRun, latestText(series, out))
  const left = out.size > 0 ? counted(shared, 'seriesExcluded', out.size) : ''
  const text = fill(shared.seriesLatest, latestText(series, out), plural(count, 'run'), left)
  return [text, acceptedSentence(series), changesText(series), trendText(series)].filter(Boolean).join(' ')
}

/** The newest new normal that people accepted. */
function acceptedSentence({ accepted, points }: SeriesReport): string {
  const last = accepted.at(-1)
  if (last === undefined) return ''
  const day = momentText(points.startedAt[last.index] ?? '').day
  return fill(shared.seriesAccepted, day, last.reason.replace(/\.$/, ''))
}

function latestText({ points, metric }: SeriesReport, excluded: ReadonlySet<number>): string {
  const last = points.runId.findLastIndex((_, index) => !excluded.has(index))
  const estimate = {
    value: points.median[last]!,
    low: points.low[last]!,
    high: points.high[last]!,
    confidence: 0.95,
  }
  const text = estimateText(estimate, precise(scaleOf([estimate.value], metric.unit), estimate.value))
  const value = text.unit === '' ? text.value : `${text.value}\u00a0${text.unit}`
  return fill(shared.seriesLatestValue, metric.name, value, text.interval)
}

function changesText({ changes }: SeriesReport): string {
  const latest = changes.at(-1)
  if (!latest) return shared.seriesNoChange
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

function trendText({ trend, changes }: SeriesReport): string {
  if (trend === null) return ''
  const since = changes.length > 0 ? shared.trendSinceThen : shared.trendIt
  if (trend.direction === 'stable') return fill(shared.trendStable, since, slopesText(trend))
  if (trend.direction === 'volatile') return fill(shared.trendSwings, since)
  return fill(
    shared.trendDrifts,
    since,
    directionText(trend.direction),
    slopesText(trend),
    percentText(trend.confidence),
  )
}

type Slopes = Pick<NonNullable<SeriesReport['trend']>, 'slopePer100' | 'slopePerWeek' | 'slopePer100Commits'>

/** `+0.4 % [+0.2 %, +0.7 %] per week, +3.1 % [+1.5 %, +5.2 %] per 100 commits`; per 100 runs where the pace is not known. */
export function slopesText({ slopePer100, slopePerWeek, slopePer100Commits }: Slopes): string {
  const known = [
    { slope: slopePerWeek, pace: shared.trendPerWeek },
    { slope: slopePer100Commits, pace: shared.trendPer100Commits },
  ].filter(({ slope }) => slope !== null)
  const told = known.length > 0 ? known : [{ slope: slopePer100, pace: shared.trendPer100Runs }]
  return told
    .map(({ slope, pace }) => {
      const { value, interval } = changeText(slope!)
      return fill(pace, value, interval)
    })
    .join(', ')
}

/** The samples of the last runs in words. */
export function distributionSentence({ recentSamples, metric }: SeriesReport): string {
  const runs = recentSamples.filter(({ samples }) => samples.length > 0)
  if (runs.length === 0) return shared.samplesNone
  const medians = runs.map(({ samples }) => middle(samples))
  const all = runs.flatMap(({ samples }) => samples)
  const scale = scaleOf(medians, metric.unit)
  const low = Math.min(...all)
  const high = Math.max(...all)
  const text = (value: number) => quantityText(value, precise(scale, value))
  if (low === high) return fill(shared.samplesAllEqual, plural(runs.length, 'run'), text(low))
  return fill(
    shared.samplesFromTo,
    plural(all.length, 'sample'),
    plural(runs.length, 'run'),
    text(low),
    text(high),
    text(Math.min(...medians)),
    text(Math.max(...medians)),
  )
}

function middle(samples: readonly number[]): number {
  return quantile(
    [...samples].sort((a, b) => a - b),
    0.5,
  )
}
