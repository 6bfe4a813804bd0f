import { openDatabase, quotedFiles, select } from './duckdb.ts'

/** The runs that each of these files of a ledger holds something of, by file. Reads one column. */
export async function runIdsIn(files: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  if (files.length === 0) return new Map()
  const database = await openDatabase()
  try {
    const rows = await select<{ filename: string; run_id: string }>(
      database.connection,
      `SELECT DISTINCT filename, run_id FROM read_parquet(${quotedFiles(files)}, filename = true, hive_partitioning = false)`,
    )
    const byFile = Map.groupBy(rows, ({ filename }) => filename)
    return new Map(files.map((file) => [file, (byFile.get(file) ?? []).map(({ run_id }) => run_id)]))
  } finally {
    database.close()
  }
}
