import { workerData } from 'node:worker_threads'
import type { RunInfo, Series } from '../ledger/series.ts'
import { analyzeMarked } from '../stewardship.ts'
import {
  type AnalysisAnswer,
  type AnalysisJob,
  type AnalysisThreadData,
  NUMBERS_OF_POINT,
} from './analysis-job.ts'
import { answerJobs } from './thread.ts'

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

answerJobs((jobs: readonly AnalysisJob[]) => {
  const { runs, baseBranch } = workerData as AnalysisThreadData
  return jobs.map((job): AnalysisAnswer => {
    const series = { key: job.key, points: pointsOf(job, runs) }
    const programOf = (runId: string) => job.programs?.get(runId)
    return { place: job.place, analysis: analyzeMarked(series, runs, { baseBranch, programOf }, job.marks) }
  })
})
