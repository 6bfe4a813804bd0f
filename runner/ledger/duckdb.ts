import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import type { DuckDBConnection, DuckDBResult, DuckDBType, DuckDBValue } from '@duckdb/node-api'
import { numbersOf, plainValues } from './duckdb-values.ts'
import type { SqlType } from './schema.ts'

/** DuckDB is loaded when first asked for: a process that has it loaded starts the commands it measures slower. */
const load = () => import('@duckdb/node-api')

export type DuckDb = Awaited<ReturnType<typeof load>>

/** An in-memory database with nothing in it. Close it when done. */
export interface Database {
  readonly duckdb: DuckDb
  readonly connection: DuckDBConnection
  readonly close: () => void
}

export interface DatabaseSettings {
  /** Worker threads; as many as the machine has, at most 4, unless given. */
  readonly threads?: number | undefined
  /** Of DuckDB's own memory; beyond it, it spills to the system's temporary folder. 512 MiB unless given. */
  readonly memoryMiB?: number | undefined
}

const usualMemoryMiB = 512

/** Opens DuckDB with bounded memory and threads; it never installs, loads or asks for an extension. */
export async function openDatabase(settings: DatabaseSettings = {}): Promise<Database> {
  const duckdb = await load()
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    threads: String(settings.threads ?? Math.min(4, availableParallelism())),
    memory_limit: `${settings.memoryMiB ?? usualMemoryMiB}MiB`,
    temp_directory: path.join(tmpdir(), `perfledger-duckdb-${process.pid}`),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  const close = () => {
    connection.closeSync()
    instance.closeSync()
  }
  return { duckdb, connection, close }
}

/**
 * Lets DuckDB, opened with these settings, have no more than so much memory for what is asked meanwhile: what does not fit into it goes to
 * the disk and back.
 */
export async function withMemory<T>(
  ask: Ask,
  { memoryMiB = usualMemoryMiB }: DatabaseSettings,
  mostMiB: number,
  work: () => Promise<T>,
): Promise<T> {
  if (memoryMiB <= mostMiB) return work()
  // Where more is in use at the moment, it stays as it is.
  await ask(`SET memory_limit = '${mostMiB}MiB'`).catch(() => undefined)
  try {
    return await work()
  } finally {
    await ask(`SET memory_limit = '${memoryMiB}MiB'`)
  }
}

/** DuckDB's types for a list of columns. */
export function typesOf(duckdb: DuckDb, columns: Readonly<Record<string, SqlType>>): DuckDBType[] {
  const types: Record<SqlType, DuckDBType> = {
    INTEGER: duckdb.INTEGER,
    BIGINT: duckdb.BIGINT,
    DOUBLE: duckdb.DOUBLE,
    VARCHAR: duckdb.VARCHAR,
    BOOLEAN: duckdb.BOOLEAN,
    TIMESTAMP: duckdb.TIMESTAMP,
    'DOUBLE[]': duckdb.LIST(duckdb.DOUBLE),
    'VARCHAR[]': duckdb.LIST(duckdb.VARCHAR),
  }
  return Object.values(columns).map((type) => types[type])
}

/** A text as an SQL literal; null bytes, which end a statement, as a function. */
export function quoted(value: string): string {
  const parts = value.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`)
  return parts.length === 1 ? (parts[0] as string) : `(${parts.join(' || chr(0) || ')})`
}

/** Texts as an SQL list, which may be empty. */
export function quotedList(values: readonly string[]): string {
  return `[${values.map(quoted).join(', ')}]::VARCHAR[]`
}

/** Paths as an SQL list of literals that DuckDB does not read as patterns. */
export function quotedFiles(files: readonly string[]): string {
  return `[${files.map((file) => quoted(file.replaceAll(/[*?[]/g, '[$&]'))).join(', ')}]`
}

/** Asks DuckDB for rows; an error comes as a message that names the file at fault. */
export type Ask = <Row>(sql: string, values?: (string | number)[]) => Promise<Row[]>

/** Asks DuckDB for columns of numbers, none of them NULL, and gives them part by part; they are gone when `take` returns. */
export type AskNumbers = (sql: string, take: TakeNumbers) => Promise<void>
export type TakeNumbers = (columns: readonly ArrayLike<number>[], rows: number) => void

/** The columns of an answer as they lie in DuckDB's memory: no object is made for a row. */
export async function selectNumbers(
  connection: DuckDBConnection,
  sql: string,
  take: TakeNumbers,
): Promise<void> {
  const result = await connection.run(sql)
  const columns = [...result.deduplicatedColumnNames().keys()]
  for (
    let chunk = await result.fetchChunk();
    chunk && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    const { rowCount } = chunk
    take(
      columns.map((index) => numbersOf(chunk!.getColumnVector(index), rowCount)),
      rowCount,
    )
  }
}

/** The rows of an answer as objects of plain values: times as Date, 64-bit integers as numbers, lists as arrays. */
export async function select<Row>(
  connection: DuckDBConnection,
  sql: string,
  values: DuckDBValue[] = [],
): Promise<Row[]> {
  return rowsOf<Row>(await connection.run(sql, values))
}

/** Column by column, straight out of DuckDB's memory: several times faster than row by row. */
async function rowsOf<Row>(result: DuckDBResult): Promise<Row[]> {
  const names = result.deduplicatedColumnNames()
  // To copy an object with all of its places is faster than to give it one after the other.
  const blank: Record<string, unknown> = Object.fromEntries(names.map((name) => [name, null]))
  const rows: Record<string, unknown>[] = []
  for (const chunk of await result.fetchAllChunks()) {
    const columns = names.map((_, index) => plainValues(chunk.getColumnVector(index), chunk.rowCount))
    for (let place = 0; place < chunk.rowCount; place++) {
      const row = { ...blank }
      for (let column = 0; column < names.length; column++) row[names[column]!] = columns[column]![place]
      rows.push(row)
    }
  }
  return rows as Row[]
}
