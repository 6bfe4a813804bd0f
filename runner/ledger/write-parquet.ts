import type { DuckDBTableMainFunction, DuckDBType, JS } from '@duckdb/node-api'
import { blankChecksum, sealFile } from './checksum.ts'
import { type Database, openDatabase, quoted, typesOf } from './duckdb.ts'
import { runColumns, type SqlType, verdictColumns } from './schema.ts'

const rowsPerChunk = 2048

/** The two kinds of rows, by the name of the table function that hands them to DuckDB. */
const kinds = { run_rows: runColumns, verdict_rows: verdictColumns } as const

/** Cells are numbers, texts, booleans, Dates, lists of these, or null. */
type Rows = readonly object[]

interface Writer {
  readonly write: (kind: keyof typeof kinds, rows: Rows, file: string) => Promise<void>
}

/**
 * How files are encoded. Version 2 of the format splits the bytes of numbers by significance, which makes samples a
 * tenth smaller; beyond level 9, and for one run beyond level 6, zstd gets slower but hardly better. No dictionaries
 * unless asked for: for the few rows of one run they cost more than they save, and DuckDB's turn -0 into 0.
 */
export function parquetOptions(given: {
  dictionaries: boolean
  metadata?: Readonly<Record<string, string>>
}): string {
  const metadata = Object.entries({ ...blankChecksum, ...given.metadata })
  const entries = metadata.map(([key, value]) => `${key}: ${quoted(value)}`).join(', ')
  return [
    'FORMAT parquet',
    'PARQUET_VERSION v2',
    'COMPRESSION zstd',
    `COMPRESSION_LEVEL ${given.dictionaries ? 9 : 6}`,
    ...(given.dictionaries ? [] : ['DICTIONARY_SIZE_LIMIT 0']),
    `KV_METADATA {${entries}}`,
    'USE_TMP_FILE false',
  ].join(', ')
}

/**
 * Writes rows as one Parquet file with its checksum, and waits until the disk has it. The rows go straight into `COPY`
 * through a table function, without a table between. An existing file is overwritten: give a temporary name.
 */
export async function writeParquet(kind: keyof typeof kinds, rows: Rows, file: string): Promise<void> {
  writer ??= openWriter()
  const ready = await writer
  await ready.write(kind, rows, file)
}

/** One for the process, opened when first needed; it holds no data between two writes. */
let writer: Promise<Writer> | undefined

async function openWriter(): Promise<Writer> {
  const database = await openDatabase({ threads: 1, memoryMiB: 256 })
  /** Rows on their way, by the number that the table function is called with: writes may overlap. */
  const pending = new Map<number, Rows>()
  for (const [kind, columns] of Object.entries(kinds)) registerRows(database, kind, columns, pending)
  let lastNumber = 0
  return {
    async write(kind, rows, file) {
      lastNumber += 1
      const number = lastNumber
      pending.set(number, rows)
      try {
        await database.connection.run(
          `COPY (FROM ${kind}(${number})) TO ${quoted(file)} (${parquetOptions({ dictionaries: false })})`,
        )
        await sealFile(file)
      } finally {
        pending.delete(number)
      }
    },
  }
}

/** A table function `name(number)` whose rows are `pending.get(number)`. */
function registerRows(
  { duckdb, connection }: Database,
  name: string,
  columns: Readonly<Record<string, SqlType>>,
  pending: ReadonlyMap<number, Rows>,
): void {
  const names = Object.keys(columns)
  const types = typesOf(duckdb, columns)
  const fill: DuckDBTableMainFunction = (info, output) => {
    const { rows } = info.bindData as { rows: Rows }
    const progress = info.initData as { next: number }
    const some = rows.slice(progress.next, progress.next + rowsPerChunk)
    output.rowCount = some.length
    progress.next += some.length
    if (some.length === 0) return
    const cells = names.map((column) => some.map((row) => (row as Record<string, JS>)[column] ?? null))
    output.setColumnsConverted(cells, duckdb.JSToDuckDBValueConverter)
  }
  connection.registerTableFunction(
    duckdb.DuckDBTableFunction.create({
      name,
      parameterTypes: [duckdb.INTEGER],
      bindFunction: (info) => {
        for (const [index, column] of names.entries())
          info.addResultColumn(column, types[index] as DuckDBType)
        info.setBindData({ rows: pending.get(info.getParameter(0) as number) ?? [] })
      },
      initFunction: (info) => info.setInitData({ next: 0 }),
      mainFunction: fill,
    }),
  )
}
