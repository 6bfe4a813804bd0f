import type { RunPageCase } from '../../../runner/report/model.ts'
import { scaleOf } from '../../../runner/units.ts'
import { fill, words } from '../../words.ts'
import { type ChartDocument, type ChartSeries, chartDocument } from '../chart-data.ts'
import { type Comparison, compareRuns } from '../compare.ts'
import { environmentNames } from '../environments.ts'
import { momentText, plural, precise, quantityText } from '../format.ts'
import { nearest } from '../nearest.ts'
import { pickRun, picksDocument, suggestions } from '../pick-run.ts'
import type { ReportDoor } from '../report.ts'
import { type Frame, type TrendPicture, trendPicture } from '../trend-picture.ts'
import { urls } from '../urls.ts'
import { type VerdictMark, verdictMark } from '../verdicts.ts'
import { type BudgetView, nearestBudgets } from '../views/budgets.ts'
import { type Note, NoteError, placeOf } from './note.ts'
import { noteMarks } from './note-marks.ts'
import { caseNamed, casesNamed, pointSince, seriesNamed } from './references.ts'

/** What a component may be asked; everything comes from a person's text and is checked. */
export type Props = Readonly<Record<string, unknown>>

/** A component in a note: who asks, and where the answers are. */
export interface Live {
  readonly note: Note
  readonly door: ReportDoor
}

export interface LiveTrend {
  readonly title: string
  readonly metric: string
  readonly href: string
  /** `12.4 ms`: the newest value. */
  readonly value: string
  readonly sentence: string
  readonly extent: string
  readonly picture: TrendPicture | undefined
  /** Where a point leads; none where they are too many to be told apart. */
  readonly points: readonly {
    readonly x: number
    readonly y: number
    readonly href: string
    readonly text: string
  }[]
  readonly firstDay: string
  readonly lastDay: string
  /** The picture has no axis of values: what its lowest and highest point are, in words. */
  readonly span: string
  /** Of this note, if it has a place in the picture. */
  readonly markX: number | null
}

function spanOf(picture: TrendPicture, medians: readonly number[], text: (value: number) => string): string {
  const shown = picture.points.map(({ index }) => medians[index]!).sort((a, b) => a - b)
  return fill(words.noteLowestHighest, text(shown[0]!), text(shown.at(-1)!))
}

const FRAME: Frame = { width: 720, height: 220, left: 2, right: 10, top: 34, bottom: 6 }
const MOST_LINKED_POINTS = 120

/** `<Trend benchmark="…" metric? since? environment?/>`: the series over time. */
export function liveTrend({ note, door }: Live, props: Props): LiveTrend {
  const said = read(note, 'Trend', props, ['benchmark'], ['metric', 'since', 'environment'])
  const index = door.index()
  const { slug, title } = caseNamed(note, said.benchmark!, index)
  const document = chartDocument(door.caseData(slug))
  const { runs, commits } = document
  const series = seriesNamed(note, title, document.series, said.metric, said.environment, index)
  const from = said.since === undefined ? 0 : pointSince(note, title, document, series, said.since)
  const picture = trendPicture(series, FRAME, from)
  const { run, median, metric, environment } = series
  const newest = median.at(-1)
  const scale = scaleOf([newest ?? 0], series.unit)
  const text = (value: number) => quantityText(value, precise(scale, value))
  const linked = picture && picture.points.length <= MOST_LINKED_POINTS ? picture.points : []
  const days = (picture?.points ?? []).map(({ index: at }) => momentText(runs.startedAt[run[at]!]!).day)
  return {
    title,
    metric,
    href: urls.benchmark(slug, {
      metric,
      environment,
      from: from > 0 ? runs.id[run[from]!] : undefined,
    }),
    value: newest === undefined ? '' : text(newest),
    sentence: series.trendSentence,
    extent: [
      plural(run.length - from, 'run'),
      said.since && fill(words.noteSince, said.since),
      index.environments.length > 1 && environmentNames(index.environments)(environment).short,
    ]
      .filter(Boolean)
      .join(', '),
    picture,
    points: linked.map(({ x, y, index: at }) => ({
      x,
      y,
      href: urls.run(runs.id[run[at]!]!),
      text: [
        text(median[at]!),
        momentText(runs.startedAt[run[at]!]!).day,
        commits[runs.commit[run[at]!]!]?.short,
      ]
        .filter(Boolean)
        .join(', '),
    })),
    firstDay: days[0] ?? '',
    lastDay: days.at(-1) ?? '',
    span: picture ? spanOf(picture, median, text) : '',
    markX: picture ? markIn(note, document, series, picture) : null,
  }
}

function markIn(
  note: Note,
  document: ChartDocument,
  { run }: ChartSeries,
  picture: TrendPicture,
): number | null {
  const [mark] = noteMarks([{ ...note, href: '' }], document)
  if (!mark) return null
  const { runs } = document
  const ofCommit = picture.points.find(
    ({ index }) => mark.commit >= 0 && runs.commit[run[index]!] === mark.commit,
  )
  const after = picture.points.findIndex(({ index }) => Date.parse(runs.startedAt[run[index]!]!) >= mark.atMs)
  // Before the first point or after the last it has no place.
  return (ofCommit ?? (after > 0 ? picture.points[after] : undefined))?.x ?? null
}

export interface LiveComparison {
  readonly base: string
  readonly head: string
  readonly href: string
  readonly sentence: string
  readonly differences: readonly string[]
  readonly rows: Comparison['rows']
  readonly omitted: number
}

const MOST_ROWS = 12

/** `<Compare base="v1.2" head="latest" benchmark? metric?/>`: two runs against each other. */
export function liveComparison({ note, door }: Live, props: Props): LiveComparison {
  const said = read(note, 'Compare', props, ['base', 'head'], ['benchmark', 'metric'])
  const index = door.index()
  const picks = picksDocument(index, door.runs().runs, Number.POSITIVE_INFINITY)
  const run = (asked: string, environment?: string) =>
    pickRun(asked, picks, environment) ?? unknownRun(note, asked, picks)
  const head = run(said.head!)
  const base = run(said.base!, head.environment)
  const [before, after] = [base, head].map(({ id }) => door.runDocument(id))
  const slugs =
    said.benchmark === undefined
      ? undefined
      : new Set<string | null>(casesNamed(note, said.benchmark, index).map(({ slug }) => slug))
  const narrowed = (document: NonNullable<typeof before>) => ({
    ...document,
    cases: document.cases
      .filter(({ slug }) => slugs === undefined || slugs.has(slug))
      .map((one) => ({
        ...one,
        metrics: one.metrics.filter(({ name }) => said.metric === undefined || name === said.metric),
      }))
      .filter(({ metrics }) => said.metric === undefined || metrics.length > 0),
  })
  const comparison = compareRuns(narrowed(before!), narrowed(after!))
  const isTold = ({ certainty }: Comparison['rows'][number]) =>
    certainty === 'clear' || certainty === 'absent'
  const rows = slugs === undefined ? comparison.rows.filter(isTold) : comparison.rows
  return {
    base: said.base!,
    head: said.head!,
    href: urls.compare({ base: base.id, head: head.id }),
    sentence: comparison.sentence,
    differences: comparison.differences,
    rows: rows.slice(0, MOST_ROWS),
    omitted: Math.max(0, rows.length - MOST_ROWS),
  }
}

function unknownRun(note: Note, asked: string, picks: Parameters<typeof suggestions>[0]): never {
  const meant = nearest(
    asked,
    suggestions(picks).map(({ value }) => value),
  )
  const advice = meant
    ? `Did you mean ${JSON.stringify(meant)}?`
    : 'Name a tag, a branch, a pull request (#12), a commit, a run, or latest.'
  throw new NoteError(`${placeOf(note, asked)}: no run of the ledger is ${JSON.stringify(asked)}. ${advice}`)
}

export interface LiveVerdict {
  readonly mark: VerdictMark
  readonly title: string
  readonly href: string
  /** Which metric, which run; empty for the newest verdict of the case. */
  readonly of: string
}

/** `<Verdict benchmark="…" metric? run?/>`: the newest verdict of a case, or the one that a run was given. */
export function liveVerdict({ note, door }: Live, props: Props): LiveVerdict {
  const said = read(note, 'Verdict', props, ['benchmark'], ['metric', 'run'])
  const index = door.index()
  const one = caseNamed(note, said.benchmark!, index)
  if (said.run !== undefined) return verdictOfRun({ note, door }, one, said.run, said.metric)
  const verdict = said.metric === undefined ? one.verdict : seriesNamedIn(note, one, said.metric).verdict
  return {
    mark: verdictMark(verdict),
    title: one.title,
    href: urls.benchmark(one.slug, { metric: said.metric }),
    of: said.metric ?? '',
  }
}

function seriesNamedIn(note: Note, one: ReturnType<typeof caseNamed>, metric: string) {
  const found = one.series.find((each) => each.metric.name === metric)
  if (found) return found
  const names = [...new Set(one.series.map((each) => each.metric.name))].join(', ')
  throw new NoteError(
    `${placeOf(note, metric)}: ${one.title} has no metric ${JSON.stringify(metric)}. It has ${names}.`,
  )
}

function verdictOfRun(
  { note, door }: Live,
  one: ReturnType<typeof caseNamed>,
  asked: string,
  metric: string | undefined,
): LiveVerdict {
  const picks = picksDocument(door.index(), door.runs().runs, Number.POSITIVE_INFINITY)
  const run = pickRun(asked, picks, one.series[0]?.environment) ?? unknownRun(note, asked, picks)
  const ofRun = door.run(run.id).cases.find(({ slug }) => slug === one.slug)
  return {
    mark: verdictMark((metric === undefined ? ofRun?.verdict : verdictOnMetric(ofRun, metric)) ?? null),
    title: one.title,
    href: urls.run(run.id),
    of: [metric, fill(words.noteInRun, asked)].filter(Boolean).join(' '),
  }
}

function verdictOnMetric(one: RunPageCase | undefined, metric: string) {
  const verdict = one?.metrics.find((each) => each.metric.name === metric)?.verdict
  return (
    verdict && {
      ...verdict,
      reasons: verdict.reasons.length > 0 ? verdict.reasons : (one?.verdict?.reasons ?? []),
    }
  )
}

/** `<Budget benchmark? metric?/>`: budgets and how much of each the newest value takes; without a benchmark those nearest to their limit. */
export function liveBudgets({ note, door }: Live, props: Props): readonly BudgetView[] {
  const said = read(note, 'Budget', props, [], ['benchmark', 'metric'])
  const index = door.index()
  const cases = said.benchmark === undefined ? undefined : casesNamed(note, said.benchmark, index)
  const suites = index.suites.map((suite) => ({
    ...suite,
    cases: suite.cases.filter((one) => cases === undefined || cases.includes(one)),
  }))
  const budgets = nearestBudgets({ ...index, suites }).filter(
    ({ metric }) => said.metric === undefined || metric === said.metric,
  )
  if (budgets.length > 0) return budgets
  const what = [said.benchmark, said.metric].filter(Boolean).join(', ') || 'this ledger'
  throw new NoteError(
    `${placeOf(note, said.benchmark ?? '<Budget')}: ${what} has no budget with a measured value. Declare one in perf.config.yaml under \`budgets:\`.`,
  )
}

function read<Required extends string, Optional extends string>(
  note: Note,
  component: string,
  props: Props,
  required: readonly Required[],
  optional: readonly Optional[],
): Partial<Record<Required | Optional, string>> {
  const known: readonly string[] = [...required, ...optional]
  const fail = (piece: string, what: string): never => {
    throw new NoteError(`${placeOf(note, piece)}: <${component}> ${what}. It takes ${known.join(', ')}.`)
  }
  for (const [name, value] of Object.entries(props)) {
    if (!known.includes(name)) fail(`${name}=`, `takes no \`${name}\``)
    if (typeof value !== 'string' || value === '') fail(`${name}=`, `wants a text as \`${name}\``)
  }
  for (const name of required) if (!(name in props)) fail(`<${component}`, `needs \`${name}\``)
  return props as Partial<Record<Required | Optional, string>>
}
