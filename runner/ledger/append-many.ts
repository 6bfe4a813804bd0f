import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import type { MeasuredRun } from '../measure/record.ts'
import { appendRuns } from './append.ts'
import { type ChunkSource, writeChunk } from './chunk-file.ts'
import { divideIntoChunks } from './compaction-plan.ts'
import { type Ask, openDatabase, select } from './duckdb.ts'
import { writeFault } from './faults.ts'
import { makeFolders, syncFolder } from './folders.ts'
import { ledgerFile } from './layout.ts'
import { asMessages } from './read-faults.ts'
import { rowsOf } from './rows.ts'
import { assertValidRun } from './valid.ts'
import { fileViews, rankTable } from './views.ts'
import { writeParquet } from './write-parquet.ts'

/** From this many runs in a month on a chunk is worth it. */
const FEWEST_IN_CHUNK = 3

/**
 * Appends a whole history, for imports: month by month as chunks, as if the runs had been appended one by one and then been compacted,
 * but with a file per thousand runs instead of one per run. Each chunk is compared row by row with what was to be written before it
 * gets its name. The runs must not be in the ledger yet, each once.
 * Throws PerfledgerError where a run holds values that are no numbers, before anything is written, or where it cannot be written; the
 * months that were written then stay.
 */
export async function appendHistory(folder: string, runs: readonly MeasuredRun[]): Promise<void> {
  for (const run of runs) assertValidRun(run)
  const fileOf = ({ header }: MeasuredRun) => ledgerFile(folder, 'runs', header.id, header.startedAt)
  const byMonth = Map.groupBy(runs, (run) => path.dirname(fileOf(run)))
  for (const [month, some] of byMonth) {
    if (some.length < FEWEST_IN_CHUNK) await appendRuns(folder, some)
    else await appendMonth(folder, month, some)
  }
}

async function appendMonth(folder: string, month: string, runs: readonly MeasuredRun[]): Promise<void> {
  try {
    await makeFolders(month)
    // Readers look into no folder that begins with a dot.
    const waiting = await mkdtemp(path.join(folder, '.waiting-'))
    try {
      const file = path.join(waiting, 'rows.parquet')
      await writeParquet('run_rows', runs.flatMap(rowsOf), file)
      await chunksFrom(file, folder, month, runs)
      await syncFolder(month)
    } finally {
      await rm(waiting, { recursive: true, force: true })
    }
  } catch (error) {
    throw writeFault(
      `The history of ${path.basename(path.dirname(month))}, ${path.basename(month)}`,
      month,
      error,
    )
  }
}

async function chunksFrom(
  file: string,
  ledger: string,
  folder: string,
  runs: readonly MeasuredRun[],
): Promise<void> {
  const database = await openDatabase({ threads: 1 })
  try {
    const seen = { folder: ledger, runFiles: [file], verdictFiles: [] }
    const ask: Ask = (sql, values) =>
      asMessages(database.connection, seen, () => select(database.connection, sql, values))
    for (const view of fileViews([file], [])) await ask(view)
    await ask(rankTable())
    const source: ChunkSource = { database, ask, part: 'runs', folder, ranksOf: undefined }
    const sizes = new Map(runs.map((run) => [run.header.id, valuesIn(run)]))
    for (const { runIds, closed } of divideIntoChunks(sizes))
      await writeChunk(source, new Map(runIds.map((id) => [id, file])), closed)
  } finally {
    database.close()
  }
}

/** Numbers in the rows of a run, as a compaction counts them. */
function valuesIn({ cases }: MeasuredRun): number {
  return cases
    .flatMap(({ metrics }) => metrics)
    .reduce((sum, { samples, warmupSamples }) => sum + 20 + samples.length + warmupSamples.length, 0)
}
