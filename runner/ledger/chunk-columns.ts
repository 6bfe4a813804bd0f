import type { SqlType } from './schema.ts'

/**
 * What a chunk of many runs has beyond the columns of `schema.ts`: summaries, computed once when the runs were
 * compacted, so that points are read without their samples and runs without their cases. A reader that does not know
 * these columns loses nothing.
 */
export const chunkColumns = {
  /** True in one row of each run. These rows come first in a chunk. */
  first_of_run: 'BOOLEAN',
  /** Of the run, on each of its rows. */
  cases: 'BIGINT',
  failed_cases: 'BIGINT',
  /** The point that the row gives (see the view `points`); NULL where it gives none. */
  median: 'DOUBLE',
  mad: 'DOUBLE',
  low: 'DOUBLE',
  high: 'DOUBLE',
  /** Samples behind the point, that is the length of `samples`; NULL where the row gives no point. */
  point_count: 'INTEGER',
} as const satisfies Readonly<Record<string, SqlType>>

/** Entry of a chunk's metadata: `true` where it is as large as chunks get, so that it is never written anew. */
export const closedKey = 'perfledger_closed'
