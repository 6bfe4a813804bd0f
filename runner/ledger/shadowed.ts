import { PerfledgerError } from '../errors.ts'
import { type Ask, quoted } from './duckdb.ts'
import { isChunk, type LedgerPart } from './layout.ts'
import type { LedgerFiles } from './read-faults.ts'
import { runColumns, verdictColumns } from './schema.ts'
import { isThinned, thinnedColumns } from './thin-rows.ts'
import type { Shadowed } from './views.ts'

interface Copies {
  readonly run_id: string
  readonly filenames: readonly string[]
  readonly contents: number
  /** Those whose samples were dropped; null for none. */
  readonly thinned_files: readonly string[] | null
  /** Different copies, those left out whose samples were dropped. */
  readonly whole_contents: number
}

const chunksFirst = `regexp_matches(filename, 'chunk-[0-9a-f]{16}[.]parquet$') DESC, filename`

/** How each part of a ledger tells which files a run is in, and what the files say of it. */
const sources = {
  runs: { owners: 'filed_runs', rows: 'filed_rows', columns: runColumns, table: 'shadowed' },
  verdicts: {
    owners: '(SELECT DISTINCT run_id, filename FROM filed_verdicts)',
    rows: 'filed_verdicts',
    columns: verdictColumns,
    table: 'shadowed_verdicts',
  },
} as const

/**
 * Runs that are in more than one file: what a compaction leaves that was killed, and git, when a ledger that was
 * compacted is merged with one that was not. All copies of a run but one are listed in `shadowed`, those of its verdicts
 * in `shadowed_verdicts`, so that nothing counts twice. Copies that differ are no copies: throws PerfledgerError that
 * names them. A copy whose samples were dropped (see `thin-rows.ts`) is one of the whole run, which is preferred.
 */
export async function findShadowed(ask: Ask, files: LedgerFiles): Promise<Shadowed> {
  return {
    runs: await shadow(ask, 'runs'),
    // Without chunks, each file has the verdicts of the run that it is named after.
    verdicts: files.verdictFiles.some(isChunk) && (await shadow(ask, 'verdicts')),
  }
}

async function shadow(ask: Ask, part: LedgerPart): Promise<boolean> {
  const { owners, rows, columns, table } = sources[part]
  const inMany = `SELECT run_id FROM ${owners} GROUP BY run_id HAVING count(*) > 1`
  const [twice] = await ask(`${inMany} LIMIT 1`)
  if (twice === undefined) return false
  // A compaction gives the version of its own tool to the rows of older ones.
  const content = Object.keys(columns).filter((column) => column !== 'schema_version')
  const lasting = content.filter((column) => part === 'verdicts' || !thinnedColumns.has(column))
  const thin = part === 'runs' ? `bool_or(${isThinned})` : 'false'
  const copies = await ask<Copies>(
    `WITH copies AS (
       SELECT run_id, filename, sum(hash(${content.join(', ')})) AS whole, sum(hash(${lasting.join(', ')})) AS content,
         count(*) AS row_count, ${thin} AS is_thinned
       FROM ${rows} SEMI JOIN (${inMany}) USING (run_id)
       GROUP BY run_id, filename
     )
     SELECT run_id, list(filename ORDER BY filename) AS filenames, count(DISTINCT (content, row_count)) AS contents,
       count(DISTINCT (whole, row_count)) FILTER (NOT is_thinned) AS whole_contents,
       list(filename) FILTER (is_thinned) AS thinned_files
     FROM copies GROUP BY run_id ORDER BY run_id`,
  )
  const conflict = copies.find((copy) => copy.contents > 1 || copy.whole_contents > 1)
  if (conflict !== undefined) throw conflicting(part, conflict)
  await ask(
    `INSERT INTO ${table} SELECT run_id, filename FROM ${owners}
     QUALIFY row_number() OVER (PARTITION BY run_id ORDER BY ${wholeFirst(copies)}, ${chunksFirst}) > 1`,
  )
  return true
}

/** Orders copies of a run: those that have their samples before those that have not. */
function wholeFirst(copies: readonly Copies[]): string {
  const thinned = copies.flatMap(({ run_id, thinned_files }) =>
    (thinned_files ?? []).map((file) => `(${quoted(run_id)}, ${quoted(file)})`),
  )
  return thinned.length === 0 ? 'false' : `(run_id, filename) IN (${thinned.join(', ')})`
}

function conflicting(part: LedgerPart, { run_id, filenames }: Copies): PerfledgerError {
  const what = part === 'runs' ? `Run ${run_id} is` : `The verdicts of run ${run_id} are`
  return new PerfledgerError(
    `${what} in more than one file of the history, and they differ:\n${filenames.map((file) => `  ${file}`).join('\n')}`,
    {
      hint: 'A run never changes once it is kept. Find out which is the true one and move the other out of the ledger; perfledger verify tells which files are not as they were written.',
    },
  )
}
