import type { SeriesHistory } from '../analyze/analyze-series.ts'
import type { Programs } from '../analyze/programs.ts'
import type { RunInfo, SeriesKey } from '../ledger/series.ts'
import type { SeriesMarks } from '../stewardship.ts'

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
