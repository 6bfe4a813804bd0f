import type { DuckDBConnection, DuckDBExtractedStatements, DuckDBResultReader } from '@duckdb/node-api'
import { UsageError } from '../errors.ts'
import { quotedList } from './duckdb.ts'
import { type LedgerDatabase, type OpenOptions, openViews } from './open.ts'
import { asMessages } from './read-faults.ts'

/** What DuckDB answered, its values plain: numbers, texts, booleans, null, lists and objects of these; times in ISO 8601. */
export interface Answer {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}

export interface OpenQuery {
  /** @throws UsageError where the SQL is wrong or does more than ask */
  readonly ask: (sql: string) => Promise<Answer>
  readonly close: () => void
}

const VIEWS_HINT =
  'The views are runs, points, samples and verdicts; "describe points" lists the columns of one.'

/**
 * A ledger to be asked in SQL by people: one statement at a time that only reads. It can read the files of this ledger and
 * nothing else on the machine, and write nothing.
 */
export async function openQuery(folder: string, options: OpenOptions = {}): Promise<OpenQuery> {
  const opened = await openViews(folder, options)
  try {
    await shutIn(opened)
  } catch (error) {
    opened.database.close()
    throw error
  }
  return { ask: (sql) => askOnly(opened, sql), close: opened.database.close }
}

/** From here on DuckDB opens the ledger's own files only, and no setting can be changed any more. */
async function shutIn({ database: { connection }, files }: LedgerDatabase): Promise<void> {
  await connection.run(`SET allowed_paths = ${quotedList([...files.runFiles, ...files.verdictFiles])}`)
  await connection.run('SET enable_external_access = false')
  await connection.run('SET lock_configuration = true')
}

async function askOnly({ database, files }: LedgerDatabase, sql: string): Promise<Answer> {
  const { connection, duckdb } = database
  const statements = await extracted(connection, sql)
  if (statements.count !== 1) {
    throw new UsageError(`Expected one statement, found ${statements.count}.`, { hint: VIEWS_HINT })
  }
  const prepared = await told(() => statements.prepare(0))
  // EXPLAIN is not among them: EXPLAIN ANALYZE runs whatever it explains.
  if (prepared.statementType !== duckdb.StatementType.SELECT) {
    throw new UsageError(
      'Only questions are answered here: a statement that begins with SELECT, FROM or WITH.',
      {
        hint: `Nothing was changed. ${VIEWS_HINT}`,
      },
    )
  }
  return asMessages(connection, files, async () => plain(await told(() => prepared.runAndReadAll())))
}

/** DuckDB takes a text without any statement for a fault of its own. */
async function extracted(connection: DuckDBConnection, sql: string): Promise<DuckDBExtractedStatements> {
  try {
    return await connection.extractStatements(sql)
  } catch (cause) {
    const message = (cause instanceof Error ? cause.message : String(cause)).replace(
      /^Failed to extract statements: /,
      '',
    )
    const isParsed = !message.startsWith('Parser Error')
    throw new UsageError(isParsed ? 'There is no statement.' : message.trimEnd(), { hint: VIEWS_HINT, cause })
  }
}

/** Errors of the question itself; those of reading a file go on to where the file is found. */
const OF_THE_QUESTION =
  /^(Parser|Syntax|Binder|Catalog|Permission|Conversion|Invalid Input|Out of Range|Mismatch Type|Not implemented|Invalid Type|Division by Zero|Parameter Not Resolved|Dependency|Expression|Sequence|Out of Memory) Error/i

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    if (!OF_THE_QUESTION.test(message)) throw cause
    throw new UsageError(message.trimEnd(), { hint: VIEWS_HINT, cause })
  }
}

function plain(reader: DuckDBResultReader): Answer {
  return {
    columns: reader.deduplicatedColumnNames(),
    rows: reader.getRowsJS().map((row) => row.map(plainValue)),
  }
}

/** Whole numbers beyond 2⁵³ stay exact as texts. */
function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (Array.isArray(value)) return value.map(plainValue)
  if (value === null || typeof value !== 'object') return value
  if (Object.getPrototypeOf(value) !== Object.prototype) return String(value)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plainValue(inner)]))
}
