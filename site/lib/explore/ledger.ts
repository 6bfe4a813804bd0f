import type { PublishedLedger, PublishedLedgerFile } from '../../../runner/report/model.ts'
import { ahead, flattened } from './ahead.ts'
import type { ByteSource } from './byte-source.ts'
import { openParquet, type ParquetFile, type RowBatch } from './parquet.ts'
import { mayHold, type Predicate, type Range } from './predicate.ts'

/** What is read of the files of one part of the ledger, and how each group of rows becomes rows of a table. */
export interface FileReading {
  readonly columns: readonly string[]
  /** Over the columns of the files. It saves reading; it need not be exact. */
  readonly predicate: Predicate | undefined
}

/** The published files, read only as far as a question needs them. */
export interface LedgerFiles {
  readonly list: PublishedLedger
  /** The files in which the predicate may hold. */
  readonly files: (
    part: PublishedLedgerFile['part'],
    predicate: Predicate | undefined,
  ) => readonly PublishedLedgerFile[]
  /** Their rows, group by group. */
  readonly read: (
    files: readonly PublishedLedgerFile[],
    readingOf: (file: PublishedLedgerFile) => FileReading,
  ) => AsyncGenerator<FileBatch>
}

export interface FileBatch {
  readonly file: PublishedLedgerFile
  readonly batch: RowBatch
}

/** Requests at once: footers are small, groups of rows are not. */
const FOOTERS_AHEAD = 8
const GROUPS_AHEAD = 4

export function ledgerFiles(list: PublishedLedger, source: ByteSource): LedgerFiles {
  const opened = new Map<string, Promise<ParquetFile>>()
  const open = (file: PublishedLedgerFile): Promise<ParquetFile> => {
    const known = opened.get(file.path) ?? openParquet(source, file)
    opened.set(file.path, known)
    known.catch(() => opened.delete(file.path))
    return known
  }
  return {
    list,
    files: (part, predicate) =>
      list.files.filter(
        (file) =>
          file.part === part &&
          file.runs > 0 &&
          (predicate === undefined || mayHold(predicate, (column) => rangeOf(file, column))),
      ),
    async *read(files, readingOf) {
      const groups = ahead(files, FOOTERS_AHEAD, async (file) => {
        const { columns, predicate } = readingOf(file)
        const { batches } = await open(file)
        return batches(columns, predicate).map((read) => ({ file, read }))
      })
      yield* ahead(flattened(groups), GROUPS_AHEAD, async ({ file, read }) => ({ file, batch: await read() }))
    },
  }
}

function rangeOf(file: PublishedLedgerFile, column: string): Range | undefined {
  const known = (min: string | null, max: string | null): Range => ({
    min: min ?? undefined,
    max: max ?? undefined,
    nulls: 'none',
  })
  if (column === 'run_id') return known(file.firstRunId, file.lastRunId)
  if (column === 'started_at' && file.firstStartedAt) return known(file.firstStartedAt, file.lastStartedAt)
  return undefined
}
