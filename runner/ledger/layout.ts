import { randomBytes } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { PerfledgerError } from '../errors.ts'

/** The two kinds of files in a ledger, each in Hive-style folders: `runs/year=2026/month=11/<run-id>.parquet`. */
export type LedgerPart = 'runs' | 'verdicts'

/** Starts with a letter or a digit, so that no run can hide behind a dot or climb out of its folder. */
const safeRunId = /^[0-9A-Za-z][0-9A-Za-z._-]{0,127}$/

/** A chunk of many runs, in the folder of the month in which they started. */
const chunkName = /^chunk-[0-9a-f]{16}\.parquet$/

/** Where a chunk is, by 16 hex digits. */
export function chunkFile(monthFolder: string, digits: string): string {
  return path.join(monthFolder, `chunk-${digits}.parquet`)
}

/** Whether a file of the ledger is a chunk of many runs rather than the file of one. */
export function isChunk(file: string): boolean {
  return chunkName.test(path.basename(file))
}

/**
 * Where the file of a run is, absolute if `folder` is. Year and month are those of the run's start in UTC.
 * Throws PerfledgerError for a run id that is not a safe file name or a start that is not a time.
 */
export function ledgerFile(folder: string, part: LedgerPart, runId: string, startedAt: string): string {
  if (!safeRunId.test(runId) || isChunk(`${runId}.parquet`)) {
    throw new PerfledgerError(`The run id ${JSON.stringify(runId)} cannot be a file name.`, {
      hint: 'Run ids have letters, digits, ".", "_" and "-" only, at most 128, start with a letter or a digit, and are not called like a chunk.',
    })
  }
  const start = new Date(startedAt)
  if (Number.isNaN(start.getTime())) {
    throw new PerfledgerError(`The start of run ${runId} is not a time: ${JSON.stringify(startedAt)}.`, {
      hint: 'Give it in ISO 8601: 2026-11-20T05:12:30.000Z.',
    })
  }
  const year = String(start.getUTCFullYear()).padStart(4, '0')
  const month = String(start.getUTCMonth() + 1).padStart(2, '0')
  return path.join(folder, part, `year=${year}`, `month=${month}`, `${runId}.parquet`)
}

/** A name beside `file` that no reader looks at and nobody else uses. */
export function temporaryName(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`)
}

/** Whether a file name is one that {@link temporaryName} gives. */
export function isTemporary(name: string): boolean {
  return /^\..*\.parquet\.[0-9a-f]{12}\.tmp$/.test(name)
}

/** The Parquet files of one part of the ledger, sorted by path; empty where the ledger does not exist yet. */
export async function listLedgerFiles(folder: string, part: LedgerPart): Promise<string[]> {
  const files = await walk(path.join(folder, part), isLedgerFile)
  return files.sort()
}

/** What appends that were killed left behind, in both parts. */
export async function listTemporaryFiles(folder: string): Promise<string[]> {
  const parts = ['runs', 'verdicts'].map((part) => walk(path.join(folder, part), isTemporary))
  return (await Promise.all(parts)).flat()
}

function isLedgerFile(name: string): boolean {
  return name.endsWith('.parquet') && !name.startsWith('.')
}

async function walk(folder: string, wanted: (name: string) => boolean): Promise<string[]> {
  const found: string[] = []
  for (const entry of await entriesOf(folder)) {
    const full = path.join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.')) found.push(...(await walk(full, wanted)))
    } else if (wanted(entry.name)) found.push(full)
  }
  return found
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new PerfledgerError(`The ledger folder ${folder} cannot be read: ${(error as Error).message}.`, {
      hint: 'Check that it is a folder and that you may read it.',
      cause: error,
    })
  }
}
