import path from 'node:path'
import { checkReadable } from './check.ts'
import { type Ask, type Database, type DatabaseSettings, openDatabase, quotedList, select } from './duckdb.ts'
import { listLedgerFiles } from './layout.ts'
import { headerOf, runOf } from './measured.ts'
import { orderRuns } from './order.ts'
import { asMessages, assertKnownVersions, type LedgerFiles } from './read-faults.ts'
import { type RunColumns, type RunRow, runColumns, type VerdictRow } from './schema.ts'
import type { Ledger, RunInfo } from './series.ts'
import { seriesReader } from './series-reader.ts'
import { findShadowed } from './shadowed.ts'
import { verdictOf } from './verdict-rows.ts'
import { fileViews, ledgerViews, selectFrom } from './views.ts'

export interface OpenOptions extends DatabaseSettings {
  /**
   * Git's topological ranks of the commits that it knows, ancestors lower; called once, with every commit of the
   * ledger. Without it, or for commits it leaves out, the recorded parents, positions and times decide.
   */
  readonly commitOrder?: ((shas: readonly string[]) => Promise<ReadonlyMap<string, number>>) | undefined
}

/**
 * Opens the ledger in `folder` for reading, as it is now: files that appear later are not seen. An absent folder is an
 * empty ledger. Nothing in the folder is ever changed.
 * Throws PerfledgerError where a file is damaged, foreign, or written by a newer perfledger; it names the file.
 */
export async function openLedger(folder: string, options: OpenOptions = {}): Promise<Ledger> {
  return ledgerOver(await openViews(folder, options))
}

/** A database that holds the views of `views.ts` over the files of a ledger. Close it when done. */
export interface LedgerDatabase {
  readonly database: Database
  readonly ask: Ask
  readonly files: LedgerFiles
  /** All runs in commit order. */
  readonly runIds: readonly string[]
}

/** {@link openLedger} for those who ask in SQL themselves. */
export async function openViews(folder: string, options: OpenOptions = {}): Promise<LedgerDatabase> {
  await checkReadable(folder)
  const [runFiles, verdictFiles] = await Promise.all([
    listLedgerFiles(folder, 'runs'),
    listLedgerFiles(folder, 'verdicts'),
  ])
  const files = { folder, runFiles, verdictFiles }
  const database = await openDatabase(options)
  try {
    return await viewsOver(database, files, options)
  } catch (error) {
    database.close()
    throw error
  }
}

const readerSettings = [
  // Several queries over the same files read their footers once.
  'SET parquet_metadata_cache = true',
  // Every query says its order; keeping that of a thousand small files would cost twice the memory.
  'SET preserve_insertion_order = false',
]

async function viewsOver(
  database: Database,
  files: LedgerFiles,
  options: OpenOptions,
): Promise<LedgerDatabase> {
  const ask: Ask = (sql, values) =>
    asMessages(database.connection, files, () => select(database.connection, sql, values))
  for (const setting of readerSettings) await ask(setting)
  for (const view of fileViews(files.runFiles, files.verdictFiles)) await ask(view)
  await assertKnownVersions(ask)
  for (const view of ledgerViews(await findShadowed(ask))) await ask(view)
  return { database, ask, files, runIds: await fillOrder(database, ask, options) }
}

function ledgerOver({ database, ask, files, runIds }: LedgerDatabase): Ledger {
  const series = seriesReader(ask, runIds, files)
  return {
    runs: once(async () => (await ask<RunInfoRow>('FROM runs ORDER BY run_position')).map(infoOf)),
    series: series.series,
    run: (id) => readRun(ask, files, id),
    recentSamples: series.recentSamples,
    verdicts: (runIds) => readVerdicts(ask, runIds),
    metricChanges: series.metricChanges,
    environments: once(async () =>
      environmentsOf(await ask<RunInfoRow>('FROM runs ORDER BY started_at DESC, run_id DESC')),
    ),
    close: database.close,
  }
}

/** Puts the runs into commit order and tells SQL. */
async function fillOrder(database: Database, ask: Ask, options: OpenOptions): Promise<string[]> {
  const rows = await ask<RunColumns>('SELECT DISTINCT ON (run_id) * FROM filed_runs')
  const headers = rows.map(headerOf)
  const shas = [...new Set(headers.flatMap(({ commit }) => commit?.sha ?? []))]
  const ranks = (await options.commitOrder?.(shas)) ?? new Map<string, number>()
  const ids = orderRuns(headers, ranks)
  const appender = await database.connection.createAppender('run_order')
  for (const [position, id] of ids.entries()) {
    appender.appendVarchar(id)
    appender.appendInteger(position)
    appender.endRow()
  }
  appender.closeSync()
  return ids
}

interface RunInfoRow extends RunColumns {
  readonly cases: number
  readonly failed_cases: number
}

function infoOf(row: RunInfoRow): RunInfo {
  return {
    header: headerOf(row),
    finishedAt: row.finished_at.toISOString(),
    interrupted: row.interrupted,
    cases: row.cases,
    failedCases: row.failed_cases,
  }
}

function environmentsOf(newestFirst: readonly RunInfoRow[]) {
  const distinct = new Map<string, ReturnType<typeof headerOf>['environment']>()
  for (const row of newestFirst) {
    if (!distinct.has(row.environment)) distinct.set(row.environment, headerOf(row).environment)
  }
  return [...distinct.values()]
}

/** The run's own file if it has one: then no other is opened. */
async function readRun(ask: Ask, files: LedgerFiles, id: string) {
  const own = files.runFiles.filter((file) => path.basename(file) === `${id}.parquet`)
  const source = own.length === 1 ? `(${selectFrom(own, runColumns)})` : 'run_rows'
  return runOf(await ask<RunRow>(`FROM ${source} WHERE run_id = ?`, [id]))
}

async function readVerdicts(ask: Ask, runIds: readonly string[] | undefined) {
  const wanted = runIds === undefined ? '' : `WHERE list_contains(${quotedList(runIds)}, run_id)`
  const rows = await ask<VerdictRow>(
    `FROM verdicts LEFT JOIN run_order USING (run_id) SELECT verdicts.* ${wanted}
     ORDER BY run_position NULLS LAST, run_id, verdict_position`,
  )
  return rows.map(verdictOf)
}

/** Asked again, answers again without asking the files: the ledger is read as it was when it was opened. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= ask()
    return answer
  }
}
