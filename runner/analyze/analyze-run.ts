import { seriesId } from '../ledger/identity.ts'
import type { Point, RunArtifact, RunInfo, Series, SeriesKey } from '../ledger/series.ts'
import type { MeasuredMetric, MeasuredRun, RunHeader } from '../measure/record.ts'
import type { Metric } from '../metrics/metric.ts'
import type { CaseKey } from '../plan/plan.ts'
import { medianInterval } from '../stats/median-interval.ts'
import { adjustFalseDiscovery } from '../stats/multiple-testing.ts'
import { median, medianAbsoluteDeviation } from '../stats/summary.ts'
import type { Analysis, ChangePoint, Comparison, NamedRuns, SeriesAnalysis } from './analysis.ts'
import { baseRuns } from './base-runs.ts'
import { type BasePoint, basePoints, MIN_BASELINE_RUNS } from './baseline.ts'
import { findChangePoints, startOfLevel } from './change-points.ts'
import { compareWithLevel, isComparison, type LevelInput, type RunContext } from './compare-run.ts'
import { significanceLevel } from './comparison.ts'
import { missingSeries } from './missing.ts'
import { paceOf } from './pace.ts'
import { type ProgramOf, programsIn } from './programs.ts'
import { compareWithBaseline } from './since-baseline.ts'
import { compareWithRelease } from './since-release.ts'
import { MOST_TREND_POINTS, trendOf } from './trend.ts'

/** What the ledger knows. */
export interface History {
  /** Every run, in commit order. The judged run may be in it or not (it then counts as the last). */
  readonly runs: readonly RunInfo[]
  /** Every series, points in commit order; the judged run's own points may be in it or not. */
  readonly series: readonly Series[]
  /** Which program each case of each run measured, as far as known; the judged run says its own. */
  readonly artifacts?: readonly RunArtifact[] | undefined
  /** By `seriesId`: the first run of the level that people accepted as the new normal; baselines begin there at the earliest. */
  readonly acceptedSince?: ReadonlyMap<string, string> | undefined
}

export interface AnalysisOptions {
  readonly baseBranch: string
  /** Confidence of the intervals of one metric; 0.95 by default. */
  readonly confidenceFor?: ((key: CaseKey, metric: Metric) => number) | undefined
  /** The named runs that somebody wants one metric to be compared with, besides the last runs. */
  readonly baselineFor?: ((key: CaseKey, metric: Metric) => NamedRuns | undefined) | undefined
}

/** What one series of the judged run is analyzed with. */
interface Context extends RunContext {
  readonly programsOf: (key: CaseKey) => ProgramOf
  readonly placeOf: (runId: string) => number
  readonly acceptedSince: History['acceptedSince']
  readonly baselineFor: AnalysisOptions['baselineFor']
}

/**
 * One run against its history: every series that it measured is compared with the base branch's runs of the same environment,
 * earlier in commit order, since the last confirmed change. Significance is decided over all series of the run together
 * (false discovery rate). Pure and seeded: the same history gives the same analysis. O(series · points · log points).
 */
export function analyzeRun(run: MeasuredRun, history: History, options: AnalysisOptions): Analysis {
  const context = contextOf(run.header, artifactsOf(run), history, options)
  const known = new Map(history.series.map((series) => [seriesId(series.key), series]))
  const analyzed = measuredSeries(run).map(({ key, point }) => {
    const confidence = options.confidenceFor?.(key.case, key.metric) ?? 0.95
    return analyzeOne(known.get(seriesId(key)) ?? { key, points: [] }, point, confidence, context)
  })
  return {
    runId: run.header.id,
    series: decideAgainstPast(decideSignificance(analyzed)),
    missing: missingSeries(run, history.series, context.base, context.placeOf),
  }
}

/** {@link analyzeRun} of one series alone, for the run of its newest point. Undefined for a series without points. */
export function analyzeNewest(
  series: Series,
  history: History,
  options: AnalysisOptions,
): SeriesAnalysis | undefined {
  const newest = series.points.at(-1)
  const judged = history.runs.find(({ header }) => header.id === newest?.runId)
  if (newest === undefined || judged === undefined) return undefined
  const confidence = options.confidenceFor?.(series.key.case, series.key.metric) ?? 0.95
  const context = contextOf(judged.header, [], history, options)
  return decideAgainstPast(decideSignificance([analyzeOne(series, newest, confidence, context)]))[0]
}

function contextOf(
  judged: RunHeader,
  artifacts: readonly RunArtifact[],
  history: History,
  options: AnalysisOptions,
): Context {
  const places = new Map(history.runs.map(({ header }, place) => [header.id, place]))
  return {
    judged,
    base: baseRuns(history.runs, options.baseBranch),
    baseBranch: options.baseBranch,
    placeOf: (runId) => places.get(runId) ?? Number.POSITIVE_INFINITY,
    programsOf: programsIn([...(history.artifacts ?? []), ...artifacts]),
    acceptedSince: history.acceptedSince,
    baselineFor: options.baselineFor,
  }
}

function artifactsOf({ header, cases }: MeasuredRun): RunArtifact[] {
  return cases.flatMap(({ key, artifact }) =>
    artifact === undefined ? [] : [{ runId: header.id, case: key, artifact }],
  )
}

/** The series of the run, of the cases that did not fail, in the run's order. */
function measuredSeries(run: MeasuredRun): { key: SeriesKey; point: Point }[] {
  const environment = run.header.environment.fingerprint
  return run.cases
    .filter(({ status }) => status !== 'failed')
    .flatMap((measured) =>
      measured.metrics
        .filter(({ samples }) => samples.length > 0)
        .map((metric) => ({
          key: { case: measured.key, metric: metric.metric, environment },
          point: pointOf(run.header.id, metric),
        })),
    )
}

function pointOf(runId: string, { samples, reportedLow, reportedHigh }: MeasuredMetric): Point {
  const { low, high } = medianInterval(samples, 0.95)
  return {
    runId,
    median: median(samples),
    mad: medianAbsoluteDeviation(samples),
    count: samples.length,
    low: reportedLow ?? low,
    high: reportedHigh ?? high,
  }
}

function analyzeOne(series: Series, current: Point, confidence: number, context: Context): SeriesAnalysis {
  const { judged, base } = context
  const earlier = basePoints(series.points, base, { before: placeIn(series, context) })
  const programOf = context.programsOf(series.key.case)
  const changePoints = findChangePoints(earlier, series.key.metric, confidence, programOf)
  const accepted = acceptedStart(series, earlier, context)
  const start = Math.max(startOfLevel(earlier, changePoints), accepted)
  const level = earlier.slice(start)
  const levelBefore = start === accepted ? levelUntil(changePoints, earlier, accepted) : []
  const input = { key: series.key, earlier, start, levelBefore, current, confidence, programOf, context }
  const comparison = compareWithLevel(input)
  return {
    series,
    runId: judged.id,
    current: { value: current.median, low: current.low, high: current.high, confidence: 0.95 },
    comparison,
    changePoints,
    ...againstPast(input, series, changePoints, accepted, knownTogether(comparison)),
    trend: trendOf(
      level.map(({ point }) => point.median),
      series.key.metric.direction,
      confidence,
      paceOf(level.slice(-MOST_TREND_POINTS).map(({ header }) => header)),
    ),
  }
}

/** How many of the newest runs stand on a level of their own; undefined where nothing stands out. */
function knownTogether(comparison: SeriesAnalysis['comparison']): number | undefined {
  if (!isComparison(comparison)) return undefined
  const stands = comparison.pValue < significanceLevel(comparison.change.confidence)
  return stands ? comparison.currentRuns : undefined
}

/** Against the last release, and against the baseline that was asked for; a release that is that baseline is not told twice. */
function againstPast(
  input: LevelInput & { readonly context: Context },
  series: Series,
  changePoints: readonly ChangePoint[],
  accepted: number,
  together: number | undefined,
): Pick<SeriesAnalysis, 'sinceRelease' | 'sinceBaseline'> {
  const { key, earlier, start } = input
  const named = input.context.baselineFor?.(key.case, key.metric)
  const sinceAccepted = { ...input, earlier: earlier.slice(accepted), start: start - accepted }
  const sinceRelease = compareWithRelease(sinceAccepted, changePoints, together)
  return {
    sinceRelease: named?.runIds.includes(sinceRelease?.runId ?? '') ? undefined : sinceRelease,
    sinceBaseline: named && compareWithBaseline(input, series, changePoints, named, accepted, together),
  }
}

/** Index of the first run at or after the accepted change of the series; 0 where there is none. */
function acceptedStart(
  { key }: Series,
  earlier: readonly BasePoint[],
  { acceptedSince, placeOf }: Context,
): number {
  const runId = acceptedSince?.get(seriesId(key))
  if (runId === undefined) return 0
  const place = placeOf(runId)
  const first = earlier.findIndex(({ point }) => placeOf(point.runId) >= place)
  return first < 0 ? earlier.length : first
}

/** The level that ends right before this index, as far back as tells its noise: at least 3 runs where there are so many. */
function levelUntil(
  changePoints: readonly ChangePoint[],
  earlier: readonly BasePoint[],
  end: number,
): readonly BasePoint[] {
  const latest = earlier[end - MIN_BASELINE_RUNS]?.index ?? -1
  const change = changePoints.findLast(({ index, kind }) => kind !== 'spike' && index <= latest)
  const begin = change === undefined ? 0 : earlier.findIndex(({ index }) => index >= change.index)
  return earlier.slice(begin, end)
}

/** How many points of the series come before the judged run, in commit order. */
function placeIn(series: Series, { judged, placeOf }: Context): number {
  const place = placeOf(judged.id)
  const found = series.points.findIndex(({ runId }) => runId === judged.id || placeOf(runId) >= place)
  return found < 0 ? series.points.length : found
}

/** Corrects the p-values over all comparisons of the run, and says which of them are beyond the noise. */
function decideSignificance(analyzed: readonly SeriesAnalysis[]): SeriesAnalysis[] {
  const compared = analyzed.filter(
    ({ comparison }) => isComparison(comparison) && comparison.sameProgramRunId === undefined,
  )
  const adjusted = adjustFalseDiscovery(compared.map(({ comparison }) => (comparison as Comparison).pValue))
  const adjustedOf = new Map(compared.map((one, index) => [one, adjusted[index]!]))
  return analyzed.map((one) => {
    const adjustedPValue = adjustedOf.get(one)
    if (adjustedPValue === undefined || !isComparison(one.comparison)) return one
    const level = significanceLevel(one.comparison.change.confidence)
    const comparison = { ...one.comparison, adjustedPValue, significant: adjustedPValue < level }
    return { ...one, comparison }
  })
}

/** The same for the comparisons with releases and named baselines, corrected among themselves: they ask another question. */
function decideAgainstPast(analyzed: readonly SeriesAnalysis[]): SeriesAnalysis[] {
  const tested = analyzed
    .flatMap(({ sinceRelease, sinceBaseline }) => [sinceRelease?.comparison, sinceBaseline?.comparison])
    .filter((comparison) => comparison !== undefined && comparison.sameProgramRunId === undefined)
    .map((comparison) => comparison as Comparison)
  const adjusted = adjustFalseDiscovery(tested.map(({ pValue }) => pValue))
  const adjustedOf = new Map(tested.map((comparison, index) => [comparison, adjusted[index]!]))
  const decided = <Past extends { readonly comparison: Comparison | undefined }>(past: Past): Past => {
    const adjustedPValue = past.comparison && adjustedOf.get(past.comparison)
    if (past.comparison === undefined || adjustedPValue === undefined) return past
    const significant = adjustedPValue < significanceLevel(past.comparison.change.confidence)
    return { ...past, comparison: { ...past.comparison, adjustedPValue, significant } }
  }
  return analyzed.map((one) => ({
    ...one,
    sinceRelease: one.sinceRelease && decided(one.sinceRelease),
    sinceBaseline: one.sinceBaseline && decided(one.sinceBaseline),
  }))
}
