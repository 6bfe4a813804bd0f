import { open } from 'node:fs/promises'
import path from 'node:path'
import { medianIntervalRank } from '../stats/median-interval.ts'
import type { Ask } from './duckdb.ts'
import { isChunk, type LedgerPart } from './layout.ts'
import { type OpenOptions, openViews } from './open.ts'
import { largestExactCount } from './views.ts'

/** One file of a ledger, and what a reader has to know to leave it alone where nothing in it is asked for. */
export interface LedgerFileFacts {
  /** Relative to the ledger, with slashes: `runs/year=2026/month=11/chunk-0123456789abcdef.parquet`. */
  readonly path: string
  readonly part: LedgerPart
  /** A chunk has its points ready (see `chunk-columns.ts`). */
  readonly kind: 'chunk' | 'run'
  readonly sizeBytes: number
  /** The last bytes of the file: Parquet's footer with its length and the magic word. */
  readonly footerBytes: number
  readonly runs: number
  /** Undefined, as all that follows, where the file has no rows. */
  readonly firstRunId: string | undefined
  readonly lastRunId: string | undefined
  /** Of its runs; undefined for verdicts, which do not tell. */
  readonly firstStartedAt: Date | undefined
  readonly lastStartedAt: Date | undefined
  /** Runs that another file has too: here they do not count. */
  readonly shadowedRunIds: readonly string[]
}

/** What a reader without DuckDB and git needs beside the files themselves to give the answers that DuckDB gives. */
export interface LedgerFacts {
  /** Sorted by path. */
  readonly files: readonly LedgerFileFacts[]
  /** Every run in commit order. */
  readonly runIds: readonly string[]
  /** The k of a median's 95 % interval, from the k-th smallest to the k-th largest sample, for 1, 2, 3 … samples. */
  readonly medianRanks: readonly number[]
}

interface FileRow {
  readonly filename: string
  readonly runs: number
  readonly first_run_id: string
  readonly last_run_id: string
  readonly first_started_at: Date | null
  readonly last_started_at: Date | null
}

const PARTS = {
  runs: { rows: 'filed_runs', started: 'started_at', shadowed: 'shadowed' },
  verdicts: { rows: 'filed_verdicts', started: 'NULL::TIMESTAMP', shadowed: 'shadowed_verdicts' },
} as const

/**
 * Looks at every file of a ledger. Throws PerfledgerError as {@link openViews} does, and the system's own ENOENT where a
 * compaction takes a file away meanwhile: ask again then.
 */
export async function ledgerFacts(folder: string, options: OpenOptions = {}): Promise<LedgerFacts> {
  const { database, ask, files, runIds } = await openViews(folder, options)
  try {
    const runs = await factsOf(folder, 'runs', files.runFiles, ask)
    const verdicts = await factsOf(folder, 'verdicts', files.verdictFiles, ask)
    return { files: [...runs, ...verdicts], runIds, medianRanks }
  } finally {
    database.close()
  }
}

const medianRanks = Array.from({ length: largestExactCount }, (_, index) =>
  Math.max(1, medianIntervalRank(index + 1, 0.95)),
)

async function factsOf(
  folder: string,
  part: LedgerPart,
  files: readonly string[],
  ask: Ask,
): Promise<LedgerFileFacts[]> {
  const { rows, started, shadowed } = PARTS[part]
  const found = await ask<FileRow>(
    `SELECT filename, count(DISTINCT run_id)::INTEGER AS runs, min(run_id) AS first_run_id, max(run_id) AS last_run_id,
       min(${started}) AS first_started_at, max(${started}) AS last_started_at
     FROM ${rows} GROUP BY filename`,
  )
  const copies = await ask<{ run_id: string; filename: string }>(
    `SELECT run_id, filename FROM ${shadowed} ORDER BY run_id`,
  )
  const byFile = new Map(found.map((row) => [row.filename, row]))
  const copiesIn = Map.groupBy(copies, ({ filename }) => filename)
  return Promise.all(
    files.map(async (file): Promise<LedgerFileFacts> => {
      const row = byFile.get(file)
      return {
        path: path.relative(folder, file).split(path.sep).join('/'),
        part,
        kind: isChunk(file) ? 'chunk' : 'run',
        ...(await sizesOf(file)),
        runs: row?.runs ?? 0,
        firstRunId: row?.first_run_id,
        lastRunId: row?.last_run_id,
        firstStartedAt: row?.first_started_at ?? undefined,
        lastStartedAt: row?.last_started_at ?? undefined,
        shadowedRunIds: (copiesIn.get(file) ?? []).map(({ run_id }) => run_id),
      }
    }),
  )
}

/** The length of the footer, in four bytes, and `PAR1`. */
const tailBytes = 8

async function sizesOf(file: string): Promise<{ sizeBytes: number; footerBytes: number }> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const { buffer } = await handle.read(Buffer.alloc(tailBytes), 0, tailBytes, size - tailBytes)
    return { sizeBytes: size, footerBytes: buffer.readUInt32LE(0) + tailBytes }
  } finally {
    await handle.close()
  }
}
