import { formatIn, type Scale } from '../../../runner/units.ts'
import type { ChartCommit, ChartDocument, ChartSeries } from '../../lib/chart-data.ts'
import { precise, quantityText } from '../../lib/format.ts'
import { zonedText } from '../../lib/moments.ts'
import { urls } from '../../lib/urls.ts'
import { type TrendView, wholeView } from './view.ts'

/** What the charts and tables ask about a series: texts for one of its points, by index into its columns. */
export interface SeriesReader {
  readonly document: ChartDocument
  readonly series: ChartSeries
  readonly view: TrendView
  readonly runHref: (run: number) => string
  readonly commit: (run: number) => ChartCommit | undefined
  readonly startedAt: (run: number) => Date
  /** `20 Nov 2026` */
  readonly day: (run: number) => string
  /** `3f2a1bc`, or the day where there was no commit. */
  readonly name: (run: number) => string
  readonly value: (index: number, scale: Scale) => string
  readonly interval: (index: number, scale: Scale) => string
}

export function readSeries(
  document: ChartDocument,
  series: ChartSeries,
  view: TrendView = wholeView(series.run.length),
): SeriesReader {
  const startedAt = (run: number) => new Date(document.runs.startedAt[run] ?? '')
  const day = (run: number) => zonedText(startedAt(run), 'day')
  const commit = (run: number) => document.commits[document.runs.commit[run] ?? -1]
  return {
    document,
    series,
    view,
    runHref: (run) => urls.run(document.runs.id[run] ?? ''),
    commit,
    startedAt,
    day,
    name: (run) => commit(run)?.short ?? day(run),
    value: (index, scale) => {
      const median = series.median[index] ?? Number.NaN
      return quantityText(median, precise(scale, median))
    },
    interval: (index, scale) => intervalText(series, index, scale),
  }
}

function intervalText(series: ChartSeries, index: number, scale: Scale): string {
  const fine = precise(scale, series.median[index] ?? Number.NaN)
  const bound = (values: readonly number[]) => formatIn(fine, values[index] ?? Number.NaN)
  return `[${bound(series.low)}, ${bound(series.high)}]`
}
