import { existsSync } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { PerfledgerError } from '../errors.ts'
import { closedKey } from './chunk-columns.ts'
import { type ChunkSource, writeChunk } from './chunk-file.ts'
import { divideIntoChunks, type FileContent, filesToCompact } from './compaction-plan.ts'
import { type Ask, type Database, openDatabase, quotedFiles, select } from './duckdb.ts'
import { writeFault } from './faults.ts'
import { syncFolder } from './folders.ts'
import { isChunk, type LedgerPart, listLedgerFiles } from './layout.ts'
import { assertKnownVersions, findBrokenFile, type LedgerFiles } from './read-faults.ts'
import { findShadowed } from './shadowed.ts'
import { fileViews, rankTable } from './views.ts'

/** What a compaction did in one folder. */
export interface CompactedFolder {
  readonly folder: string
  readonly runs: number
  readonly filesBefore: number
  readonly filesAfter: number
  readonly sizeBytesBefore: number
  readonly sizeBytesAfter: number
}

export interface CompactOptions {
  /** Git's ranks of commits, as in `OpenOptions`. Inside a chunk, a series is in commit order. */
  readonly commitOrder?: ((shas: readonly string[]) => Promise<ReadonlyMap<string, number>>) | undefined
  readonly onFolder?: ((done: CompactedFolder) => void) | undefined
}

const parts: readonly LedgerPart[] = ['runs', 'verdicts']

/** From this many files on that a compaction would take away, one is due. */
export const dueFiles = 100

/**
 * Makes chunks of up to 1,000 runs of what is in single files, month by month, sorted so that a query for one series
 * reads only its part. A chunk is read back and compared row by row with the files it replaces before these go. May be
 * killed at any instant, run by several processes at once, and while others append or read: a run is then perhaps in
 * two files, which readers count once and the next compaction puts right. Does nothing where there is nothing to gain.
 * Throws PerfledgerError where a file cannot be read or a chunk not be written; nothing is lost then.
 */
export function compactLedger(folder: string, options: CompactOptions = {}): Promise<CompactedFolder[]> {
  return rewriteLedger(folder, options)
}

/** What becomes less: see `retention.ts`. */
export interface Thinning {
  /** Runs whose samples become their median with its interval. */
  readonly thin: ReadonlySet<string>
  /** Runs that go, with their verdicts. */
  readonly drop: ReadonlySet<string>
}

/** {@link compactLedger}, or, with a thinning, only what that changes: verdicts before runs, so that none is left without its run. */
export async function rewriteLedger(
  folder: string,
  options: CompactOptions,
  thinning?: Thinning,
): Promise<CompactedFolder[]> {
  const done: CompactedFolder[] = []
  const inOrder = thinning === undefined ? parts : parts.toReversed()
  for (const part of inOrder) {
    const folders = new Set((await listLedgerFiles(folder, part)).map((file) => path.dirname(file)))
    for (const each of folders) {
      const compacted = await compactFolder({ ledger: folder, part, folder: each, options, thinning })
      if (compacted === undefined) continue
      done.push(compacted)
      options.onFolder?.(compacted)
    }
  }
  return done
}

/** Whether there are about a hundred files that a compaction would take away. Costs a listing of the folders. */
export async function isCompactionDue(folder: string): Promise<boolean> {
  for (const part of parts) {
    const loose = (await listLedgerFiles(folder, part)).filter((file) => !isChunk(file))
    const byFolder = [...Map.groupBy(loose, (file) => path.dirname(file)).values()]
    // One file alone in its month stays as it is.
    const gain = byFolder.filter((files) => files.length > 1).flat().length
    if (gain >= dueFiles) return true
  }
  return false
}

interface FolderJob {
  readonly ledger: string
  readonly part: LedgerPart
  readonly folder: string
  readonly options: CompactOptions
  readonly thinning: Thinning | undefined
}

const mostAttempts = 20

/** Where another compaction takes files away meanwhile, the folder is looked at again. */
async function compactFolder(job: FolderJob): Promise<CompactedFolder | undefined> {
  for (let attempt = 1; ; attempt++) {
    const all = await listLedgerFiles(job.ledger, job.part)
    const files = all.filter((file) => path.dirname(file) === job.folder)
    if (files.length < (job.thinning === undefined ? 2 : 1)) return undefined
    const database = await openDatabase({ threads: 1 })
    try {
      return await compactFiles(database, files, job)
    } catch (error) {
      const isFinal = attempt === mostAttempts || files.every((file) => existsSync(file))
      if (isFinal) throw await explained(error, database, files, job)
    } finally {
      database.close()
    }
  }
}

/** A file that cannot be read is named; whatever else it is, happened while writing. */
async function explained(
  error: unknown,
  { connection }: Database,
  files: readonly string[],
  job: FolderJob,
): Promise<PerfledgerError> {
  if (error instanceof PerfledgerError) return error
  const broken = await findBrokenFile(connection, seenFiles(files, job))
  return (
    broken ?? writeFault('A chunk', job.folder, error, 'Nothing was taken away; every run is where it was.')
  )
}

function seenFiles(files: readonly string[], { ledger, part }: FolderJob): LedgerFiles {
  return {
    folder: ledger,
    runFiles: part === 'runs' ? files : [],
    verdictFiles: part === 'verdicts' ? files : [],
  }
}

async function compactFiles(
  database: Database,
  files: readonly string[],
  job: FolderJob,
): Promise<CompactedFolder | undefined> {
  const { part, folder, options, thinning } = job
  const seen = seenFiles(files, job)
  const ask: Ask = (sql, values) => select(database.connection, sql, values)
  for (const view of fileViews(seen.runFiles, seen.verdictFiles)) await ask(view)
  await assertKnownVersions(ask)
  // Two copies that differ are no matter to decide here: this throws.
  await findShadowed(ask, seen)
  await ask(rankTable())
  const contents = await contentsOf(ask, part, files)
  const chosen = thinning === undefined ? filesToCompact(contents) : filesToThin(contents, part, thinning)
  if (chosen.length === 0) return undefined
  const sources = chosen.map(({ file }) => file)
  const sizeBytesBefore = await sizeOf(sources)
  const ranksOf = options.commitOrder
  const source: ChunkSource = { database, ask, part, folder, ranksOf, thinned: thinning?.thin }
  const written = await writeChunks(source, chosen, thinning?.drop)
  await syncFolder(folder)
  for (const file of sources) await rm(file, { force: true })
  await syncFolder(folder)
  return {
    folder,
    runs: new Set(chosen.flatMap(({ runIds }) => runIds)).size,
    filesBefore: sources.length,
    filesAfter: written.length,
    sizeBytesBefore,
    sizeBytesAfter: await sizeOf(written),
  }
}

/** Each chunk has a name that no file had before, so none of them is among the files that go. */
async function writeChunks(
  source: ChunkSource,
  chosen: readonly FileContent[],
  dropped: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  const ownerOf = await ownersOf(source, chosen, dropped)
  const values = await source.ask<{ run_id: string; value_count: number }>(valueCounts(source.part))
  const valuesOf = new Map(
    values
      .filter(({ run_id }) => ownerOf.has(run_id))
      .map(({ run_id, value_count }) => [run_id, value_count]),
  )
  const written: string[] = []
  for (const { runIds, closed } of divideIntoChunks(valuesOf)) {
    const owners = new Map(runIds.map((id) => [id, ownerOf.get(id) as string]))
    written.push(await writeChunk(source, owners, closed))
  }
  return written
}

/** Which file each run is taken from: of several copies the one that readers take, too. */
async function ownersOf(
  { ask, part }: ChunkSource,
  chosen: readonly FileContent[],
  dropped: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const table = part === 'runs' ? 'shadowed' : 'shadowed_verdicts'
  const rows = await ask<{ run_id: string; filename: string }>(`FROM ${table}`)
  const leftOut = new Set(rows.map(({ run_id, filename }) => `${run_id}\n${filename}`))
  const owned = chosen.flatMap(({ file, runIds }) => runIds.map((id) => [id, file] as const))
  return new Map(owned.filter(([id, file]) => !dropped.has(id) && !leftOut.has(`${id}\n${file}`)))
}

/** Every file that has a run which becomes less: all copies of it are written anew together. */
function filesToThin(
  files: readonly FileContent[],
  part: LedgerPart,
  { thin, drop }: Thinning,
): FileContent[] {
  const isMeant = (id: string) => drop.has(id) || (part === 'runs' && thin.has(id))
  return files.filter(({ runIds }) => runIds.some(isMeant))
}

/** Numbers in the rows of each run: the same before and after a compaction, unlike bytes. */
function valueCounts(part: LedgerPart): string {
  return part === 'runs'
    ? `SELECT run_id, max(value_count) AS value_count FROM (
         SELECT run_id, filename, sum(20 + coalesce(len(samples), 0) + coalesce(len(warmup_samples), 0)) AS value_count
         FROM filed_rows GROUP BY run_id, filename) GROUP BY run_id`
    : `SELECT run_id, max(value_count) AS value_count FROM (
         SELECT run_id, filename, 20 * count(*) AS value_count FROM filed_verdicts GROUP BY run_id, filename) GROUP BY run_id`
}

async function contentsOf(ask: Ask, part: LedgerPart, files: readonly string[]): Promise<FileContent[]> {
  const owners = part === 'runs' ? 'filed_runs' : '(SELECT DISTINCT run_id, filename FROM filed_verdicts)'
  const rows = await ask<{ filename: string; run_ids: string[] }>(
    `SELECT filename, list(run_id ORDER BY run_id) AS run_ids FROM ${owners} GROUP BY filename`,
  )
  const idsOf = new Map(rows.map(({ filename, run_ids }) => [filename, run_ids]))
  const closed = await closedAmong(ask, files.filter(isChunk))
  return files.map((file) => ({ file, closed: closed.has(file), runIds: idsOf.get(file) ?? [] }))
}

async function closedAmong(ask: Ask, chunks: readonly string[]): Promise<ReadonlySet<string>> {
  if (chunks.length === 0) return new Set()
  const rows = await ask<{ file_name: string }>(
    `SELECT file_name FROM parquet_kv_metadata(${quotedFiles(chunks)})
     WHERE decode(key) = '${closedKey}' AND decode(value) = 'true'`,
  )
  return new Set(rows.map(({ file_name }) => file_name))
}

async function sizeOf(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
