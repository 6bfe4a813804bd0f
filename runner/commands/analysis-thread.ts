import { parentPort, workerData } from 'node:worker_threads'
import type { SeriesHistory } from '../analyze/analyze-series.ts'
import type { Programs } from '../analyze/programs.ts'
import type { RunInfo, Series, SeriesKey } from '../ledger/series.ts'
import { analyzeMarked, type SeriesMarks } from '../stewardship.ts'

/** What all series of a history have in common. */
export interface AnalysisThreadData {
  readonly runs: readonly RunInfo[]
  readonly baseBranch: string
}

/** A series as columns, which cross over to a thread at no cost. */
export interface AnalysisJob {
  /** Given back with the answer. */
  readonly place: number
  readonly key: SeriesKey
  /** Places of the points' runs in `runs`. */
  readonly runs: Uint32Array
  /** Five for each point: median, MAD, count, low, high. */
  readonly numbers: Float64Array
  readonly marks: SeriesMarks | undefined
  readonly programs: Programs | undefined
}

export interface AnalysisAnswer {
  readonly place: number
  readonly analysis: SeriesHistory
}

/** How many numbers stand for a point. */
export const NUMBERS_OF_POINT = 5

function pointsOf({ runs: places, numbers }: AnalysisJob, runs: readonly RunInfo[]): Series['points'] {
  return Array.from(places, (place, index) => {
    const at = index * NUMBERS_OF_POINT
    return {
      runId: runs[place]!.header.id,
      median: numbers[at]!,
      mad: numbers[at + 1]!,
      count: numbers[at + 2]!,
      low: numbers[at + 3]!,
      high: numbers[at + 4]!,
    }
  })
}

parentPort?.on('message', (jobs: readonly AnalysisJob[]) => {
  const { runs, baseBranch } = workerData as AnalysisThreadData
  const answers = jobs.map((job): AnalysisAnswer => {
    const series = { key: job.key, points: pointsOf(job, runs) }
    const programOf = (runId: string) => job.programs?.get(runId)
    return { place: job.place, analysis: analyzeMarked(series, runs, { baseBranch, programOf }, job.marks) }
  })
  parentPort?.postMessage(answers)
})
