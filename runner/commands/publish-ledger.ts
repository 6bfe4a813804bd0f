import { constants, existsSync } from 'node:fs'
import { copyFile, cp, mkdir, readdir, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { PerfledgerError } from '../errors.ts'
import type { OpenOptions } from '../ledger/open.ts'
import { type LedgerFacts, type LedgerFileFacts, ledgerFacts } from '../ledger/published.ts'
import { type PublishedLedger, type PublishedLedgerFile, REPORT_SCHEMA_VERSION } from '../report/model.ts'

/** Where a ledger is published from, and where its copy waits while the pages are built: building empties their folder. */
export interface LedgerPublication {
  /** Absolute. */
  readonly ledger: string
  readonly reportFolder: string
  /** Absolute folder of the copy, beside the site's cache. */
  readonly copyFolder: string
  /** Absolute folder of the pages. */
  readonly outFolder: string
  /** Git's ranks of commits: they decide the places of runs. */
  readonly commitOrder: OpenOptions['commitOrder']
}

/** What was published. */
export interface PublishedCount {
  readonly files: number
  readonly sizeBytes: number
  /** Files that were not there from the last time. */
  readonly copied: number
}

const LIST = 'ledger.json'

/** Where the files of a published ledger are among the pages. */
const publishedFolder = (outFolder: string): string => join(outFolder, 'data', 'ledger')

const mostAttempts = 5

/** Keeps what the last build published: the next one empties the folder of the pages. Call it only once that is known to be one. */
export async function keepPublished({ copyFolder, outFolder }: LedgerPublication): Promise<void> {
  // What a build that was cut short left in the copy is newer than what is among the pages.
  if (!existsSync(copyFolder)) await move(publishedFolder(outFolder), copyFolder)
}

/**
 * Copies a ledger's Parquet files, as they are, to where {@link placeLedger} takes them from, and lists them in the report. What was
 * copied for the last build is not copied again. Nothing unfinished or put aside is among them. Throws PerfledgerError where a file
 * cannot be read.
 */
export async function prepareLedger(publication: LedgerPublication): Promise<PublishedCount> {
  const { ledger, copyFolder, reportFolder, commitOrder } = publication
  for (let attempt = 1; ; attempt++) {
    try {
      const facts = await ledgerFacts(ledger, { commitOrder })
      const copied = await copyAll(ledger, copyFolder, facts.files)
      await replaceFile(join(reportFolder, LIST), JSON.stringify(listOf(facts)))
      const sizeBytes = facts.files.reduce((sum, file) => sum + file.sizeBytes, 0)
      return { files: facts.files.length, sizeBytes, copied }
    } catch (cause) {
      if (cause instanceof PerfledgerError) throw cause
      // A compaction took a file away: what it held is in a chunk by now.
      if (attempt < mostAttempts && (cause as NodeJS.ErrnoException).code === 'ENOENT') continue
      throw new PerfledgerError(`The ledger could not be published: ${(cause as Error).message}`, {
        hint: `Nothing in ${ledger} was changed. Free some space or make ${copyFolder} writable, then try again.`,
        cause,
      })
    }
  }
}

/** Moves what {@link prepareLedger} copied to the pages that were built meanwhile. */
export async function placeLedger({ copyFolder, outFolder }: LedgerPublication): Promise<void> {
  await move(copyFolder, publishedFolder(outFolder))
}

/** A ledger that is not to be published any more leaves nothing behind. */
export async function withdrawLedger({ copyFolder, reportFolder }: LedgerPublication): Promise<void> {
  await rm(join(reportFolder, LIST), { force: true })
  await rm(copyFolder, { recursive: true, force: true })
}

/** Takes away what an earlier build published. Call it only after a build, which makes sure that the folder is one of pages. */
export async function removePublished({ outFolder }: LedgerPublication): Promise<void> {
  await rm(publishedFolder(outFolder), { recursive: true, force: true })
}

function listOf({ files, runIds, medianRanks }: LedgerFacts): PublishedLedger {
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    files: files.map(entryOf),
    runIds: [...runIds],
    medianRanks: [...medianRanks],
  }
}

function entryOf(file: LedgerFileFacts): PublishedLedgerFile {
  const [, year, month] = /\/year=(\d{4})\/month=(\d{2})\//.exec(file.path) ?? []
  return {
    path: file.path,
    part: file.part,
    kind: file.kind,
    month: year && month ? `${year}-${month}` : null,
    sizeBytes: file.sizeBytes,
    footerBytes: file.footerBytes,
    runs: file.runs,
    firstRunId: file.firstRunId ?? null,
    lastRunId: file.lastRunId ?? null,
    firstStartedAt: file.firstStartedAt?.toISOString() ?? null,
    lastStartedAt: file.lastStartedAt?.toISOString() ?? null,
    shadowedRunIds: [...file.shadowedRunIds],
  }
}

async function copyAll(from: string, to: string, files: readonly LedgerFileFacts[]): Promise<number> {
  let copied = 0
  for (const { path } of files) {
    if (await copyChanged(join(from, path), join(to, path))) copied += 1
  }
  await removeOthers(to, new Set(files.map(({ path }) => join(to, path))))
  return copied
}

/** The same size and time of change: the same file, for files of a ledger never change. */
async function copyChanged(from: string, to: string): Promise<boolean> {
  const source = await stat(from)
  const present = await stat(to).catch(() => undefined)
  if (present?.size === source.size && Math.abs(present.mtimeMs - source.mtimeMs) < 1) return false
  await mkdir(dirname(to), { recursive: true })
  const temporary = `${to}.tmp`
  await copyFile(from, temporary, constants.COPYFILE_FICLONE)
  await utimes(temporary, source.atime, source.mtime)
  await rename(temporary, to)
  return true
}

async function removeOthers(folder: string, wanted: ReadonlySet<string>): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = entries.map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
  for (const { entry, path } of paths) {
    if (!entry.isDirectory() && !wanted.has(path)) await rm(path, { force: true })
  }
  const folders = paths.filter(({ entry }) => entry.isDirectory()).map(({ path }) => path)
  const isEmpty = (path: string) => ![...wanted].some((file) => file.startsWith(path + sep))
  for (const path of folders.filter(isEmpty).sort().reverse()) await rmdir(path)
}

/** To another disk, files are copied with their times. */
async function move(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  try {
    await rename(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    await cp(from, to, { recursive: true, preserveTimestamps: true })
  }
}

async function replaceFile(file: string, content: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`
  await writeFile(temporary, content)
  await rename(temporary, file)
}
