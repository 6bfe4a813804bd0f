import type { ChartConfiguration, ChartDataset } from 'chart.js'
import { type ChartRange, chartRange } from '../../lib/chart-range.ts'
import { budgetText, percentText, plural } from '../../lib/format.ts'
import { locale } from '../../lib/translate.ts'
import { wordOf } from '../../lib/verdicts.ts'
import { fill, shared } from '../../words.ts'
import { placeAxis, scaleOfRange, timeAxis, valueAxis } from './axes.ts'
import { chosenMark } from './chosen.ts'
import { type ChartColours, markOf } from './colours.ts'
import { excludedDataset, excludedIndexes, excludedStrikes, excludedText } from './excluded.ts'
import { LABEL_HEIGHT, markers, type Release } from './markers.ts'
import { noteFlags } from './notes.ts'
import { overlayDatasets, overlayLabels, overlayLines } from './overlays.ts'
import { type Placing, placingOf } from './placing.ts'
import type { SeriesReader } from './series.ts'
import { clipped, tooltipLook } from './tooltip.ts'
import { relativeSeries } from './view.ts'

interface Place {
  readonly x: number
  readonly y: number
  /** Index into the series' columns. */
  readonly place?: number
}

type Line = ChartDataset<'line', Place[]>

const MOST_DOTS = 160
const DECIMATE_FROM = 2000

/** The median of each run in commit order, with its interval as a band. Undefined where there is nothing to draw. */
export function trendChart(
  reader: SeriesReader,
  colours: ChartColours,
  open: (run: number) => void,
  marked: () => number,
): ChartConfiguration<'line', Place[]> | undefined {
  const range = trendRange(reader)
  if (!range) return undefined
  const { view } = reader
  const series = shownSeries(reader)
  const placing = placingOf(reader)
  const lines = overlayLines(reader, placing)
  // A logarithm needs values above zero; where the range reaches down to it, the axis stays linear.
  const isLog = view.log && range.low > 0
  return {
    type: 'line',
    data: {
      datasets: [...datasets(series, placing, reader, range, colours), ...overlayDatasets(lines, colours)],
    },
    plugins: [
      markers(
        series,
        placing,
        releasesOf(reader),
        () => colours,
        series.budgets.map((budget) =>
          fill(shared.chartBudget, budgetText(budget, scaleOfRange(range, series.unit))),
        ),
      ),
      overlayLabels(lines, () => colours),
      excludedStrikes(() => colours),
      noteFlags(reader, placing, () => colours),
      chosenMark(series, placing, marked, () => colours),
    ],
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      parsing: false,
      normalized: true,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      layout: { padding: { top: series.changes.length > 0 ? LABEL_HEIGHT + 4 : 4, right: 8 } },
      font: { family: colours.font, size: 12 },
      scales: {
        x: view.byTime
          ? timeAxis(placing.min, placing.max, axisTime(placing), colours)
          : placeAxis(view, axisDay(reader), colours, { margin: 0.5, mostTicks: 12 }),
        y: valueAxis(range, series.unit, colours, isLog ? 'logarithmic' : 'linear'),
      },
      plugins: {
        decimation: {
          enabled: series.run.length > DECIMATE_FROM,
          algorithm: 'lttb',
          samples: 1000,
          threshold: DECIMATE_FROM,
        },
        tooltip: tooltipLook<'line'>(colours, tooltipTexts(reader, range)),
      },
      onClick: (_event, elements, chart) => {
        const element = elements.find(({ datasetIndex }) =>
          shown(chart.data.datasets[datasetIndex]?.label ?? ''),
        )
        if (!element) return
        const place = chart.data.datasets[element.datasetIndex]!.data[element.index] as Place
        open(series.run[place.place!]!)
      },
    },
  } as ChartConfiguration<'line', Place[]>
}

/** The vertical range: medians large, budgets if they are near. */
export function trendRange(reader: SeriesReader): ChartRange | undefined {
  const { first, last } = reader.view
  const series = shownSeries(reader)
  const out = excludedIndexes(series)
  const shown = (values: readonly number[]) =>
    values.filter((_, index) => index >= first && index <= last && !out.has(index))
  const budgets = series.budgets.map(({ limit }) => limit)
  const lines = reader.view.overlays.length > 0 ? overlayLines(reader, placingOf(reader)) : []
  const others = lines.flatMap(({ points }) => points.map(({ y }) => y))
  return chartRange(
    [...shown(series.median), ...others],
    [...shown(series.low), ...shown(series.high)],
    budgets,
  )
}

/** The series in the values that the reader asked for. */
export function shownSeries({ series, view }: SeriesReader): SeriesReader['series'] {
  return view.relative ? relativeSeries(series) : series
}

/** The runs of the window that carry a tag, each tag once. */
function releasesOf(reader: SeriesReader): Release[] {
  const { first, last } = reader.view
  const seen = new Set<string>()
  return reader.series.run.flatMap((run, index) => {
    const tag = reader.commit(run)?.tag
    if (!tag || index < first || index > last || seen.has(tag)) return []
    seen.add(tag)
    return [{ index, tag }]
  })
}

function datasets(
  series: SeriesReader['series'],
  placing: Placing,
  { view }: SeriesReader,
  range: ChartRange,
  colours: ChartColours,
): Line[] {
  // One point beyond the window on either side, so that the line runs on to the edge.
  const places = series.run
    .map((_, index) => index)
    .filter((index) => index >= view.first - 1 && index <= view.last + 1)
  if (view.byTime) places.sort((a, b) => placing.at(a) - placing.at(b))
  const out = excludedIndexes(series)
  const base = places.filter((index) => series.base[index] === 1 && !out.has(index))
  const side = places.filter((index) => series.base[index] === 0 && !out.has(index))
  const column = (indexes: readonly number[], values: readonly number[]) =>
    indexes.map((index) => ({ x: placing.at(index), y: values[index]!, place: index }))
  return [
    { ...bound(colours), label: 'band', data: column(base, series.high), fill: '+1' },
    { ...bound(colours), label: 'band', data: column(base, series.low), fill: false },
    { ...middle(colours, base.length), label: 'base', data: column(base, series.median) },
    { ...sideRuns(colours), label: 'side', data: column(side, series.median) },
    ...marked(
      places.filter((index) => !out.has(index)),
      series,
      placing,
      colours,
    ),
    excludedDataset(
      places.filter((index) => out.has(index)),
      series,
      placing,
      range,
      colours,
    ),
  ]
}

function bound(colours: ChartColours): Omit<Line, 'data'> {
  return { order: 3, borderWidth: 0, pointRadius: 0, pointHitRadius: 0, backgroundColor: colours.band }
}

function middle(colours: ChartColours, count: number): Omit<Line, 'data'> {
  return {
    order: 2,
    borderColor: colours.ink,
    backgroundColor: colours.ink,
    borderWidth: 1.5,
    borderJoinStyle: 'round',
    pointRadius: count === 1 ? 4 : count > MOST_DOTS ? 0 : 1.75,
    pointHoverRadius: 4,
  }
}

function sideRuns(colours: ChartColours): Omit<Line, 'data'> {
  return {
    order: 1,
    showLine: false,
    borderColor: colours.ink3,
    backgroundColor: colours.paper,
    pointBorderWidth: 1.25,
    pointRadius: 3,
    pointHoverRadius: 4.5,
  }
}

/** Points whose verdict is worth a mark: few, so they are datasets of their own and the line stays cheap. */
function marked(
  places: readonly number[],
  series: SeriesReader['series'],
  placing: Placing,
  colours: ChartColours,
): Line[] {
  return (['regressed', 'improved', 'over-budget'] as const).map((state) => {
    const mark = markOf(state, colours)!
    return {
      label: state,
      data: places
        .filter((index) => series.verdict[index] === state)
        .map((index) => ({ x: placing.at(index), y: series.median[index]!, place: index })),
      order: 0,
      showLine: false,
      pointStyle: mark.shape,
      backgroundColor: mark.colour,
      borderColor: colours.paper,
      pointBorderWidth: 1,
      pointRadius: 5.5,
      pointHoverRadius: 7,
    }
  })
}

const shown = (label: string) => label !== 'band' && label !== 'overlay'

const DAY_AND_MONTH = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })
const WHOLE_DAY = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' })
const MONTH_AND_YEAR = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric' })
const DAY_AND_CLOCK = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})
const ONE_YEAR_MS = 366 * 86_400_000
/** Runs of one day or two would all be called by the same day. */
const FEW_DAYS_MS = 3 * 86_400_000

/** A day without its year is read as one of the last twelve months: a series that ended earlier tells the year. */
function dayFormat(spanMs: number, lastMs: number, recent: Intl.DateTimeFormat): Intl.DateTimeFormat {
  if (spanMs > ONE_YEAR_MS) return MONTH_AND_YEAR
  return Date.now() - lastMs > ONE_YEAR_MS ? WHOLE_DAY : recent
}

function axisDay(reader: SeriesReader): (place: number) => string {
  const { run } = reader.series
  const first = reader.startedAt(run[0]!).getTime()
  const last = reader.startedAt(run.at(-1)!).getTime()
  const spanMs = last - first
  const format = dayFormat(spanMs, last, spanMs > FEW_DAYS_MS ? DAY_AND_MONTH : DAY_AND_CLOCK)
  return (place) => {
    const date = reader.startedAt(run[place] ?? -1)
    return Number.isNaN(date.getTime()) ? '' : format.format(date)
  }
}

const DAY_AND_TIME = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short' })

function axisTime({ min, max }: Placing): (timeMs: number) => string {
  const spanMs = max - min
  const format = spanMs > 10 * 86_400_000 ? dayFormat(spanMs, max, DAY_AND_MONTH) : DAY_AND_TIME
  return (timeMs) => format.format(timeMs)
}

function tooltipTexts(reader: SeriesReader, range: ChartRange) {
  const { series } = reader
  const middleOf = reader.view.relative ? chartRange(series.median) : range
  const scale = scaleOfRange(middleOf ?? range, series.unit)
  const relative = reader.view.relative ? relativeSeries(series) : undefined
  return {
    shows: shown,
    title: (place: number) => {
      const commit = reader.commit(series.run[place] ?? -1)
      return commit ? clipped(`${commit.short} ${commit.subject}`) : reader.day(series.run[place] ?? -1)
    },
    lines: (place: number) => {
      const run = series.run[place] ?? -1
      const commit = reader.commit(run)
      const verdict = series.verdict[place] ?? null
      const change = series.changes.find(({ index }) => index === place)
      return [
        `${reader.value(place, scale)} ${reader.interval(place, scale)}${relative ? fill(shared.chartOfLevel, percentText(relative.median[place] ?? 1)) : ''}`,
        `${plural(series.count[place] ?? 0, 'sample')}, ${wordOf(verdict ?? 'unjudged')}`,
        [reader.day(run), commit?.branch, commit?.tag]
          .filter(Boolean)
          .map((text) => clipped(text!, 30))
          .join(', '),
        ...(change?.title.split('; ').map((text) => clipped(text, 80)) ?? []),
        ...excludedText(series, place),
      ]
    },
  }
}
