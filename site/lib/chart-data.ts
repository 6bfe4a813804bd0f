import type {
  CaseReport,
  ChangeSummary,
  ReportProject,
  SeriesReport,
  VerdictState,
} from '../../runner/report/model.ts'
import { fill, shared } from '../words.ts'
import type { EnvironmentNames } from './environments.ts'
import { changeText, momentText, pValueText } from './format.ts'
import type { NoteMark } from './notes/marks.ts'
import { distributionSentence, seriesSentence } from './sentences.ts'
import { changeStateText, kindText } from './terms.ts'
import { type CommitView, commitView } from './views/commit.ts'

/**
 * What the browser draws a case from. Columns, not rows; it travels packed, see `chart-pack.ts`.
 * Numbers carry seven significant digits: more than a screen can show, and a third of the bytes.
 */
export interface ChartDocument {
  /** Of all series together, in commit order. */
  readonly runs: {
    readonly id: readonly string[]
    readonly startedAt: readonly string[]
    /** Index into `commits`; -1 for none. */
    readonly commit: readonly number[]
  }
  readonly commits: readonly CommitView[]
  readonly series: readonly ChartSeries[]
  /** What people wrote about this case, oldest first. */
  readonly notes: readonly NoteMark[]
}

export interface ChartSeries {
  readonly metric: string
  readonly unit: string
  readonly environment: string
  readonly environmentName: string
  readonly budgets: readonly { readonly text: string; readonly limit: number }[]
  /** Index into `runs`, oldest first; the columns below have the same length. */
  readonly run: readonly number[]
  readonly median: readonly number[]
  readonly low: readonly number[]
  readonly high: readonly number[]
  readonly count: readonly number[]
  /** 1 on the base branch, 0 on a side branch or pull request. */
  readonly base: readonly (0 | 1)[]
  readonly verdict: readonly (VerdictState | null)[]
  readonly changes: readonly ChartChange[]
  /** Points that people left out, with the reason: drawn hollow, part of nothing else. */
  readonly excluded: readonly { readonly index: number; readonly reason: string }[]
  readonly baseline: {
    readonly fromIndex: number
    readonly value: number
    readonly low: number
    readonly high: number
    readonly runs: number
  } | null
  /** Of the last runs; `run` is an index into `runs`. */
  readonly samples: readonly { readonly run: number; readonly values: readonly number[] }[]
  /** The trend and the distribution in words. */
  readonly trendSentence: string
  readonly samplesSentence: string
}

/** A change on the chart. */
export interface ChartChange {
  /** Index into the series' columns. */
  readonly index: number
  readonly better: boolean
  readonly confirmed: boolean
  /** People accepted it as the new normal, or say that a level begins here: no alarm, neither better nor worse. */
  readonly accepted: boolean
  /** `step +15 %`, `step +15 % accepted: checks every input` */
  readonly label: string
  /** `step of +15 % [+12 %, +17 %], confirmed, p < 0.001, 3 Nov 2026` */
  readonly title: string
}

export function chartDocument(
  report: CaseReport,
  project: ReportProject,
  environmentName: EnvironmentNames,
  notes: readonly NoteMark[] = [],
): ChartDocument {
  const { runs, indexOf } = runColumns(report)
  return {
    runs,
    notes,
    commits: report.commits.map((commit) => commitView(commit, project)!),
    series: report.series.map((series) => ({
      ...identity(series, environmentName),
      ...columns(series, indexOf),
      changes: chartChanges(series),
      excluded: series.excluded.map(({ index, reason }) => ({ index, reason })),
      baseline: series.baseline && baselineOf(series.baseline),
      samples: series.recentSamples.map(({ runId, samples }) => ({
        run: indexOf(runId),
        values: samples.map(compact),
      })),
      trendSentence: seriesSentence(series),
      samplesSentence: distributionSentence(series),
    })),
  }
}

function identity(series: SeriesReport, environmentName: EnvironmentNames) {
  return {
    metric: series.metric.name,
    unit: series.metric.unit,
    environment: series.environment,
    environmentName: environmentName(series.environment).full,
    budgets: series.budgets.map(({ text, limit }) => ({ text, limit })),
  }
}

/** The runs of all series, each once. Series come in commit order, so the longest gives the order; others only add what it lacks. */
function runColumns(report: CaseReport) {
  const places = new Map<string, number>()
  const runs = { id: [] as string[], startedAt: [] as string[], commit: [] as number[] }
  const longestFirst = [...report.series].sort((a, b) => b.points.runId.length - a.points.runId.length)
  for (const { points } of longestFirst) {
    points.runId.forEach((id, index) => {
      if (places.has(id)) return
      places.set(id, runs.id.length)
      runs.id.push(id)
      runs.startedAt.push(points.startedAt[index]!)
      runs.commit.push(points.commit[index]!)
    })
  }
  return { runs, indexOf: (id: string) => places.get(id) ?? -1 }
}

function columns(series: SeriesReport, indexOf: (id: string) => number) {
  const { points } = series
  return {
    run: points.runId.map(indexOf),
    median: points.median.map(compact),
    low: points.low.map(compact),
    high: points.high.map(compact),
    count: points.count,
    base: points.base.map((base) => (base ? 1 : 0)),
    verdict: points.verdict,
  }
}

/** Changes, and accepted new normals that no change was found at, in the order of their points. */
function chartChanges(series: SeriesReport): ChartChange[] {
  const changes = series.changes.flatMap((change) => chartChange(series, change))
  const told = new Set(changes.filter(({ accepted }) => accepted).map(({ index }) => index))
  const others = series.accepted.filter(({ index }) => !told.has(index)).map(acceptedLevel)
  return [...changes, ...others].sort((a, b) => a.index - b.index)
}

function acceptedLevel({ index, reason }: SeriesReport['accepted'][number]): ChartChange {
  const title = acceptedText(reason)
  return {
    index,
    better: false,
    confirmed: true,
    accepted: true,
    label: clipped(fill(shared.chartAcceptedLevel, reason)),
    title,
  }
}

/** `accepted as the new normal: checks every input` */
export function acceptedText(reason: string): string {
  return fill(shared.chartAcceptedBecause, reason)
}

const LABEL_LETTERS = 44

function clipped(text: string): string {
  const letters = [...text]
  return letters.length > LABEL_LETTERS ? `${letters.slice(0, LABEL_LETTERS - 1).join('')}…` : text
}

function chartChange(series: SeriesReport, change: ChangeSummary): ChartChange[] {
  const index = series.points.runId.indexOf(change.runId)
  if (index < 0) return []
  const text = changeText(change.change)
  const label = `${kindText(change.kind)} ${text.value}`
  const { accepted } = change
  const title = fill(
    shared.chartChange,
    kindText(change.kind),
    text.value,
    text.interval,
    changeStateText(change.state),
    pValueText(change.pValue),
    momentText(change.startedAt).day,
  )
  return [
    {
      index,
      better: change.better,
      confirmed: change.state !== 'suspected',
      accepted: accepted !== null,
      label: accepted ? clipped(fill(shared.chartAcceptedLabel, label, accepted.reason)) : label,
      title: accepted ? `${title}; ${acceptedText(accepted.reason)}` : title,
    },
  ]
}

function baselineOf({ fromIndex, estimate, runs }: NonNullable<SeriesReport['baseline']>) {
  const { value, low, high } = estimate
  return { fromIndex, value: compact(value), low: compact(low), high: compact(high), runs }
}

function compact(value: number): number {
  return Number(value.toPrecision(7))
}
