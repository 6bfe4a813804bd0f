import type { DuckDBConnection } from '@duckdb/node-api'
import { PerfledgerError } from '../errors.ts'
import type { Ask } from './duckdb.ts'
import { brokenFile } from './faults.ts'
import { LEDGER_SCHEMA_VERSION, runColumns, type SqlType, verdictColumns } from './schema.ts'
import type { Summary } from './summary.ts'
import { selectFrom } from './views.ts'

/** The files that a ledger was opened with. */
export interface LedgerFiles {
  readonly folder: string
  readonly runFiles: readonly string[]
  readonly verdictFiles: readonly string[]
  /** Of all chunks, where there is one. */
  readonly summary?: Summary | undefined
}

/** Runs a query over the history; what DuckDB complains about becomes a message that names the file at fault. */
export async function asMessages<T>(
  connection: DuckDBConnection,
  files: LedgerFiles,
  query: () => Promise<T>,
): Promise<T> {
  try {
    return await query()
  } catch (error) {
    if (error instanceof PerfledgerError) throw error
    throw (await findBrokenFile(connection, files)) ?? otherFault(error, files.folder)
  }
}

/** Reads every file alone, whole, until one fails. Only done when something already failed, so its cost is no matter. */
export async function findBrokenFile(
  connection: DuckDBConnection,
  files: LedgerFiles,
): Promise<PerfledgerError | undefined> {
  const all = [
    ...files.runFiles.map((file) => [file, runColumns] as const),
    ...files.verdictFiles.map((file) => [file, verdictColumns] as const),
  ]
  for (const [file, columns] of all) {
    const complaint = await complaintAbout(connection, file, columns)
    if (complaint === undefined) continue
    const version = await versionOf(connection, file)
    return version > LEDGER_SCHEMA_VERSION
      ? newerFile(file, version)
      : brokenFile(file, `is damaged or foreign (${complaint})`)
  }
  return undefined
}

async function complaintAbout(
  connection: DuckDBConnection,
  file: string,
  columns: Readonly<Record<string, SqlType>>,
): Promise<string | undefined> {
  try {
    await connection.run(`SELECT max(hash(COLUMNS(*))) FROM (${selectFrom([file], columns)})`)
    return undefined
  } catch (error) {
    return firstLine(error)
  }
}

async function versionOf(connection: DuckDBConnection, file: string): Promise<number> {
  try {
    const source = selectFrom([file], { schema_version: 'INTEGER' })
    const reader = await connection.runAndReadAll(`SELECT max(schema_version) FROM (${source})`)
    return Number(reader.getRows()[0]?.[0] ?? 0)
  } catch {
    return 0
  }
}

/** Refuses a history that a newer perfledger wrote into: what it says there may not mean what it meant before. */
export async function assertKnownVersions(ask: Ask): Promise<void> {
  const [newer] = await ask<{ filename: string; schema_version: number }>(
    `SELECT filename, schema_version FROM filed_runs WHERE schema_version > ${LEDGER_SCHEMA_VERSION}
     UNION ALL
     SELECT filename, schema_version FROM filed_verdicts WHERE schema_version > ${LEDGER_SCHEMA_VERSION}
     ORDER BY filename LIMIT 1`,
  )
  if (newer !== undefined) throw newerFile(newer.filename, newer.schema_version)
}

function newerFile(file: string, version: number): PerfledgerError {
  return new PerfledgerError(
    `A newer perfledger wrote ${file}: its schema version is ${version}, this one reads up to ${LEDGER_SCHEMA_VERSION}.`,
    { hint: 'Update perfledger: npm install --save-dev perfledger@latest' },
  )
}

function otherFault(error: unknown, folder: string): PerfledgerError {
  return new PerfledgerError(`The ledger in ${folder} could not be read: ${firstLine(error)}.`, {
    hint: 'No file of it was changed, and each can be read alone. If this stays, please report it.',
    cause: error,
  })
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return (message.split('\n')[0] ?? '').replace(/\.$/, '')
}
