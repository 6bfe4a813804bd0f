import { budgetText, plural } from '../../lib/format.ts'
import { wordOf } from '../../lib/verdicts.ts'
import { fill, shared } from '../../words.ts'
import { scaleOfRange } from './axes.ts'
import type { SeriesReader } from './series.ts'
import { shownSeries, trendRange } from './trend.ts'

/** The key of a chart: a symbol from the page and its meaning, for what the chart shows and nothing else. */
export function trendKey(reader: SeriesReader): HTMLElement[] {
  const { series } = reader
  const has = (state: string) => series.verdict.some((verdict) => verdict === state)
  return [
    entry('key-line', shared.chartMedianInterval),
    ...(series.base.includes(0) ? [entry('key-side', shared.chartSideBranch)] : []),
    ...(series.excluded.length > 0
      ? [entry('key-excluded', fill(shared.chartExcluded, plural(series.excluded.length, 'run')))]
      : []),
    ...(series.changes.some(({ accepted }) => accepted) ? [entry('key-accepted', shared.chartAccepted)] : []),
    ...(series.baseline
      ? [entry('key-level', fill(shared.chartBaselineOf, plural(series.baseline.runs, 'run')))]
      : []),
    ...(['regressed', 'improved', 'over-budget'] as const)
      .filter(has)
      .map((state) => entry(`shape-${state}`, wordOf(state), state)),
    ...(series.changes.some(({ confirmed }) => !confirmed)
      ? [entry('key-suspected', shared.chartSuspected)]
      : []),
    ...budgetEntries(reader),
    ...(reader.document.notes.length > 0 ? [entry('key-note', shared.chartNote)] : []),
    ...leftOut(reader),
  ]
}

/** Added series in another unit are shown only in a relative chart. */
function leftOut({ view, series }: SeriesReader): HTMLElement[] {
  if (view.relative) return []
  const others = view.overlays.filter(({ reader }) => reader.series.unit !== series.unit)
  return others.map(({ label }) => entry('key-side', fill(shared.chartOtherUnit, label)))
}

function budgetEntries(reader: SeriesReader): HTMLElement[] {
  const range = trendRange(reader)
  if (!range) return []
  const { budgets, unit } = shownSeries(reader)
  return budgets.map((budget) => {
    const { limit } = budget
    const text = budgetText(budget, scaleOfRange(range, unit))
    const visible = limit >= range.low && limit <= range.high
    return entry(
      'key-budget',
      visible ? fill(shared.chartBudget, text) : fill(shared.chartBudgetBeyond, text),
    )
  })
}

export function samplesKey(): HTMLElement[] {
  return [
    entry('key-samples', shared.chartOneSample),
    entry('key-median', shared.chartMedian),
    entry('key-violin', shared.chartDensity),
  ]
}

const SVG = 'http://www.w3.org/2000/svg'

function entry(symbol: string, text: string, state?: string): HTMLElement {
  const item = document.createElement('span')
  if (state) item.dataset.state = state
  const picture = document.createElementNS(SVG, 'svg')
  picture.setAttribute('class', 'shape')
  const use = document.createElementNS(SVG, 'use')
  use.setAttribute('href', `#${symbol}`)
  picture.append(use)
  item.append(picture, text)
  return item
}
