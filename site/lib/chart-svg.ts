import type { CaseReport, SeriesPicture, SeriesReport } from '../../runner/report/model.ts'
import { scaleOf } from '../../runner/units.ts'
import { fill, shared } from '../words.ts'
import { type ChartRange, chartRange } from './chart-range.ts'
import { xml } from './feed.ts'
import { budgetText, changeText, precise, quantityText } from './format.ts'
import { seriesSentence } from './sentences.ts'
import { kindText } from './terms.ts'

const WIDTH = 640
const HEIGHT = 220
const LEFT = 16
const RIGHT = 16
const TOP = 62
const BOTTOM = HEIGHT - 24
const MOST_CHANGES = 8
const MOST_EXCLUDED = 50

/** The colours of both themes: a picture in a README follows the reader's system. */
const STYLE = `
.paper{fill:#fbfaf6}.ink{fill:#1a1c1e}.quiet{fill:#4d5359}.line{stroke:#1a1c1e;fill:none;stroke-width:1.5;stroke-linejoin:round}.band{fill:#686e74;opacity:.25}.rule{stroke:#b9b4a5}.worse{stroke:#b03a06}.better{stroke:#0f609c}.accepted{stroke:#4d5359;stroke-dasharray:8 2 2 2}.excluded{fill:#fbfaf6;stroke:#686e74}.budget{stroke:#87296f;stroke-dasharray:7 4}
@media (prefers-color-scheme:dark){.paper{fill:#131517}.ink{fill:#ece8df}.quiet{fill:#b6b5ae}.line{stroke:#ece8df}.band{fill:#94948d}.rule{stroke:#51565b}.worse{stroke:#ff9769}.better{stroke:#7dbbf7}.accepted{stroke:#b6b5ae}.excluded{fill:#131517;stroke:#94948d}.budget{stroke:#e79ed6}}
text{font-family:system-ui,"Segoe UI",Roboto,"Liberation Sans",sans-serif;font-size:13px}.title{font-family:Georgia,"Liberation Serif",serif;font-size:18px}`

/** What a picture tells of where its series comes from. */
export interface ChartSvgPlace {
  readonly project: string
  /** Empty where the project has measured in one environment only. */
  readonly environment: string
}

/**
 * A series of a case as a picture for a README: the base branch's medians with their intervals, the changes of level, the budgets.
 * Undefined `series`: nothing was measured yet.
 */
export function chartSvg(
  { case: { title, suite } }: CaseReport,
  series: SeriesReport | undefined,
  { project, environment }: ChartSvgPlace,
): string {
  const sentence = series ? seriesSentence(series) : shared.seriesEmpty
  const told = [project, suite, series?.metric.name, environment].filter(Boolean).join(' · ')
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">`,
    `<title>${xml(title)}</title><desc>${xml(sentence)}</desc><style>${STYLE}</style>`,
    `<rect class="paper" width="${WIDTH}" height="${HEIGHT}"/>`,
    `<text class="ink title" x="${LEFT}" y="28">${xml(clipped(title, 60))}</text>`,
    `<text class="quiet" x="${LEFT}" y="48">${xml(clipped(told, 84))}</text>`,
    ...(series?.picture ? drawing(series, series.picture) : []),
    '</svg>',
    '',
  ].join('\n')
}

/** From indexes and values to pixels. */
interface Axes {
  readonly x: (index: number) => number
  readonly y: (value: number) => number
  readonly first: number
  readonly last: number
  readonly range: ChartRange
}

function drawing(series: SeriesReport, picture: SeriesPicture): string[] {
  const { median, low, high, index } = picture
  const limits = series.budgets.map(({ limit }) => limit)
  const range = chartRange(median, [...low, ...high], limits)
  if (!range) return []
  const axes = axesOf(index, range)
  const xs = index.map(axes.x)
  const path = (values: readonly number[]) => values.map((value, at) => `${xs[at]} ${axes.y(value)}`)
  return [
    `<path class="band" d="M${path(high).join('L')}L${path(low).reverse().join('L')}Z"/>`,
    `<path class="rule" d="M${LEFT} ${BOTTOM}.5H${WIDTH - RIGHT}"/>`,
    ...changeLines(series, axes),
    ...budgetLines(series, axes),
    `<path class="line" d="M${path(median).join('L')}"/>`,
    ...excludedPoints(series, axes),
    ...texts(series, picture, axes),
  ]
}

function axesOf(index: readonly number[], range: ChartRange): Axes {
  const [first, last] = [index[0]!, index.at(-1)!]
  const wide = (WIDTH - LEFT - RIGHT) / Math.max(1, last - first)
  const high = (BOTTOM - TOP) / (range.high - range.low)
  const inside = (value: number) => Math.min(range.high, Math.max(range.low, value))
  return {
    x: (at) => tenth(LEFT + (at - first) * wide),
    y: (value) => tenth(BOTTOM - (inside(value) - range.low) * high),
    first,
    last,
    range,
  }
}

function changeLines({ changes }: SeriesReport, { x, first }: Axes): string[] {
  const shown = changes.slice(-MOST_CHANGES).filter(({ index }) => index >= first)
  return shown.map(({ index, kind, change, better, accepted, state }) => {
    const tone = accepted ? 'accepted' : better ? 'better' : 'worse'
    const dashes = state === 'suspected' ? ' stroke-dasharray="3 3"' : ''
    const name = `<title>${xml(`${kindText(kind)} ${changeText(change).value}`)}</title>`
    return `<path class="${tone}" d="M${x(Math.max(first, index - 0.5))} ${TOP}V${BOTTOM}"${dashes}>${name}</path>`
  })
}

function budgetLines({ budgets, metric, latest }: SeriesReport, { y, range }: Axes): string[] {
  const shown = budgets.filter(({ limit }) => limit >= range.low && limit <= range.high)
  const scale = scaleOf([latest?.value ?? 0], metric.unit)
  return shown.map((budget) => {
    const name = xml(fill(shared.chartBudget, budgetText(budget, scale)))
    return `<path class="budget" d="M${LEFT} ${y(budget.limit)}H${WIDTH - RIGHT}"><title>${name}</title></path>`
  })
}

function excludedPoints({ excluded }: SeriesReport, { x, y, first, last }: Axes): string[] {
  const shown = excluded.slice(-MOST_EXCLUDED).filter(({ index }) => index >= first && index <= last)
  return shown.map(
    ({ index, median, reason }) =>
      `<circle class="excluded" cx="${x(index)}" cy="${y(median)}" r="3.5"><title>${xml(fill(shared.chartExcludedBecause, reason))}</title></circle>`,
  )
}

function texts({ metric }: SeriesReport, picture: SeriesPicture, { x, y, last }: Axes): string[] {
  const newest = picture.median.at(-1)!
  const value = quantityText(newest, precise(scaleOf([newest], metric.unit), newest))
  const day = (startedAt: string) => xml(startedAt.slice(0, 10))
  return [
    `<circle class="ink" cx="${x(last)}" cy="${y(newest)}" r="3"/>`,
    `<text class="ink" x="${WIDTH - RIGHT}" y="28" text-anchor="end">${xml(value)}</text>`,
    `<text class="quiet" x="${LEFT}" y="${HEIGHT - 7}">${day(picture.firstStartedAt)}</text>`,
    `<text class="quiet" x="${WIDTH - RIGHT}" y="${HEIGHT - 7}" text-anchor="end">${day(picture.lastStartedAt)}</text>`,
  ]
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}

function clipped(text: string, length: number): string {
  const letters = [...text]
  return letters.length > length ? `${letters.slice(0, length - 1).join('')}…` : text
}
