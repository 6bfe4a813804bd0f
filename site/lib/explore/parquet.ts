import { decompress } from 'fzstd'
import {
  type ColumnMetaData,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type RowGroup,
} from 'hyparquet'
import type { PublishedLedgerFile } from '../../../runner/report/model.ts'
import { exploring, fill } from '../../words.ts'
import type { ByteSource } from './byte-source.ts'
import { mayHold, type Predicate, type Range, type Scalar } from './predicate.ts'
import { Trouble } from './trouble.ts'
import { plainValue, type Value, type Values } from './values.ts'

/** Some rows of a file, as columns. */
export interface RowBatch {
  readonly rows: number
  /** NULL throughout where the file has no such column. */
  readonly column: (name: string) => Values
}

/** One Parquet file of the ledger, its footer read. */
export interface ParquetFile {
  readonly facts: PublishedLedgerFile
  /** Rows, group by group; groups in which the predicate cannot hold are left out, and so are columns that are the same throughout. */
  readonly batches: (columns: readonly string[], predicate: Predicate | undefined) => Batch[]
}

/** A group of rows that is read when asked for. */
export type Batch = () => Promise<RowBatch>

/** Reads the footer of a file. */
export async function openParquet(source: ByteSource, facts: PublishedLedgerFile): Promise<ParquetFile> {
  const file = {
    byteLength: facts.sizeBytes,
    slice: (start: number, end = facts.sizeBytes) => source.read(facts, start, end),
  }
  const metadata = await told(facts, () =>
    parquetMetadataAsync(file, { initialFetchSize: facts.footerBytes, geoparquet: false }),
  )
  const present = new Set(parquetSchema(metadata).children.map(({ element }) => element.name))
  return {
    facts,
    batches(columns, predicate) {
      const wanted = columns.filter((name) => present.has(name))
      return groupsOf(metadata)
        .filter(({ group }) => predicate === undefined || mayHold(predicate, rangesOf(group, present)))
        .map(
          ({ group, rowStart }) =>
            () =>
              told(facts, () => readGroup(file, metadata, group, rowStart, wanted)),
        )
    },
  }
}

interface PlacedGroup {
  readonly group: RowGroup
  readonly rowStart: number
}

function groupsOf(metadata: FileMetaData): PlacedGroup[] {
  let rowStart = 0
  return metadata.row_groups.map((group) => {
    const placed = { group, rowStart }
    rowStart += Number(group.num_rows)
    return placed
  })
}

function rangesOf(group: RowGroup, present: ReadonlySet<string>): (column: string) => Range | undefined {
  return (name) => {
    if (!present.has(name)) return { min: undefined, max: undefined, nulls: 'all' }
    const found = columnIn(group, name)
    return found && rangeOf(found, Number(group.num_rows))
  }
}

function columnIn(group: RowGroup, name: string): ColumnMetaData | undefined {
  // A list has a path of several parts: its statistics are those of its elements.
  return group.columns.find(({ meta_data }) => {
    const path = meta_data?.path_in_schema
    return path?.length === 1 && path[0] === name
  })?.meta_data
}

function rangeOf({ statistics }: ColumnMetaData, rows: number): Range | undefined {
  if (statistics === undefined) return undefined
  const nulls = statistics.null_count === undefined ? undefined : Number(statistics.null_count)
  return {
    min: boundOf(statistics.min_value),
    max: boundOf(statistics.max_value),
    nulls: nulls === undefined ? undefined : nulls === 0 ? 'none' : nulls === rows ? 'all' : 'some',
  }
}

function boundOf(bound: unknown): Scalar | undefined {
  const value = plainValue(bound)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined
}

type RemoteBuffer = Parameters<typeof parquetRead>[0]['file']

async function readGroup(
  file: RemoteBuffer,
  metadata: FileMetaData,
  group: RowGroup,
  rowStart: number,
  columns: readonly string[],
): Promise<RowBatch> {
  const rows = Number(group.num_rows)
  const read = new Map<string, Values>()
  const rest: string[] = []
  for (const name of columns) {
    const constant = constantIn(group, name, rows)
    if (constant === undefined) rest.push(name)
    else read.set(name, repeated(constant, rows))
  }
  if (rest.length > 0) await readColumns({ file, metadata, columns: rest, rowStart, rows }, read)
  const empty = repeated(null, rows)
  return { rows, column: (name) => read.get(name) ?? empty }
}

/** The value of a column that the statistics say to be the same in every row: it need not be read. */
function constantIn(group: RowGroup, name: string, rows: number): Value | undefined {
  const statistics = columnIn(group, name)?.statistics
  if (statistics?.null_count === undefined) return undefined
  if (Number(statistics.null_count) === rows) return null
  const isExact = statistics.is_min_value_exact === true && statistics.is_max_value_exact === true
  if (Number(statistics.null_count) > 0 || !isExact) return undefined
  const [min, max] = [boundOf(statistics.min_value), boundOf(statistics.max_value)]
  // The statistics of 0 and -0 are the same.
  return min !== undefined && min === max && min !== 0 ? min : undefined
}

function repeated(value: Value, rows: number): Values {
  return new Array<Value>(rows).fill(value)
}

interface ColumnsRequest {
  readonly file: RemoteBuffer
  readonly metadata: FileMetaData
  readonly columns: readonly string[]
  readonly rowStart: number
  readonly rows: number
}

async function readColumns(request: ColumnsRequest, into: Map<string, Values>): Promise<void> {
  const { file, metadata, rowStart, rows } = request
  const found = new Map(request.columns.map((name) => [name, new Array<Value>(rows).fill(null)]))
  await parquetRead({
    file,
    metadata,
    columns: [...request.columns],
    rowStart,
    rowEnd: rowStart + rows,
    compressors,
    geoparquet: false,
    onChunk: ({ columnName, columnData, rowStart: from }) => {
      const values = found.get(columnName)
      for (let index = 0; values && index < columnData.length; index++) {
        const place = from - rowStart + index
        if (place >= 0 && place < rows) values[place] = plainValue(columnData[index])
      }
    },
  })
  for (const [name, values] of found) into.set(name, values)
}

const compressors = {
  ZSTD: (input: Uint8Array, length: number) => decompress(input, new Uint8Array(length)),
}

/** What the reader says of bytes that make no sense, in a sentence that names the file. */
async function told<T>({ path }: PublishedLedgerFile, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof Trouble) throw cause
    throw new Trouble(fill(exploring.exploreUnreadable, path, (cause as Error).message))
  }
}
