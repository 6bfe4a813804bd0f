import type { Point } from '../ledger/series.ts'
import { MAD_TO_SIGMA, median, medianAbsoluteDeviation } from '../stats/summary.ts'
import { sevenDigits } from './digits.ts'
import type { SampledRuns, SeriesPicture, SeriesReport } from './model.ts'

/** The points of a series by what they are good for, as indexes. */
export interface PointKinds {
  /** Those that nobody excluded. */
  readonly counted: readonly number[]
  /** Of these, the ones on the base branch. */
  readonly base: readonly number[]
}

export function pointKinds(
  points: readonly Point[],
  excluded: ReadonlySet<number>,
  isBase: (runId: string) => boolean,
): PointKinds {
  const counted: number[] = []
  const base: number[] = []
  points.forEach(({ runId }, index) => {
    if (excluded.has(index)) return
    counted.push(index)
    if (isBase(runId)) base.push(index)
  })
  return { counted, base }
}

const FEWEST_AT_LEVEL = 4

/** The range of the medians, and how much they spread at the level that begins at `fromIndex`. */
export function spreadOf(
  points: readonly Point[],
  { base, counted }: PointKinds,
  fromIndex: number | undefined,
): SeriesReport['spread'] {
  const shown = base.length > 0 ? base : counted
  if (shown.length === 0) return null
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const index of shown) {
    const value = points[index]!.median
    if (value < lowest) lowest = value
    if (value > highest) highest = value
  }
  const atLevel = fromIndex === undefined ? [] : base.filter((index) => index >= fromIndex)
  return { lowest, highest, atLevelRatio: relativeSpread(atLevel.map((index) => points[index]!.median)) }
}

/** Null for too few values, and around zero. */
function relativeSpread(values: readonly number[]): number | null {
  if (values.length < FEWEST_AT_LEVEL) return null
  const middle = median(values)
  return middle === 0 ? null : (MAD_TO_SIGMA * medianAbsoluteDeviation(values)) / Math.abs(middle)
}

/** The samples of some runs as a whole. */
export function sampledRuns(runs: readonly { readonly samples: readonly number[] }[]): SampledRuns | null {
  const some = runs.filter(({ samples }) => samples.length > 0)
  if (some.length === 0) return null
  const medians = some.map(({ samples }) => median(samples))
  let [count, lowest, highest] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { samples } of some) {
    count += samples.length
    for (const value of samples) {
      if (value < lowest) lowest = value
      if (value > highest) highest = value
    }
  }
  return {
    runs: some.length,
    count,
    lowest,
    highest,
    lowestMedian: Math.min(...medians),
    highestMedian: Math.max(...medians),
  }
}

/** In a picture of 640 pixels, more would be closer together than two of them. */
const MOST_PICTURED = 320

/** The points of the base branch; of a series that has none there, those that count, or else all. */
export function seriesPicture(
  points: readonly Point[],
  { base, counted }: PointKinds,
  startedAt: (runId: string) => string,
): SeriesPicture | null {
  const all = () => points.map((_, index) => index)
  const index = evenlyChosen([base, counted].find((some) => some.length > 0) ?? all(), MOST_PICTURED)
  if (index.length === 0) return null
  const column = (name: 'median' | 'low' | 'high') => index.map((at) => sevenDigits(points[at]![name]))
  return {
    index,
    median: column('median'),
    low: column('low'),
    high: column('high'),
    firstStartedAt: startedAt(points[index[0]!]!.runId),
    lastStartedAt: startedAt(points[index.at(-1)!]!.runId),
  }
}

/** The last among them. */
function evenlyChosen(indexes: readonly number[], most: number): number[] {
  if (indexes.length <= most) return [...indexes]
  const stride = (indexes.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, place) => indexes[Math.round(place * stride)]!)
}
