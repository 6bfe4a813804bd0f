import type { SeriesReader } from './series.ts'

/** How a chart over time is looked at. `first` and `last` are the shown window, as indexes into the series' columns. */
export interface TrendView {
  readonly log: boolean
  readonly relative: boolean
  readonly byTime: boolean
  readonly first: number
  readonly last: number
  /** Other series in the same chart, by how they are called. */
  readonly overlays: readonly { readonly label: string; readonly reader: SeriesReader }[]
}

/** The whole series, plainly. */
export function wholeView(count: number): TrendView {
  return { log: false, relative: false, byTime: false, first: 0, last: Math.max(0, count - 1), overlays: [] }
}

/** A window is never narrower than this many points. */
const FEWEST = 5

export interface Window {
  readonly first: number
  readonly last: number
}

/** Half or twice as wide around the same middle, or moved by a share of its width; always inside the series. */
export function zoomed(window: Window, count: number, factor: number): Window {
  const width = window.last - window.first
  const wanted = Math.round(Math.min(count - 1, Math.max(FEWEST - 1, width * factor)))
  return shifted(Math.round((window.first + window.last - wanted) / 2), wanted, count)
}

export function panned(window: Window, count: number, share: number): Window {
  const width = window.last - window.first
  const step = Math.sign(share) * Math.max(1, Math.round(width * Math.abs(share)))
  return shifted(window.first + step, width, count)
}

/** From one point to another, in either order, but not too narrow. */
export function windowOf(a: number, b: number, count: number): Window {
  const first = Math.min(a, b)
  const width = Math.max(FEWEST - 1, Math.abs(a - b))
  return shifted(first, Math.min(width, count - 1), count)
}

function shifted(first: number, width: number, count: number): Window {
  const start = Math.max(0, Math.min(count - 1 - width, first))
  return { first: start, last: Math.min(count - 1, start + width) }
}

/** Every value as a share of the present level (of the newest value where there is no level yet): 1 is as it is now. */
export function relativeSeries(series: SeriesReader['series']): SeriesReader['series'] {
  const level = series.baseline?.value ?? series.median.at(-1) ?? 1
  if (level === 0) return series
  const share = (values: readonly number[]) => values.map((value) => value / level)
  const { baseline, budgets } = series
  return {
    ...series,
    unit: 'ratio',
    median: share(series.median),
    low: share(series.low),
    high: share(series.high),
    budgets: budgets.map((budget) => ({ ...budget, limit: budget.limit / level })),
    baseline: baseline && {
      ...baseline,
      value: baseline.value / level,
      low: baseline.low / level,
      high: baseline.high / level,
    },
  }
}
