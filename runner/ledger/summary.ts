import { createHash } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { checkSeal, contentKey, sealFile } from './checksum.ts'
import { chunkColumns } from './chunk-columns.ts'
import { type Ask, quoted } from './duckdb.ts'
import { isChunk } from './layout.ts'
import { runColumns } from './schema.ts'
import { tellingOf } from './select-told.ts'
import { type ChunkSources, seriesColumns, storedPointColumns, wholeRunColumns } from './views.ts'
import { parquetOptions } from './write-parquet.ts'

/**
 * The points and the runs of all chunks of a ledger in two files, so that a question about ten years opens two files and not
 * hundreds. Made of the chunks, kept with the generated report, never part of the history: it may be removed at any time.
 */
export interface Summary {
  readonly points: string
  readonly runs: string
}

/** With fewer chunks there is nothing to gain. */
const FEWEST_CHUNKS = 8
/** Rises when what stands in the two files changes. */
const SUMMARY_VERSION = 1

const summariesIn = (ledger: string): string => path.join(ledger, 'report', 'summary')
const filesIn = (folder: string): Summary => ({
  points: path.join(folder, 'points.parquet'),
  runs: path.join(folder, 'runs.parquet'),
})

/**
 * The summary of exactly these files of a ledger; undefined where there is none, or where it is not as it was written: then the
 * chunks themselves are read.
 */
export async function findSummary(ledger: string, runFiles: readonly string[]): Promise<Summary | undefined> {
  const chunks = runFiles.filter(isChunk)
  if (chunks.length < FEWEST_CHUNKS) return undefined
  const summary = filesIn(path.join(summariesIn(ledger), await keyOf(ledger, chunks)))
  const seals = await Promise.all([summary.points, summary.runs].map((file) => checkSeal(file)))
    // Whatever is in the way: the chunks are there.
    .catch(() => [])
  return seals.length === 2 && seals.every((seal) => seal === 'sound') ? summary : undefined
}

/** A summary is of files by their content, wherever the ledger lies. */
async function keyOf(ledger: string, chunks: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(`${SUMMARY_VERSION} ${columnNames}\n`)
  for (const file of chunks.toSorted())
    hash.update(`${path.relative(ledger, file)} ${await contentKey(file)}\n`)
  return hash.digest('hex').slice(0, 32)
}

const columnNames = [...Object.keys(runColumns), ...Object.keys(chunkColumns)].join(' ')
const runNames = `${wholeRunColumns.join(', ')}, cases, failed_cases`

/** Makes the summary of the chunks that the views `chunk_points` and `chunk_runs` read, where there is none; older ones go. */
export async function writeSummary(ask: Ask, ledger: string, runFiles: readonly string[]): Promise<void> {
  const chunks = runFiles.filter(isChunk)
  if (chunks.length < FEWEST_CHUNKS || (await findSummary(ledger, runFiles))) return
  const all = summariesIn(ledger)
  const key = await keyOf(ledger, chunks)
  const temporary = path.join(all, `.${key}.${process.pid}.tmp`)
  await mkdir(temporary, { recursive: true })
  try {
    const { points, runs } = filesIn(temporary)
    // DuckDB counts characters, not UTF-16.
    const place = `substr(filename, ${[...path.join(ledger, '/')].length + 1}) AS filename`
    await copyPoints(ask, place, points)
    await copy(ask, `SELECT ${runNames}, ${place} FROM chunk_runs ORDER BY run_id`, runs)
    for (const name of await readdir(all))
      if (name !== path.basename(temporary)) await rm(path.join(all, name), { recursive: true, force: true })
    await rename(temporary, path.join(all, key))
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

/** By series, then by run. A number is sorted by in less memory than seven texts. */
async function copyPoints(ask: Ask, place: string, file: string): Promise<void> {
  const where = 'point_count IS NOT NULL'
  const { table, join } = await tellingOf(ask, { source: 'chunk_points', where }, seriesColumns.split(', '))
  const columns = storedPointColumns.split(', ').map((column) => `rows.${column}`)
  const from = `(FROM chunk_points WHERE ${where}) rows ${join}`
  await copy(
    ask,
    `SELECT ${columns.join(', ')}, ${place} FROM ${from} ORDER BY ${table}.place, rows.run_id`,
    file,
  )
  await ask(`DROP TABLE ${table}`)
}

/** Without dictionaries for numbers: DuckDB's turn -0 into 0. Texts are few and compress well without. */
async function copy(ask: Ask, select: string, file: string): Promise<void> {
  const options = `${parquetOptions({ dictionaries: false })}, ROW_GROUP_SIZE 8192`
  await ask(`COPY (${select}) TO ${quoted(file)} (${options})`)
  await sealFile(file)
}

/** What the views `chunk_points` and `chunk_runs` read where there is a summary. */
export function summarySources(ledger: string, { points, runs }: Summary): ChunkSources {
  const from = (file: string) =>
    `FROM read_parquet([${quoted(file.replaceAll(/[*?[]/g, '[$&]'))}], hive_partitioning = false)`
  const place = `${quoted(path.join(ledger, '/'))} || filename AS filename`
  return {
    points: `SELECT ${storedPointColumns}, ${place} ${from(points)}`,
    runs: `SELECT ${runNames}, ${place} ${from(runs)}`,
  }
}
