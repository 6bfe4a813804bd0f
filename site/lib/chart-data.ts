import type {
  CaseData,
  CaseDataChange,
  CaseDataSeries,
  ReportBudget,
  VerdictState,
} from '../../runner/report/model.ts'
import { fill, shared } from '../words.ts'
import { changeText, momentText, pValueText } from './format.ts'
import type { NoteMark } from './notes/note-marks.ts'
import { distributionSentence, type SeriesTold, seriesSentence } from './sentences.ts'
import { changeStateText, kindText } from './terms.ts'
import { outsideUrl } from './urls.ts'
import type { CommitView } from './views/commit.ts'

/** What the browser draws a case from: its `CaseData` with everything that was told once told where it belongs, and in words. */
export interface ChartDocument {
  /** Of all series together, in commit order. */
  readonly runs: {
    readonly id: readonly string[]
    readonly startedAt: readonly string[]
    /** Index into `commits`; -1 for none. */
    readonly commit: readonly number[]
  }
  readonly commits: readonly ChartCommit[]
  readonly series: readonly ChartSeries[]
  /** What people wrote about this case, oldest first. */
  readonly notes: readonly NoteMark[]
}

export interface ChartCommit extends CommitView {
  /** The first twelve digits. */
  readonly sha: string
}

/** Which series of a case. */
export interface Selection {
  readonly metric: string
  readonly environment: string
}

export interface ChartSeries extends Selection {
  /** Of its picture: see `urls.chartImage`. */
  readonly slug: string
  readonly unit: string
  readonly budgets: readonly ReportBudget[]
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
  readonly baseline: CaseDataSeries['baseline']
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
  /** `step +15 %`; null where people say that a level begins, and no change was found. */
  readonly size: string | null
  /** `step +15 %`, `step +15 % accepted: checks every input` */
  readonly label: string
  /** `step of +15 % [+12 %, +17 %], confirmed, p < 0.001, 3 Nov 2026` */
  readonly title: string
}

type Runs = ChartDocument['runs']

/** Unpacks the data of a case. */
export function chartDocument(data: CaseData): ChartDocument {
  const runs: Runs = { id: data.runs.id, startedAt: startTimes(data.runs), commit: data.runs.commit }
  const commits = commitsOf(data)
  return {
    runs,
    commits,
    series: data.series.map((one) => chartSeries(one, runs, commits, data.verdicts)),
    notes: [],
  }
}

function startTimes({ startedMs }: CaseData['runs']): string[] {
  let timeMs = 0
  return startedMs.map((step) => {
    timeMs += step
    return new Date(timeMs).toISOString()
  })
}

function commitsOf({ commits, branches, commitUrl }: CaseData): ChartCommit[] {
  const dirty = new Set(commits.dirty)
  return commits.sha.map((sha, index) => ({
    sha,
    short: sha.slice(0, 7),
    subject: commits.subject[index] ?? '',
    href: outsideUrl(commitUrl, { sha }),
    branch: branches[commits.branch[index] ?? -1] ?? '',
    tag: commits.tags[index] ?? '',
    dirty: dirty.has(index),
  }))
}

function chartSeries(
  one: CaseDataSeries,
  runs: Runs,
  commits: readonly ChartCommit[],
  verdicts: readonly VerdictState[],
): ChartSeries {
  const count = one.median.length
  const run = one.run ?? runs.id.map((_, index) => index)
  const startedAt = (index: number) => runs.startedAt[run[index] ?? -1] ?? ''
  const told = toldOf(one, startedAt, (index) => commits[runs.commit[run[index] ?? -1] ?? -1] ?? null)
  return {
    slug: one.slug,
    metric: one.metric,
    unit: one.unit,
    environment: one.environment,
    budgets: one.budgets,
    run,
    median: one.median,
    low: one.low,
    high: one.high,
    count: column(one.count, count),
    base: column(one.base, count),
    verdict: column(one.verdict, count).map((state) => verdicts[state] ?? null),
    changes: chartChanges(one, startedAt),
    excluded: one.excluded,
    baseline: one.baseline,
    samples: one.samples,
    trendSentence: seriesSentence(told),
    samplesSentence: distributionSentence(one.sampled, one.unit),
  }
}

function column<T>(values: T | readonly T[], count: number): readonly T[] {
  return Array.isArray(values) ? (values as readonly T[]) : Array.from({ length: count }, () => values as T)
}

function toldOf(
  one: CaseDataSeries,
  startedAt: (index: number) => string,
  commit: (index: number) => ChartCommit | null,
): SeriesTold {
  const out = new Set(one.excluded.map(({ index }) => index))
  const last = one.median.findLastIndex((_, index) => !out.has(index))
  return {
    metric: { name: one.metric, unit: one.unit },
    runs: { counted: one.median.length - out.size, excluded: out.size },
    sampled: one.sampled,
    latest:
      last < 0
        ? null
        : { value: one.median[last]!, low: one.low[last]!, high: one.high[last]!, confidence: 0.95 },
    accepted: one.accepted.map(({ index, reason }) => ({ reason, startedAt: startedAt(index) })),
    changes: one.changes.map(({ index, ...change }) => ({
      ...change,
      startedAt: startedAt(index),
      commit: commit(index),
    })),
    trend: one.trend,
  }
}

/** Changes, and accepted new normals that no change was found at, in the order of their points. */
function chartChanges(series: CaseDataSeries, startedAt: (index: number) => string): ChartChange[] {
  const changes = series.changes.map((change) => chartChange(change, startedAt(change.index)))
  const told = new Set(changes.filter(({ accepted }) => accepted).map(({ index }) => index))
  const others = series.accepted.filter(({ index }) => !told.has(index)).map(acceptedLevel)
  return [...changes, ...others].sort((a, b) => a.index - b.index)
}

function acceptedLevel({ index, reason }: CaseDataSeries['accepted'][number]): ChartChange {
  return {
    index,
    better: false,
    confirmed: true,
    accepted: true,
    size: null,
    label: clipped(fill(shared.chartAcceptedLevel, reason)),
    title: acceptedText(reason),
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

function chartChange(change: CaseDataChange, startedAt: string): ChartChange {
  const { index, kind, state, better, accepted, pValue } = change
  const text = changeText(change.change)
  const size = `${kindText(kind)} ${text.value}`
  const title = fill(
    shared.chartChange,
    kindText(kind),
    text.value,
    text.interval,
    changeStateText(state),
    pValueText(pValue),
    momentText(startedAt).day,
  )
  return {
    index,
    better,
    confirmed: state !== 'suspected',
    accepted: accepted !== null,
    size,
    label: accepted === null ? size : clipped(fill(shared.chartAcceptedLabel, size, accepted)),
    title: accepted === null ? title : `${title}; ${acceptedText(accepted)}`,
  }
}
