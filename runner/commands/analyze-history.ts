import type { SeriesHistory } from '../analyze/analyze-series.ts'
import { programsByCase } from '../analyze/programs.ts'
import { seriesId } from '../ledger/identity.ts'
import type { RunArtifact, RunInfo, Series } from '../ledger/series.ts'
import { caseId } from '../plan/identity.ts'
import { analyzeMarked, type SeriesMarks } from '../stewardship.ts'
import { analysisKeys, type KnownOfSeries, loadAnalyses, saveAnalyses } from './analysis-cache.ts'
import { type AnalysisAnswer, type AnalysisJob, NUMBERS_OF_POINT } from './analysis-job.ts'
import { besideModule, inThreads } from './thread-pool.ts'

/** From so many points on, starting threads takes less time than they save. */
const POINTS_FOR_THREADS = 50_000
/** Points that a thread is given at once, about. */
const POINTS_AT_ONCE = 10_000

export interface HistoryToAnalyze {
  readonly runs: readonly RunInfo[]
  readonly series: readonly Series[]
  readonly marks?: ReadonlyMap<string, SeriesMarks> | undefined
  /** Which program each case of each run measured, as far as known. */
  readonly artifacts?: readonly RunArtifact[] | undefined
  readonly baseBranch: string
}

/** The analyses of all series of a history, by `seriesId`: those that are not known from the last time are made, in threads where they are many. */
export async function analyzeHistory(
  history: HistoryToAnalyze,
  cacheFile: string,
  { pointsForThreads = POINTS_FOR_THREADS } = {},
): Promise<ReadonlyMap<string, SeriesHistory>> {
  const known = await loadAnalyses(cacheFile)
  const keyOf = analysisKeys(history.runs, history.baseBranch)
  const programsOf = programsByCase(history.artifacts ?? [])
  const keyed = history.series.map((series) => {
    const id = seriesId(series.key)
    const known = { marks: history.marks?.get(id), programs: programsOf.get(caseId(series.key.case)) }
    return { id, series, ...known, key: keyOf(series, known) }
  })
  const unknown = keyed.filter(({ key }) => !known.has(key))
  const points = unknown.reduce((sum, { series }) => sum + series.points.length, 0)
  const made = await (points < pointsForThreads ? analyzeHere : analyzeInThreads)(unknown, history)
  const analyses = new Map(keyed.map(({ key }) => [key, known.get(key) ?? made.get(key)!]))
  if (unknown.length > 0 || known.size > analyses.size) await saveAnalyses(cacheFile, analyses)
  return new Map(keyed.map(({ id, key }) => [id, analyses.get(key)!]))
}

interface Keyed extends KnownOfSeries {
  readonly key: string
  readonly series: Series
}

type Analyze = (
  unknown: readonly Keyed[],
  history: HistoryToAnalyze,
) => Promise<ReadonlyMap<string, SeriesHistory>>

const analyzeHere: Analyze = async (unknown, { runs, baseBranch }) =>
  new Map(
    unknown.map(({ key, series, marks, programs }) => {
      const programOf = (runId: string) => programs?.get(runId)
      return [key, analyzeMarked(series, runs, { baseBranch, programOf }, marks)]
    }),
  )

const analyzeInThreads: Analyze = async (unknown, { runs, baseBranch }) => {
  const made = new Map<string, SeriesHistory>()
  const file = besideModule(import.meta.url, 'analysis-thread')
  const answers = inThreads<AnalysisJob[], AnalysisAnswer[]>(
    file,
    { runs, baseBranch },
    jobsOf(unknown, runs),
  )
  for await (const some of answers) {
    for (const { place, analysis } of some) made.set(unknown[place]!.key, analysis)
  }
  return made
}

/** The longest series first, so that no thread is left alone with one at the end. */
function jobsOf(unknown: readonly Keyed[], runs: readonly RunInfo[]): AnalysisJob[][] {
  const placeOfRun = new Map(runs.map(({ header }, place) => [header.id, place]))
  const jobs = unknown
    .map((one, place): AnalysisJob => jobOf(one, place, placeOfRun))
    .sort((a, b) => b.runs.length - a.runs.length)
  const batches: AnalysisJob[][] = []
  let points = POINTS_AT_ONCE
  for (const job of jobs) {
    if (points + job.runs.length > POINTS_AT_ONCE) {
      batches.push([])
      points = 0
    }
    batches.at(-1)!.push(job)
    points += job.runs.length
  }
  return batches
}

function jobOf(
  { series: { key, points }, marks, programs }: Keyed,
  place: number,
  placeOfRun: ReadonlyMap<string, number>,
): AnalysisJob {
  const numbers = new Float64Array(points.length * NUMBERS_OF_POINT)
  for (const [index, { median, mad, count, low, high }] of points.entries()) {
    numbers.set([median, mad, count, low, high], index * NUMBERS_OF_POINT)
  }
  const places = Uint32Array.from(points, ({ runId }) => placeOfRun.get(runId)!)
  return { place, key, runs: places, numbers, marks, programs }
}
