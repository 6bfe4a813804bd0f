import type { History } from './analyze/analyze-run.ts'
import { analyzeSeries, type SeriesHistory, type SeriesOptions } from './analyze/analyze-series.ts'
import type { AcceptedChange, ExcludedPoints, Stewardship } from './config/stewardship-files.ts'
import { seriesId } from './ledger/identity.ts'
import type { RunInfo, Series, SeriesKey } from './ledger/series.ts'
import { paramsText } from './plan/identity.ts'

/** What people decided about the points of one series, by run id. */
export interface SeriesMarks {
  readonly excluded: ReadonlyMap<string, ExcludedPoints>
  /** By the first run of the new level that has a point here. */
  readonly accepted: ReadonlyMap<string, AcceptedChange>
}

/** What people decided, found in a history. */
export interface Marks {
  /** By `seriesId`; series without any mark are absent. */
  readonly bySeries: ReadonlyMap<string, SeriesMarks>
  /** Entries that no point of the history matches: a run that is not there, or a name that is mistyped. */
  readonly idle: readonly (AcceptedChange | ExcludedPoints)[]
}

/** Where the decisions of people fall in a history. Pure. O(entries · points). */
export function marksIn(history: History, { accepted, excluded }: Stewardship): Marks {
  const places = placesOf(history.runs)
  const used = new Set<AcceptedChange | ExcludedPoints>()
  const bySeries = new Map<string, SeriesMarks>()
  for (const series of history.series) {
    const marks = marksOf(series, accepted, excluded, places)
    if (marks.excluded.size + marks.accepted.size === 0) continue
    bySeries.set(seriesId(series.key), marks)
    for (const entry of [...marks.excluded.values(), ...marks.accepted.values()]) used.add(entry)
  }
  return { bySeries, idle: [...accepted, ...excluded].filter((entry) => !used.has(entry)) }
}

/**
 * The history as the analysis of one run is to see it: excluded points are out, and each series begins anew at the last accepted
 * change that is not after the judged run. Without a judged run, or with one that is not in the history, at the last.
 */
export function steward(history: History, stewardship: Stewardship, judgedRunId?: string): History {
  const marks = marksIn(history, stewardship)
  if (marks.bySeries.size === 0) return history
  const { order } = placesOf(history.runs)
  const limit = (judgedRunId === undefined ? undefined : order.get(judgedRunId)) ?? Number.POSITIVE_INFINITY
  const series = history.series.map((one) => {
    const own = marks.bySeries.get(seriesId(one.key))
    if (own === undefined) return one
    const start = one.points.findLastIndex(
      ({ runId }) => own.accepted.has(runId) && (order.get(runId) ?? 0) <= limit,
    )
    const points = one.points.slice(Math.max(0, start)).filter(({ runId }) => !own.excluded.has(runId))
    return { ...one, points }
  })
  return { ...history, series: series.filter(({ points }) => points.length > 0) }
}

/**
 * {@link analyzeSeries} that obeys the marks: changes are found in the whole history without its excluded points, the present level
 * and its trend begin at the last accepted change at the earliest. Indexes count all points of the series.
 */
export function analyzeMarked(
  series: Series,
  runs: readonly RunInfo[],
  options: SeriesOptions,
  marks: SeriesMarks | undefined,
): SeriesHistory {
  if (marks === undefined) return analyzeSeries(series, runs, options)
  const kept = series.points.flatMap(({ runId }, index) => (marks.excluded.has(runId) ? [] : [index]))
  const whole = analyzed(series, kept, runs, options)
  const start = series.points.findLastIndex(({ runId }) => marks.accepted.has(runId))
  const changes = whole.changePoints
  const lastChange =
    changes.findLast(({ state, kind }) => state === 'confirmed' && kind !== 'spike')?.index ?? 0
  if (start <= lastChange) return whole
  const present = analyzed(
    series,
    kept.filter((index) => index >= start),
    runs,
    options,
  )
  return { ...present, changePoints: changes }
}

/** The analysis of some of a series' points, its indexes those of the whole series. */
function analyzed(
  series: Series,
  indexes: readonly number[],
  runs: readonly RunInfo[],
  options: SeriesOptions,
): SeriesHistory {
  const points = indexes.map((index) => series.points[index]!)
  const { baseline, changePoints, ...rest } = analyzeSeries({ ...series, points }, runs, options)
  const original = (index: number): number => indexes[index] ?? index
  return {
    ...rest,
    changePoints: changePoints.map((change) => ({ ...change, index: original(change.index) })),
    baseline: baseline && { ...baseline, fromIndex: original(baseline.fromIndex) },
  }
}

interface Places {
  /** Place in commit order. */
  readonly order: ReadonlyMap<string, number>
  readonly commitOf: ReadonlyMap<string, string>
}

function placesOf(runs: readonly RunInfo[]): Places {
  return {
    order: new Map(runs.map(({ header }, place) => [header.id, place])),
    commitOf: new Map(runs.map(({ header }) => [header.id, header.commit?.sha ?? ''])),
  }
}

function marksOf(
  series: Series,
  accepted: readonly AcceptedChange[],
  excluded: readonly ExcludedPoints[],
  places: Places,
): SeriesMarks {
  const out = new Map<string, ExcludedPoints>()
  for (const entry of excluded.filter((each) => isAbout(each, series.key))) {
    for (const { runId } of series.points) if (isExcluded(entry, runId, places)) out.set(runId, entry)
  }
  const begins = new Map<string, AcceptedChange>()
  for (const entry of accepted.filter((each) => isAbout(each, series.key))) {
    const from = startOf(entry, series, places)
    const first = series.points.find(
      ({ runId }) => !out.has(runId) && (places.order.get(runId) ?? -1) >= from,
    )
    if (first !== undefined) begins.set(first.runId, entry)
  }
  return { excluded: out, accepted: begins }
}

/** True where an entry leaves a part of the key open or names it. */
function isAbout(
  entry: AcceptedChange | ExcludedPoints,
  { case: key, metric, environment }: SeriesKey,
): boolean {
  return (
    (entry.suite ?? key.suite) === key.suite &&
    (entry.benchmark ?? key.benchmark) === key.benchmark &&
    (entry.params === undefined || paramsText(entry.params) === paramsText(key.params)) &&
    (entry.metric ?? metric.name) === metric.name &&
    (entry.environment ?? environment) === environment
  )
}

/** Ranges are those of time: run ids sort by it. */
function isExcluded({ run, from, to, commit }: ExcludedPoints, runId: string, { commitOf }: Places): boolean {
  if (run !== undefined) return run === runId
  if (commit !== undefined) return commitOf.get(runId)?.startsWith(commit) ?? false
  return from !== undefined && to !== undefined && from <= runId && runId <= to
}

/** The place in commit order from which a new level holds; beyond all where the history does not have its run or commit. */
function startOf({ run, commit }: AcceptedChange, series: Series, { order, commitOf }: Places): number {
  if (run !== undefined) return order.get(run) ?? Number.POSITIVE_INFINITY
  const first = series.points.find(({ runId }) => commitOf.get(runId)?.startsWith(commit ?? ' '))
  return first === undefined ? Number.POSITIVE_INFINITY : (order.get(first.runId) ?? Number.POSITIVE_INFINITY)
}
