import type { NamedRuns, Trend } from '../analyze/analysis.ts'
import { analyzeNewest, type History } from '../analyze/analyze-run.ts'
import { analyzeSeries, type SeriesHistory } from '../analyze/analyze-series.ts'
import { baseRuns } from '../analyze/base-runs.ts'
import { type ProgramOf, programsIn } from '../analyze/programs.ts'
import { changeSentence, quietSentence } from '../analyze/sentences.ts'
import { loadConfig } from '../config/load.ts'
import { nearest } from '../config/nearest.ts'
import { loadBaselines, loadStewardship, type NamedBaseline } from '../config/stewardship-files.ts'
import { ExitCode, UsageError } from '../errors.ts'
import { seriesId } from '../ledger/identity.ts'
import { openLedger } from '../ledger/open.ts'
import type { Ledger, Point, RunInfo, Series } from '../ledger/series.ts'
import type { RecordedVerdict } from '../ledger/verdicts.ts'
import { caseId, fullCaseTitle } from '../plan/identity.ts'
import type { CaseKey } from '../plan/plan.ts'
import { standingsIn } from '../report/change-standing.ts'
import { analyzeMarked, type Marks, marksIn, steward } from '../stewardship.ts'
import { formatChange, formatEstimate, formatIn, formatRatio, scaleOf } from '../units.ts'
import { findRunsIn } from './find-run.ts'
import { baseBranchOf, commitOrderIn } from './publish-report.ts'
import { brailleChart } from './series-chart.ts'

export interface ShowOptions {
  readonly config: string
  /** A part of the title of a case: `parse`, `parser/parse (size=small)`. */
  readonly what: string
  readonly metric?: string | undefined
  readonly environment?: string | undefined
  /** A named baseline to compare the newest point with. */
  readonly against?: string | undefined
}

export interface ShowEffects {
  readonly env: NodeJS.ProcessEnv
  readonly print: (text: string) => void
  readonly width: number
}

const realEffects: ShowEffects = {
  env: process.env,
  print: (text) => process.stdout.write(text),
  width: process.stdout.columns ?? 80,
}

const MOST_SERIES = 12
const POINTS_LISTED = 5
const CHART_LINES = 5

/** `perfledger show parse`: series as text: a chart, the newest points, what changed when. */
export async function show(options: ShowOptions, effects: ShowEffects = realEffects): Promise<ExitCode> {
  const config = await loadConfig(options.config, effects.env)
  const baselines = await loadBaselines(config.ledger)
  const stewardship = await loadStewardship(config.ledger)
  const ledger = await openLedger(config.ledger, { commitOrder: commitOrderIn(config.root) })
  try {
    const [runs, series] = [await ledger.runs(), await ledger.series()]
    const wanted = choose(series, options)
    const context = {
      runById: new Map(runs.map((run) => [run.header.id, run])),
      runs,
      baseBranch: await baseBranchOf(config),
      marks: marksIn({ runs, series }, stewardship),
      programsOf: programsIn(await ledger.artifacts()),
      steward: steward({ runs, series, artifacts: await ledger.artifacts() }, stewardship),
      against:
        options.against === undefined
          ? undefined
          : await namedRuns(options.against, baselines, runs, config.root),
      verdicts: await verdictsOf(ledger, wanted),
      width: Math.max(20, Math.min(effects.width - 2, 100)),
    }
    for (const one of wanted.slice(0, MOST_SERIES)) effects.print(`${seriesText(one, context)}\n`)
    if (wanted.length > MOST_SERIES)
      effects.print(
        `… and ${wanted.length - MOST_SERIES} more series; --metric and a longer name show fewer.\n`,
      )
    return ExitCode.ok
  } finally {
    ledger.close()
  }
}

/** Of `perfledger baseline set`, or else of a tag, a commit or a run. */
async function namedRuns(
  name: string,
  baselines: ReadonlyMap<string, NamedBaseline>,
  runs: readonly RunInfo[],
  root: string,
): Promise<NamedRuns> {
  const kept = baselines.get(name)?.runs
  if (kept !== undefined) return { name, runIds: kept, instead: false }
  const found = await findRunsIn(root, runs, name).catch((cause: unknown) => {
    if (!(cause instanceof UsageError)) throw cause
    throw new UsageError(`There is no baseline '${name}', and no run, commit or tag of that name.`, {
      hint:
        baselines.size === 0
          ? 'Name one: perfledger baseline set v1.0'
          : `There are ${[...baselines.keys()].join(', ')}.`,
      cause,
    })
  })
  return { name, runIds: found.runs.map(({ header }) => header.id), instead: false }
}

/** Series whose case's title has the text; those whose title is the text alone where there are any. */
function choose(series: readonly Series[], { what, metric, environment }: ShowOptions): readonly Series[] {
  const text = what.toLowerCase()
  const named = series.filter(
    ({ key }) =>
      (metric ?? key.metric.name) === key.metric.name && key.environment.startsWith(environment ?? ''),
  )
  const exact = named.filter(({ key }) =>
    [key.case.benchmark, fullCaseTitle(key.case)].some((title) => title.toLowerCase() === text),
  )
  const found =
    exact.length > 0 ? exact : named.filter(({ key }) => fullCaseTitle(key.case).toLowerCase().includes(text))
  if (found.length > 0) return found
  if (series.length === 0)
    throw new UsageError('The ledger holds no series yet.', { hint: 'Measure first: perfledger run' })
  const guess = nearest(what, new Set(series.map(({ key }) => key.case.benchmark)))
  throw new UsageError(
    `No series is called '${what}'${metric === undefined ? '' : ` with a metric ${metric}`}.`,
    {
      hint: guess
        ? `Did you mean '${guess}'?`
        : 'perfledger query "select distinct suite, benchmark, metric from points" lists them.',
    },
  )
}

async function verdictsOf(
  ledger: Ledger,
  series: readonly Series[],
): Promise<ReadonlyMap<string, RecordedVerdict>> {
  const ids = new Set(series.flatMap(({ points }) => points.slice(-POINTS_LISTED).map(({ runId }) => runId)))
  const verdicts = await ledger.verdicts([...ids])
  return new Map(
    verdicts.map((verdict) => [
      verdictId(verdict.runId, caseId(verdict.case), verdict.metric?.name),
      verdict,
    ]),
  )
}

const verdictId = (runId: string, ofCase: string, metric: string | undefined): string =>
  JSON.stringify([runId, ofCase, metric])

interface Context {
  readonly runById: ReadonlyMap<string, RunInfo>
  readonly runs: readonly RunInfo[]
  readonly baseBranch: string
  readonly marks: Marks
  readonly programsOf: (key: CaseKey) => ProgramOf
  /** The history as verdicts see it. */
  readonly steward: History
  readonly against: NamedRuns | undefined
  readonly verdicts: ReadonlyMap<string, RecordedVerdict>
  readonly width: number
}

function seriesText(series: Series, context: Context): string {
  const { key, points } = series
  const marks = context.marks.bySeries.get(seriesId(key))
  const options = { baseBranch: context.baseBranch, programOf: context.programsOf(key.case) }
  const analysis = marks
    ? analyzeMarked(series, context.runs, options, marks)
    : analyzeSeries(series, context.runs, options)
  const machine =
    context.runById.get(points.at(-1)?.runId ?? '')?.header.environment.cpuModel ?? key.environment
  const better = key.metric.direction === 'lower' ? 'lower is better' : 'higher is better'
  return [
    `${printable(fullCaseTitle(key.case))}  ${printable(key.metric.name)} (${better})`,
    `${points.length === 1 ? '1 run' : `${points.length} runs`} on ${printable(machine)} [${key.environment}]`,
    ...chart(series, context.width),
    ...newest(series, context),
    ...changes(series, analysis, context),
    ...comparison(series, context),
    '',
  ].join('\n')
}

function chart({ key, points }: Series, width: number): string[] {
  const values = points.map((point) => point.median)
  const scale = scaleOf(values, key.metric.unit)
  const label = (value: number): string => `${formatIn(scale, value)} ${scale.unit}`.trimEnd()
  const [top, bottom] = [label(Math.max(...values)), label(Math.min(...values))]
  const margin = Math.max(top.length, bottom.length)
  const lines = brailleChart(values, Math.max(10, width - margin - 3), CHART_LINES)
  return lines.map((line, row) => {
    const text = row === 0 ? top : row === lines.length - 1 ? bottom : ''
    return `${text.padStart(margin)} ┤${line}`
  })
}

function newest({ key, points }: Series, context: Context): string[] {
  const marks = context.marks.bySeries.get(seriesId(key))
  return points.slice(-POINTS_LISTED).map((point) => {
    const verdict = context.verdicts.get(verdictId(point.runId, caseId(key.case), key.metric.name))
    const excluded = marks?.excluded.find(({ runId }) => runId === point.runId)
    const words = excluded ? `excluded: ${printable(excluded.reason)}` : (verdict?.state ?? '')
    return `  ${place(point.runId, context)}  ${formatEstimate(estimate(point), key.metric.unit)}  ${words}`.trimEnd()
  })
}

const estimate = ({ median, low, high }: Point) => ({ value: median, low, high })

/** `2026-11-20  9d55ab4`. */
function place(runId: string, { runById }: Context): string {
  const header = runById.get(runId)?.header
  return `${header?.startedAt.slice(0, 10) ?? runId}  ${(header?.commit?.sha ?? '').slice(0, 9).padEnd(9)}`
}

function changes(series: Series, { changePoints, trend }: SeriesHistory, context: Context): string[] {
  const marks = context.marks.bySeries.get(seriesId(series.key))
  const accepted = marks?.accepted
  const base = baseRuns(context.runs, context.baseBranch)
  const standings = standingsIn(series, changePoints, (runId) => base.byId.has(runId), marks)
  const shifts = changePoints.map(({ runId, change, better, kind }, index) => {
    const word = better ? 'better' : 'worse'
    const { state, fixedBy } = standings[index]!
    const by = fixedBy
      ? ` by ${context.runById.get(fixedBy.runId)?.header.commit?.sha.slice(0, 9) ?? fixedBy.runId}`
      : ''
    return `  ${place(runId, context)}  ${kind} ${formatRatio(change.value)} ${word}${state === 'confirmed' ? '' : `, ${state}${by}`}`
  })
  const agreed = (accepted ?? []).map(
    ({ runId, reason }) => `  ${place(runId, context)}  accepted: ${printable(reason)}`,
  )
  const drift =
    trend === undefined || !['improving', 'degrading'].includes(trend.direction)
      ? []
      : [
          `  trend: ${trend.direction}, ${slopeText(trend)}${trend.lastRuns === undefined ? '' : ` in the last ${trend.lastRuns} runs`}`,
        ]
  const lines = [...shifts, ...agreed, ...drift]
  return lines.length === 0 ? [] : ['Changes:', ...lines]
}

/** At the pace of the runs where that is known. */
function slopeText({ slopePer100, slopePerWeek, slopePer100Commits }: Trend): string {
  const paced = [
    slopePerWeek && `${formatChange(slopePerWeek)} per week`,
    slopePer100Commits && `${formatChange(slopePer100Commits)} per 100 commits`,
  ].filter(Boolean)
  return paced.length > 0 ? paced.join(', ') : `${formatChange(slopePer100)} per 100 runs`
}

/** The newest runs against those that have a name, as a verdict would tell it. */
function comparison({ key }: Series, { steward: history, baseBranch, against }: Context): string[] {
  if (against === undefined) return []
  const series = history.series.find((one) => seriesId(one.key) === seriesId(key))
  const analysis = series && analyzeNewest(series, history, { baseBranch, baselineFor: () => against })
  const { comparison: compared, lack = '' } = analysis?.sinceBaseline ?? {}
  if (compared === undefined) return [`Against ${against.name}: ${lack || 'nothing was measured here'}.`]
  const sentence = compared.significant ? changeSentence(compared, key.metric.name) : quietSentence(compared)
  return [`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`]
}

/** Names must not steer the terminal. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ')
}
