import { existsSync } from 'node:fs'
import { checkReadable } from './check.ts'
import {
  type Ask,
  type AskNumbers,
  type Database,
  type DatabaseSettings,
  openDatabase,
  select,
  selectNumbers,
  withMemory,
} from './duckdb.ts'
import { parseParams } from './identity.ts'
import { listLedgerFiles } from './layout.ts'
import { headerOf, type OrderColumns, orderedRunOf, runOf } from './measured.ts'
import { orderRuns } from './order.ts'
import { asMessages, assertKnownVersions, type LedgerFiles } from './read-faults.ts'
import { keysOf, placesOver } from './run-places.ts'
import { batchesOf, readBatch } from './run-reader.ts'
import { type RunColumns, type RunRow, runColumns } from './schema.ts'
import type { JudgedRun, Ledger, RunArtifact, RunInfo } from './series.ts'
import { seriesReader } from './series-reader.ts'
import { findShadowed } from './shadowed.ts'
import { findSummary, summarySources, writeSummary } from './summary.ts'
import { readGivenVerdicts, readVerdicts } from './verdict-reader.ts'
import { fileViews, ledgerViews, selectFrom } from './views.ts'

export interface OpenOptions extends DatabaseSettings {
  /**
   * Git's topological ranks of the commits that it knows, ancestors lower; called once, with every commit of the
   * ledger. Without it, or for commits it leaves out, the recorded parents, positions and times decide.
   */
  readonly commitOrder?: ((shas: readonly string[]) => Promise<ReadonlyMap<string, number>>) | undefined
}

/**
 * Opens the ledger in `folder` for reading, as it is now: runs that are appended later are not seen, and a compaction
 * meanwhile changes no answer. An absent folder is an empty ledger. Nothing in the folder is ever changed.
 * Throws PerfledgerError where a file is damaged, foreign, or written by a newer perfledger; it names the file.
 */
export async function openLedger(folder: string, options: OpenOptions = {}): Promise<Ledger> {
  const database = await openDatabase(options)
  try {
    for (const setting of readerSettings) await database.connection.run(setting)
    return await ledgerOver(database, folder, options)
  } catch (error) {
    database.close()
    throw error
  }
}

/** To sort a million points takes half a gigabyte where it may, and hardly longer in half of that. */
const SUMMARY_MEMORY_MIB = 256

const readerSettings = [
  // Several queries over the same files read their footers once.
  'SET parquet_metadata_cache = true',
  // Every query says its order; keeping that of a thousand small files would cost twice the memory.
  'SET preserve_insertion_order = false',
]

async function ledgerOver(database: Database, folder: string, options: OpenOptions): Promise<Ledger> {
  const { connection } = database
  const ask: Ask = (sql, values) => select(connection, sql, values)
  const askNumbers: AskNumbers = (sql, take) => selectNumbers(connection, sql, take)
  const lookFast = async (): Promise<LedgerFiles> => {
    const found = await lookAt(folder)
    return { ...found, summary: await findSummary(folder, found.runFiles) }
  }
  let files = await lookFast()
  const look = () => overFiles(ask, files)
  const lookAgain = async () => {
    files = await lookFast()
  }
  const steady = steadyAnswers(connection, () => files, lookAgain)
  const answer = async <T>(query: () => Promise<T>) => steady(query, look)

  const ids = await steady(async () => {
    await look()
    return fillOrder(database, ask, options)
  })
  const series = seriesReader(ask, askNumbers, ids)
  const placesNow = placesOver(ask, () => files)
  const readTogether = async (wanted: readonly string[]) => {
    const places = await answer(placesNow)
    return [...batchesOf(wanted.flatMap((id) => places.get(id) ?? []))]
  }
  async function* judgedRuns(wanted: readonly string[]): AsyncGenerator<JudgedRun> {
    for (const batch of await readTogether(wanted))
      yield* await answer(async () => readBatch(ask, batch, await placesNow()))
  }
  return {
    folder,
    runs: once(() =>
      answer(async () => (await ask<RunInfoRow>('FROM runs ORDER BY run_position')).map(infoOf)),
    ),
    series: (filter) => answer(() => series.series(filter)),
    oneSeries: (key) => answer(() => series.oneSeries(key)),
    run: (id) => answer(() => readRun(ask, id)),
    recentSamples: (runs) => answer(() => series.recentSamples(runs)),
    artifacts: () => answer(() => readArtifacts(ask)),
    verdicts: (runIds) => answer(() => readVerdicts(ask, runIds)),
    givenVerdicts: () => answer(() => readGivenVerdicts(ask, askNumbers, ids)),
    judgedRuns,
    readTogether,
    runKeys: () => answer(async () => keysOf([...(await placesNow()).values()])),
    metricChanges: () => answer(series.metricChanges),
    environments: once(() =>
      answer(async () =>
        environmentsOf(await ask<RunInfoRow>('FROM runs ORDER BY started_at DESC, run_id DESC')),
      ),
    ),
    summarize: () =>
      withMemory(ask, options, SUMMARY_MEMORY_MIB, () =>
        answer(() => writeSummary(ask, folder, files.runFiles)),
      ),
    close: database.close,
  }
}

/** A database that holds the views of `views.ts` over the files of a ledger, for query.ts and export.ts. Close it when done. */
export interface LedgerDatabase {
  readonly database: Database
  readonly ask: Ask
  readonly files: LedgerFiles
  /** All runs in commit order. */
  readonly runIds: readonly string[]
}

/** {@link openLedger} for those who ask in SQL themselves; errors name the file at fault. */
export async function openViews(folder: string, options: OpenOptions = {}): Promise<LedgerDatabase> {
  const database = await openDatabase(options)
  try {
    for (const setting of readerSettings) await database.connection.run(setting)
    const plainAsk: Ask = (sql, values) => select(database.connection, sql, values)
    let files = await lookAt(folder)
    const lookAgain = async () => {
      files = await lookAt(folder)
    }
    const steady = steadyAnswers(database.connection, () => files, lookAgain)
    const runIds = await steady(async () => {
      await overFiles(plainAsk, files)
      return fillOrder(database, plainAsk, options)
    })
    const ask: Ask = (sql, values) =>
      steady(
        () => plainAsk(sql, values),
        () => overFiles(plainAsk, files),
      )
    return { database, ask, files, runIds }
  } catch (error) {
    database.close()
    throw error
  }
}

async function lookAt(folder: string): Promise<LedgerFiles> {
  await checkReadable(folder)
  const [runFiles, verdictFiles] = await Promise.all([
    listLedgerFiles(folder, 'runs'),
    listLedgerFiles(folder, 'verdicts'),
  ])
  return { folder, runFiles, verdictFiles }
}

async function overFiles(ask: Ask, files: LedgerFiles): Promise<void> {
  const summarized = files.summary && summarySources(files.folder, files.summary)
  for (const view of fileViews(files.runFiles, files.verdictFiles, summarized)) await ask(view)
  await assertKnownVersions(ask)
  for (const view of ledgerViews(await findShadowed(ask, files))) await ask(view)
}

const mostAttempts = 10

/**
 * Lets a compaction take files away while they are read. What it takes away is in a chunk by then: where a query fails
 * and a file is gone, the folder is looked at again and the query asked again, of the same runs.
 */
function steadyAnswers(
  connection: Database['connection'],
  files: () => LedgerFiles,
  lookAgain: () => Promise<void>,
): <T>(query: () => Promise<T>, prepare?: () => Promise<void>) => Promise<T> {
  return async (query, prepare) => {
    for (let attempt = 1; ; attempt++) {
      try {
        if (attempt > 1) await prepare?.()
        return await query()
      } catch (error) {
        if (attempt === mostAttempts || !isAnyGone(files())) {
          return await asMessages(connection, files(), () => Promise.reject(error))
        }
        await lookAgain()
      }
    }
  }
}

function isAnyGone({ runFiles, verdictFiles, summary }: LedgerFiles): boolean {
  const kept = summary ? [summary.points, summary.runs] : []
  return ![...runFiles, ...verdictFiles, ...kept].every((file) => existsSync(file))
}

/** Puts the runs into commit order and tells SQL. */
async function fillOrder(database: Database, ask: Ask, options: OpenOptions): Promise<string[]> {
  const rows = await ask<OrderColumns>('SELECT DISTINCT ON (run_id) * FROM filed_runs')
  const runs = rows.map(orderedRunOf)
  const shas = [...new Set(runs.flatMap(({ commit }) => commit?.sha ?? []))]
  const ranks = (await options.commitOrder?.(shas)) ?? new Map<string, number>()
  const ids = orderRuns(runs, ranks)
  await ask('DELETE FROM run_order')
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

/** Opens only the file that has the run; of equal copies any. */
async function readRun(ask: Ask, id: string) {
  const [found] = await ask<{ filename: string }>(
    'SELECT filename FROM filed_runs WHERE run_id = ? LIMIT 1',
    [id],
  )
  if (found === undefined) return undefined
  return runOf(await ask<RunRow>(`FROM (${selectFrom([found.filename], runColumns)}) WHERE run_id = ?`, [id]))
}

async function readArtifacts(ask: Ask): Promise<RunArtifact[]> {
  const rows = await ask<{
    run_id: string
    suite: string
    benchmark: string
    params: string
    artifact: string
  }>(
    `SELECT DISTINCT run_id, suite, benchmark, params, artifact FROM run_rows
     WHERE artifact IS NOT NULL AND suite IS NOT NULL`,
  )
  return rows.map(({ run_id, suite, benchmark, params, artifact }) => ({
    runId: run_id,
    case: { suite, benchmark, params: parseParams(params) },
    artifact,
  }))
}

/** Asked again, answers again without asking the files: the ledger is read as it was when it was opened. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= ask()
    return answer
  }
}
