import type { MeasuredRun } from '../measure/record.ts'
import { openDatabase, select } from './duckdb.ts'
import { runOf } from './measured.ts'
import { asMessages, assertKnownVersions } from './read-faults.ts'
import type { RunRow } from './schema.ts'
import { fileViews } from './views.ts'

/**
 * Every run in these Parquet files, oldest first, each once: of a run that is in several files, the first file's. The files
 * need not lie in a ledger.
 * Throws PerfledgerError that names a file that is damaged, foreign, or written by a newer perfledger.
 */
export async function readRunsIn(files: readonly string[]): Promise<MeasuredRun[]> {
  const database = await openDatabase()
  const ask = <Row>(sql: string): Promise<Row[]> =>
    asMessages(database.connection, { folder: '', runFiles: files, verdictFiles: [] }, () =>
      select<Row>(database.connection, sql),
    )
  try {
    for (const view of fileViews(files, [])) await ask(view)
    await assertKnownVersions(ask)
    const rows = await ask<RunRow & { filename: string }>(
      'FROM filed_rows ORDER BY started_at, run_id, filename',
    )
    const byRun = Map.groupBy(rows, ({ run_id }) => run_id)
    return [...byRun.values()].flatMap(
      (same) => runOf(same.filter(({ filename }) => filename === same[0]?.filename)) ?? [],
    )
  } finally {
    database.close()
  }
}
