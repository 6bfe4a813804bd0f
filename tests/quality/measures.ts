import { compare, significanceLevel } from '../../runner/analyze/comparison.ts'
import type { Point } from '../../runner/ledger/series.ts'
import { type Random, randomFrom } from '../../runner/stats/random.ts'
import type { LabelledSeries } from './histories.ts'
import {
  type AgreedCounts,
  average,
  countAgreed,
  covering,
  f1,
  type Marks,
  marksOf,
  matched,
} from './scoring.ts'

/** What a method found in one series, with or without hindsight. */
export interface Found {
  readonly index: number
  /** The index of the value with which it was found; the last one with hindsight. */
  readonly seenAt: number
}

export type Method = (values: readonly number[]) => readonly Found[]

export interface OfflineScore {
  readonly f1: number
  readonly covering: number
  readonly recall: number
  readonly precision: number
  readonly microF1: number
  readonly falsePer1000: number
}

/** Indices against people's marks, over many series. */
export function scoreOffline(series: readonly LabelledSeries[], method: Method): OfflineScore {
  const found = series.map(({ values }) => method(values).map(({ index }) => index))
  const agreed = sumCounts(series.map(({ people }, at) => countAgreed(marksOf(people), found[at]!)))
  return {
    f1: average(series.map(({ people }, at) => f1(people, found[at]!))),
    covering: average(series.map(({ people, values }, at) => covering(people, found[at]!, values.length))),
    ...rates(agreed),
    falsePer1000: per1000(series, (one, at) => (isUnmarked(one) ? found[at]!.length : undefined)),
  }
}

export interface ReplayScore extends Omit<OfflineScore, 'f1' | 'covering'> {
  /** Points from an agreed change to its alarm. */
  readonly medianDelay: number
}

/** Alarms as they were raised, once each, against agreed changes. */
export function scoreReplay(series: readonly LabelledSeries[], method: Method): ReplayScore {
  const alarms = series.map(({ values }) => method(values))
  const marks = series.map(({ people }) => marksOf(people))
  const counts = sumCounts(
    marks.map((mark, at) =>
      countAgreed(
        mark,
        alarms[at]!.map(({ index }) => index),
      ),
    ),
  )
  const delays = marks.flatMap((mark, at) => delaysOf(mark, alarms[at]!)).sort((a, b) => a - b)
  return {
    ...rates(counts),
    falsePer1000: per1000(series, (one, at) => (isUnmarked(one) ? alarms[at]!.length : undefined)),
    medianDelay: delays[Math.floor(delays.length / 2)] ?? Number.NaN,
  }
}

function delaysOf(marks: Marks, alarms: readonly Found[]): number[] {
  const seenAt = new Map(alarms.map((alarm) => [alarm.index, alarm.seenAt]))
  return matched(marks.agreed, [...seenAt.keys()]).map(([mark, index]) =>
    Math.max(0, seenAt.get(index)! - mark),
  )
}

/** Shifts found per 1,000 values of series that have none. */
export function falsePer1000(series: readonly (readonly number[])[], method: Method): number {
  return per1000(
    series.map((values) => ({ values })),
    ({ values }) => method(values).length,
  )
}

export interface HalvesScore {
  readonly pairs: number
  /** Share called a regression or an improvement at the default thresholds. */
  readonly called: number
  /** Share called significant, however small. */
  readonly significant: number
  /** Share of 95 % intervals that hold no change. */
  readonly covered: number
}

/** Two halves of what one program gave: any difference is noise by construction. The first half is taken as the baseline. */
export function scoreHalves(builds: readonly (readonly number[])[], minor = 1.2): HalvesScore {
  const random = randomFrom('halves')
  const comparisons = builds.map((values) => compareHalves(values, random))
  const share = (holds: (one: ReturnType<typeof compareHalves>) => boolean) =>
    comparisons.filter(holds).length / comparisons.length
  const isSignificant = ({ pValue }: { pValue: number }) => pValue < significanceLevel(0.95)
  const ratio = ({ change }: ReturnType<typeof compareHalves>) =>
    Math.max(1 + change.value, 1 / (1 + change.value))
  return {
    pairs: builds.length,
    called: share((one) => isSignificant(one) && ratio(one) >= minor),
    significant: share(isSignificant),
    covered: share(({ change }) => change.low <= 0 && change.high >= 0),
  }
}

function compareHalves(values: readonly number[], random: Random) {
  const points = values.map(pointOf)
  const middle = Math.floor(points.length / 2)
  const [first, ...rest] = points.slice(middle)
  return compare({
    baseline: points.slice(0, middle),
    current: [first!, ...rest],
    unit: 'ns',
    confidence: 0.95,
    description: 'the first half',
    random,
  })
}

function pointOf(value: number, index: number): Point {
  return { runId: String(index), median: value, mad: 0, count: 1, low: value, high: value }
}

function rates({ agreed, found, wrong }: AgreedCounts) {
  const recall = found / agreed
  const precision = found / (found + wrong)
  return { recall, precision, microF1: (2 * recall * precision) / (recall + precision) }
}

function sumCounts(counts: readonly AgreedCounts[]): AgreedCounts {
  return counts.reduce(
    (sum, one) => ({
      agreed: sum.agreed + one.agreed,
      found: sum.found + one.found,
      wrong: sum.wrong + one.wrong,
    }),
    { agreed: 0, found: 0, wrong: 0 },
  )
}

function isUnmarked({ people }: LabelledSeries): boolean {
  return people.every((marks) => marks.length === 0)
}

/** Events per 1,000 points over the series for which `events` gives a number. */
function per1000<Series extends { readonly values: readonly number[] }>(
  series: readonly Series[],
  events: (one: Series, at: number) => number | undefined,
): number {
  let [happened, points] = [0, 0]
  series.forEach((one, at) => {
    const count = events(one, at)
    if (count === undefined) return
    happened += count
    points += one.values.length
  })
  return (happened / points) * 1000
}
