import type { CaseReport, SeriesReport } from '../../runner/report/model.ts'
import { scaleOf } from '../../runner/units.ts'
import { fill, shared } from '../words.ts'
import { chartRange } from './chart-range.ts'
import { xml } from './feed.ts'
import { changeText, precise, quantityText } from './format.ts'
import { seriesSentence } from './sentences.ts'
import { kindText } from './terms.ts'

const WIDTH = 640
const HEIGHT = 220
const LEFT = 16
const RIGHT = 16
const TOP = 62
const BOTTOM = 24
/** More would be closer together than a pixel. */
const MOST_POINTS = 600

/** The colours of both themes: a picture in a README follows the reader's system. */
const STYLE = `
.paper{fill:#fbfaf6}.ink{fill:#1a1c1e}.quiet{fill:#4d5359}.line{stroke:#1a1c1e;fill:none;stroke-width:1.5;stroke-linejoin:round}.band{fill:#686e74;opacity:.25}.rule{stroke:#b9b4a5}.worse{stroke:#b03a06}.better{stroke:#0f609c}.accepted{stroke:#4d5359;stroke-dasharray:8 2 2 2}.excluded{fill:#fbfaf6;stroke:#686e74}.budget{stroke:#87296f;stroke-dasharray:7 4}
@media (prefers-color-scheme:dark){.paper{fill:#131517}.ink{fill:#ece8df}.quiet{fill:#b6b5ae}.line{stroke:#ece8df}.band{fill:#94948d}.rule{stroke:#51565b}.worse{stroke:#ff9769}.better{stroke:#7dbbf7}.accepted{stroke:#b6b5ae}.excluded{fill:#131517;stroke:#94948d}.budget{stroke:#e79ed6}}
text{font-family:system-ui,"Segoe UI",Roboto,"Liberation Sans",sans-serif;font-size:13px}.title{font-family:Georgia,"Liberation Serif",serif;font-size:18px}`

/** The first series of a case as a picture for a README: the base branch's medians with their intervals, and the changes of level. */
export function chartSvg(report: CaseReport, project: string): string {
  const series = report.series[0]
  const sentence = series ? seriesSentence(series) : shared.seriesEmpty
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">`,
    `<title>${xml(report.case.title)}</title><desc>${xml(sentence)}</desc><style>${STYLE}</style>`,
    `<rect class="paper" width="${WIDTH}" height="${HEIGHT}"/>`,
    `<text class="ink title" x="${LEFT}" y="28">${xml(clipped(report.case.title, 60))}</text>`,
    `<text class="quiet" x="${LEFT}" y="48">${xml(clipped(`${project} · ${report.case.suite}${series ? ` · ${series.metric.name}` : ''}`, 84))}</text>`,
    ...(series ? picture(series) : []),
    '</svg>',
    '',
  ].join('\n')
}

function picture(series: SeriesReport): string[] {
  const all = series.points.runId.map((_, index) => index)
  const out = new Set(series.excluded.map(({ index }) => index))
  const counted = all.filter((index) => !out.has(index))
  const base = counted.filter((index) => series.points.base[index])
  const shown = thinned([base, counted, all].find((some) => some.length > 0) ?? [])
  const { median, low, high } = series.points
  const column = (values: readonly number[]) => shown.map((index) => values[index]!)
  const range = chartRange(
    column(median),
    [...column(low), ...column(high)],
    series.budgets.map(({ limit }) => limit),
  )
  const last = shown.at(-1)
  if (!range || last === undefined) return []
  const first = shown[0]!
  const bottom = HEIGHT - BOTTOM
  const x = (index: number) =>
    short(LEFT + ((index - first) / Math.max(1, last - first)) * (WIDTH - LEFT - RIGHT))
  const y = (value: number) =>
    short(bottom - ((clamp(value, range) - range.low) / (range.high - range.low)) * (bottom - TOP))
  const path = (values: readonly number[], indexes: readonly number[]) =>
    indexes.map((index) => `${x(index)} ${y(values[index]!)}`).join('L')
  const newest = median[last]!
  const scale = scaleOf([newest], series.metric.unit)
  const value = quantityText(newest, precise(scale, newest))
  const changes = series.changes.slice(-8).flatMap((change) => {
    const at = series.points.runId.indexOf(change.runId)
    if (at < first) return []
    const place = x(Math.max(first, at - 0.5))
    const tone = change.accepted ? 'accepted' : change.better ? 'better' : 'worse'
    return [
      `<path class="${tone}" d="M${place} ${TOP}V${bottom}"${change.state === 'suspected' ? ' stroke-dasharray="3 3"' : ''}><title>${xml(`${kindText(change.kind)} ${changeText(change.change).value}`)}</title></path>`,
    ]
  })
  const budgetLines = series.budgets
    .filter(({ limit }) => limit >= range.low && limit <= range.high)
    .map(
      ({ limit, text }) =>
        `<path class="budget" d="M${LEFT} ${y(limit)}H${WIDTH - RIGHT}"><title>${xml(fill(shared.chartBudget, text))}</title></path>`,
    )
  return [
    `<path class="band" d="M${path(high, shown)}L${path(low, [...shown].reverse())}Z"/>`,
    `<path class="rule" d="M${LEFT} ${bottom}.5H${WIDTH - RIGHT}"/>`,
    ...changes,
    ...budgetLines,
    `<path class="line" d="M${path(median, shown)}"/>`,
    ...series.excluded
      .slice(-50)
      .flatMap(({ index, reason }) =>
        index < first || index > last
          ? []
          : [
              `<circle class="excluded" cx="${x(index)}" cy="${y(median[index]!)}" r="3.5"><title>${xml(fill(shared.chartExcludedBecause, reason))}</title></circle>`,
            ],
      ),
    `<circle class="ink" cx="${x(last)}" cy="${y(newest)}" r="3"/>`,
    `<text class="ink" x="${WIDTH - RIGHT}" y="28" text-anchor="end">${xml(value)}</text>`,
    `<text class="quiet" x="${LEFT}" y="${HEIGHT - 7}">${xml(series.points.startedAt[first]!.slice(0, 10))}</text>`,
    `<text class="quiet" x="${WIDTH - RIGHT}" y="${HEIGHT - 7}" text-anchor="end">${xml(series.points.startedAt[last]!.slice(0, 10))}</text>`,
  ]
}

function clamp(value: number, { low, high }: { low: number; high: number }): number {
  return Math.min(high, Math.max(low, value))
}

function short(value: number): number {
  return Math.round(value * 10) / 10
}

/** Of very many points evenly chosen ones, the last among them. */
function thinned(indexes: readonly number[]): number[] {
  if (indexes.length <= MOST_POINTS) return [...indexes]
  const stride = (indexes.length - 1) / (MOST_POINTS - 1)
  return Array.from({ length: MOST_POINTS }, (_, place) => indexes[Math.round(place * stride)]!)
}

function clipped(text: string, length: number): string {
  const letters = [...text]
  return letters.length > length ? `${letters.slice(0, length - 1).join('')}…` : text
}
