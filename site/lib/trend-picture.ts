import { scaleOf } from '../../runner/units.ts'
import { fill, words } from '../words.ts'
import type { ChartSeries } from './chart-data.ts'
import { type ChartRange, chartRange } from './chart-range.ts'
import { budgetText } from './format.ts'

/** The part of a picture that a chart may use, and how large the whole is. In pixels of its own. */
export interface Frame {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** A series over time as paths of an SVG, from one of its points on. */
export interface TrendPicture extends Frame {
  /** Medians of the base branch. */
  readonly line: string
  /** Their intervals. */
  readonly band: string
  readonly changes: readonly {
    readonly x: number
    readonly better: boolean
    readonly suspected: boolean
    /** People accepted it: no alarm. */
    readonly accepted: boolean
    readonly label: string
    /** The label stands before its line, where it would run into the next one or out of the picture. */
    readonly before: boolean
  }[]
  readonly budgets: readonly { readonly y: number; readonly text: string }[]
  /** Indexes into the series' columns; the last of them is the newest. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly index: number }[]
}

/** More would be closer together than a pixel. */
const MOST_POINTS = 600
const MOST_CHANGES = 8

/** Undefined where there is nothing to draw. `from` is an index into the series' columns. */
export function trendPicture(series: ChartSeries, frame: Frame, from = 0): TrendPicture | undefined {
  const shown = thinned(shownPoints(series, from))
  const range = rangeOf(series, shown)
  const [first, last] = [shown[0], shown.at(-1)]
  if (!range || first === undefined || last === undefined) return undefined
  const { x, y } = axes(frame, range, first, last)
  const path = (values: readonly number[], indexes: readonly number[]) =>
    indexes.map((index) => `${x(index)} ${y(values[index]!)}`).join('L')
  const { median, low, high } = series
  const scale = scaleOf([median[last]!], series.unit)
  return {
    ...frame,
    line: `M${path(median, shown)}`,
    band: `M${path(high, shown)}L${path(low, shown.toReversed())}Z`,
    changes: placed(changesOf(series, first, x), frame.width),
    budgets: series.budgets
      .filter(({ limit }) => limit >= range.low && limit <= range.high)
      .map((budget) => ({ y: y(budget.limit), text: budgetText(budget, scale) })),
    points: shown.map((index) => ({ x: x(index), y: y(median[index]!), index })),
  }
}

/** Those of the base branch that nobody excluded; of a series that has none there, all. */
function shownPoints({ run, base: onBase, excluded }: ChartSeries, from: number): number[] {
  const out = new Set(excluded.map(({ index }) => index))
  const all = run.map((_, index) => index).filter((index) => index >= from && !out.has(index))
  const base = all.filter((index) => onBase[index] === 1)
  return base.length > 0 ? base : all
}

/** Of very many points evenly chosen ones, the last among them. */
function thinned(indexes: readonly number[]): readonly number[] {
  if (indexes.length <= MOST_POINTS) return indexes
  const stride = (indexes.length - 1) / (MOST_POINTS - 1)
  return Array.from({ length: MOST_POINTS }, (_, place) => indexes[Math.round(place * stride)]!)
}

function rangeOf(
  { median, low, high, budgets }: ChartSeries,
  shown: readonly number[],
): ChartRange | undefined {
  const column = (values: readonly number[]) => shown.map((index) => values[index]!)
  return chartRange(
    column(median),
    [...column(low), ...column(high)],
    budgets.map(({ limit }) => limit),
  )
}

function axes(
  { width, height, left, right, top, bottom }: Frame,
  range: ChartRange,
  first: number,
  last: number,
) {
  const wide = width - left - right
  const high = height - top - bottom
  const inside = (value: number) => Math.min(range.high, Math.max(range.low, value))
  return {
    x: (index: number) => tenth(left + (last === first ? 1 : (index - first) / (last - first)) * wide),
    y: (value: number) => tenth(top + high - ((inside(value) - range.low) / (range.high - range.low)) * high),
  }
}

function changesOf({ changes }: ChartSeries, first: number, x: (index: number) => number) {
  const found = changes.filter(({ size }) => size !== null).slice(-MOST_CHANGES)
  return found
    .filter(({ index }) => index > first)
    .map((change) => ({
      x: x(change.index - 0.5),
      better: change.better,
      suspected: !change.confirmed,
      accepted: change.accepted,
      label: change.accepted ? fill(words.noteChangeAccepted, change.size) : (change.size ?? ''),
    }))
}

/** As much room as a label takes, in pixels of the picture. */
const LABEL_PX = 110
/** An accepted one says more. */
const LONGEST_LABEL_PX = 160

/** Two close to each other have their labels on either side; of more than two, those in between have none. */
function placed<Change extends { readonly x: number; readonly label: string }>(
  changes: readonly Change[],
  width: number,
) {
  let takenUntil = 0
  return changes.map((change, place) => {
    const next = changes[place + 1]?.x ?? Number.POSITIVE_INFINITY
    const isTight = change.x > width - LONGEST_LABEL_PX || next - change.x < LABEL_PX
    const before = isTight && change.x - takenUntil > LABEL_PX
    const isFree = before || (change.x >= takenUntil && !isTight) || (place === 0 && !before)
    if (isFree) takenUntil = before ? change.x : change.x + LABEL_PX
    return { ...change, before, label: isFree ? change.label : '' }
  })
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}
