import type { History } from './analyze/analyze-run.ts'
import { analyzeSeries, type SeriesHistory, type SeriesOptions } from './analyze/analyze-series.ts'
import type { AcceptedChange, ExcludedPoints, Stewardship } from './config/stewardship-files.ts'
import { seriesId } from './ledger/identity.ts'
import type { RunInfo, Series, SeriesKey } from './ledger/series.ts'
import { paramsText } from './plan/identity.ts'

/** A point of a series about which somebody decided something. */
export interface Mark {
  readonly runId: string
  readonly reason: string
  /** An issue or a pull request; undefined where none was named. */
  readonly link?: string | undefined
}

/** What people decided about the points of one series, in commit order. Plain values: equal marks are equal as JSON. */
export interface SeriesMarks {
  readonly excluded: readonly Mark[]
  /** The first runs of new levels that have a point here. */
  readonly accepted: readonly Mark[]
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
    const found = entriesOf(series, accepted, excluded, places)
    if (found.excluded.size + found.accepted.size === 0) continue
    for (const entry of [...found.excluded.values(), ...found.accepted.values()]) used.add(entry)
    bySeries.set(seriesId(series.key), {
      excluded: marksOf(series, found.excluded),
      accepted: marksOf(series, found.accepted),
    })
  }
  return { bySeries, idle: [...accepted, ...excluded].filter((entry) => !used.has(entry)) }
}

/**
 * The history as the analysis of one run is to see it: excluded points are out, and each series knows where its last accepted change
 * is that is not after the judged run. Without a judged run, or with one that is not in the history, the last of all.
 */
export function steward(history: History, stewardship: Stewardship, judgedRunId?: string): History {
  const marks = marksIn(history, stewardship)
  if (marks.bySeries.size === 0) return history
  const { order } = placesOf(history.runs)
  const limit = (judgedRunId === undefined ? undefined : order.get(judgedRunId)) ?? Number.POSITIVE_INFINITY
  const acceptedSince = new Map<string, string>()
  for (const [id, { accepted }] of marks.bySeries) {
    const last = accepted.findLast(({ runId }) => (order.get(runId) ?? 0) <= limit)
    if (last !== undefined) acceptedSince.set(id, last.runId)
  }
  const series = history.series.map((one) => withoutExcluded(one, marks.bySeries.get(seriesId(one.key))))
  return { ...history, series: series.filter(({ points }) => points.length > 0), acceptedSince }
}

function withoutExcluded(series: Series, marks: SeriesMarks | undefined): Series {
  if (marks === undefined || marks.excluded.length === 0) return series
  const excluded = new Set(marks.excluded.map(({ runId }) => runId))
  return { ...series, points: series.points.filter(({ runId }) => !excluded.has(runId)) }
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
  const excluded = new Set(marks.excluded.map(({ runId }) => runId))
  const accepted = new Set(marks.accepted.map(({ runId }) => runId))
  const kept = series.points.flatMap(({ runId }, index) => (excluded.has(runId) ? [] : [index]))
  const whole = analyzed(series, kept, runs, options)
  const start = series.points.findLastIndex(({ runId }) => accepted.has(runId))
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
  /** The place in commit order from which a new level holds; beyond all where the history does not have its run or commit. */
  readonly startOf: (entry: AcceptedChange) => number
  /** Place in commit order. */
  readonly order: ReadonlyMap<string, number>
  readonly commitOf: ReadonlyMap<string, string>
}

function placesOf(runs: readonly RunInfo[]): Places {
  const order = new Map(runs.map(({ header }, place) => [header.id, place]))
  const starts = new Map<AcceptedChange, number>()
  const find = ({ run, commit }: AcceptedChange): number => {
    const place =
      run === undefined
        ? runs.findIndex(({ header }) => header.commit?.sha.startsWith(commit ?? ' '))
        : (order.get(run) ?? -1)
    return place < 0 ? Number.POSITIVE_INFINITY : place
  }
  return {
    order,
    commitOf: new Map(runs.map(({ header }) => [header.id, header.commit?.sha ?? ''])),
    startOf: (entry) => {
      const known = starts.get(entry) ?? find(entry)
      starts.set(entry, known)
      return known
    },
  }
}

/** Entries as marks, in the order of the series' points. */
function marksOf({ points }: Series, entries: ReadonlyMap<string, AcceptedChange | ExcludedPoints>): Mark[] {
  return points.flatMap(({ runId }) => {
    const entry = entries.get(runId)
    if (entry === undefined) return []
    const { reason, link } = entry
    return [{ runId, reason, ...(link === undefined ? {} : { link }) }]
  })
}

/** Which entries are about which runs of a series. */
function entriesOf(
  series: Series,
  accepted: readonly AcceptedChange[],
  excluded: readonly ExcludedPoints[],
  places: Places,
) {
  const out = new Map<string, ExcludedPoints>()
  for (const entry of excluded.filter((each) => isAbout(each, series.key))) {
    for (const { runId } of series.points) if (isExcluded(entry, runId, places)) out.set(runId, entry)
  }
  const begins = new Map<string, AcceptedChange>()
  for (const entry of accepted.filter((each) => isAbout(each, series.key))) {
    const from = places.startOf(entry)
    const points = series.points.filter(({ runId }) => !out.has(runId))
    const index = points.findIndex(({ runId }) => (places.order.get(runId) ?? -1) >= from)
    // A series that began later has nothing that was accepted: its first level is its own.
    const isNew = index === 0 && !isOf(entry, points[0]!.runId, places)
    if (index >= 0 && !isNew) begins.set(points[index]!.runId, entry)
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

function isOf({ run, commit }: AcceptedChange, runId: string, { commitOf }: Places): boolean {
  return run === undefined ? (commitOf.get(runId)?.startsWith(commit ?? ' ') ?? false) : run === runId
}
