import { existsSync } from 'node:fs'
import path from 'node:path'
import { openDatabase, quoted, select } from './duckdb.ts'
import { brokenFile } from './faults.ts'
import { isChunk, type LedgerPart, ledgerFile, listLedgerFiles } from './layout.ts'
import { selectFrom } from './views.ts'

/**
 * Whether a run, or its verdicts, are in the ledger: in a file of their own or in a chunk of the month. Costs nothing
 * where the file is there or the month has no chunk. Throws PerfledgerError where a chunk cannot be read.
 */
export async function isKept(
  folder: string,
  part: LedgerPart,
  runId: string,
  startedAt: string,
): Promise<boolean> {
  const own = ledgerFile(folder, part, runId, startedAt)
  if (existsSync(own)) return true
  const month = path.dirname(own)
  const files = (await listLedgerFiles(folder, part)).filter(
    (file) => isChunk(file) && path.dirname(file) === month,
  )
  if (files.length === 0) return false
  const database = await openDatabase({ threads: 1 })
  try {
    const source = selectFrom(files, { run_id: 'VARCHAR' })
    const found = await select(
      database.connection,
      `FROM (${source}) WHERE run_id = ${quoted(runId)} LIMIT 1`,
    )
    return found.length > 0
  } catch (error) {
    throw brokenFile(files.join(' or '), 'is damaged', error)
  } finally {
    database.close()
  }
}
