import { medianIntervalRank } from '../stats/median-interval.ts'
import { chunkColumns } from './chunk-columns.ts'
import { quotedFiles } from './duckdb.ts'
import { isChunk } from './layout.ts'
import { laterColumns, runColumns, type SqlType, verdictColumns } from './schema.ts'

/*
 * All that SQL sees of a ledger. From the ground up:
 *
 *   loose_rows, chunk_rows   every row of the files of one run and of the chunks, as it is there (see schema.ts, chunk-columns.ts)
 *   chunk_points, chunk_runs   the points that chunks have ready, and their runs: from the chunks or from a summary (see summary.ts)
 *   filed_rows, filed_runs   both together: all rows; one row per run and file
 *   shadowed, shadowed_verdicts   the copies to leave out where something is in more than one file
 *   run_rows      every row of every run, once
 *   run_order     run_id → run_position, the place in commit order from 0; filled when the ledger is opened
 *   runs          one row per run, with run_position and the numbers of its cases
 *   points        one row per metric of a case in a run: median, mad, sample_count, low, high
 *   samples       one row per sample, with phase (measured, warmup) and iteration from 0
 *   verdicts      every verdict as it was given
 *
 * `runs`, `points`, `samples` and `verdicts` are meant for people too: their columns only ever become more.
 */

/** True on one row of each run. */
export const firstRowOfRun = 'case_position = 0 AND metric_position = 0'
const caseColumns = Object.keys(runColumns).slice(Object.keys(runColumns).indexOf('case_position'))

/** The columns that belong to the run as a whole. */
export const wholeRunColumns = Object.keys(runColumns).filter((column) => !caseColumns.includes(column))

/** What tells of a run where it belongs. */
const orderColumns =
  'schema_version, run_id, started_at, commit_sha, commit_parents, committed_at, commit_position, dirty'

/** What identifies a series. */
export const seriesColumns = 'suite, benchmark, params, metric, unit, direction, environment'
/** What a chunk says of the points of its runs. */
export const storedPointColumns = `run_id, case_position, metric_position, ${seriesColumns}, status, median, mad, point_count, low, high`

const allColumns = Object.keys(runColumns).join(', ')

/** `SELECT` over these files, or over no rows where there are none. */
export function selectFrom(
  files: readonly string[],
  columns: Readonly<Record<string, SqlType>>,
  extra: readonly string[] = [],
): string {
  if (files.length === 0) {
    const nothing = Object.entries(columns).map(([column, type]) => `NULL::${type} AS ${column}`)
    const more = extra.map((column) => `NULL::VARCHAR AS ${column}`)
    return `SELECT ${[...nothing, ...more].join(', ')} WHERE false`
  }
  const names = [...Object.keys(columns), ...extra].join(', ')
  return `SELECT ${names} FROM ${sourceOf(files, columns)}`
}

/** The files as they are, with the columns that some or all of them are too old to have. */
function sourceOf(files: readonly string[], columns: Readonly<Record<string, SqlType>>): string {
  const options = 'filename = true, hive_partitioning = false'
  const later = Object.entries(columns).filter(([column]) => laterColumns.has(column))
  if (later.length === 0) return `read_parquet(${quotedFiles(files)}, ${options})`
  const empty = later.map(([column, type]) => `NULL::${type} AS ${column}`).join(', ')
  return `(SELECT ${empty} WHERE false
    UNION ALL BY NAME FROM read_parquet(${quotedFiles(files)}, ${options}, union_by_name = true))`
}

/** Some columns of what all files have: read so, a foreign file is an error, and parts of files are skipped. */
function selectSome(files: readonly string[], names: string): string {
  const types: Readonly<Record<string, SqlType>> = { ...runColumns, ...chunkColumns }
  const columns = names.split(', ').map((name): [string, SqlType] => [name, types[name] as SqlType])
  return selectFrom(files, Object.fromEntries(columns), ['filename'])
}

/** Where points and runs of all chunks come from, as `SELECT`. */
export interface ChunkSources {
  readonly points: string
  readonly runs: string
}

/** The ground: rows as they are in the files, the file named. Run again after files changed, it says what is there now. */
export function fileViews(
  runFiles: readonly string[],
  verdictFiles: readonly string[],
  summarized?: ChunkSources,
): string[] {
  const loose = runFiles.filter((file) => !isChunk(file))
  const chunks = runFiles.filter(isChunk)
  const view = (name: string, select: string) => `CREATE OR REPLACE TEMP VIEW ${name} AS ${select}`
  return [
    view('loose_rows', selectFrom(loose, runColumns, ['filename'])),
    view('chunk_rows', selectFrom(chunks, { ...runColumns, ...chunkColumns }, ['filename'])),
    view(
      'filed_rows',
      `SELECT ${allColumns}, filename FROM loose_rows UNION ALL SELECT ${allColumns}, filename FROM chunk_rows`,
    ),
    view('chunk_points', summarized?.points ?? selectSome(chunks, storedPointColumns)),
    view(
      'chunk_runs',
      summarized?.runs ??
        `SELECT ${wholeRunColumns.join(', ')}, cases, failed_cases, filename FROM chunk_rows WHERE first_of_run`,
    ),
    `CREATE OR REPLACE TEMP TABLE filed_runs AS
       SELECT ${orderColumns}, filename
       FROM (${selectSome(loose, `${orderColumns}, case_position, metric_position`)}) WHERE ${firstRowOfRun}
       UNION ALL
       SELECT ${orderColumns}, filename FROM ${summarized ? 'chunk_runs' : firstRowsOf(chunks)}`,
    view('filed_verdicts', selectFrom(verdictFiles, verdictColumns, ['filename'])),
    'CREATE TEMP TABLE IF NOT EXISTS run_order (run_id VARCHAR, run_position INTEGER)',
    'CREATE OR REPLACE TEMP TABLE shadowed (run_id VARCHAR, filename VARCHAR)',
    'CREATE OR REPLACE TEMP TABLE shadowed_verdicts (run_id VARCHAR, filename VARCHAR)',
  ]
}

/** One row of each run of these chunks, by few columns: to open a ledger takes no more. */
function firstRowsOf(chunks: readonly string[]): string {
  return `(FROM (${selectSome(chunks, `${orderColumns}, first_of_run`)}) WHERE first_of_run)`
}

/** What is in more than one file: the tables `shadowed` and `shadowed_verdicts` list the copies to leave out. */
export interface Shadowed {
  readonly runs: boolean
  readonly verdicts: boolean
}

/** Everything above the ground. */
export function ledgerViews(shadowed: Shadowed): string[] {
  const leftOut = shadowed.runs ? 'ANTI JOIN shadowed USING (run_id, filename)' : ''
  const leftOutVerdicts = shadowed.verdicts ? 'ANTI JOIN shadowed_verdicts USING (run_id, filename)' : ''
  const view = (name: string, select: string) => `CREATE OR REPLACE TEMP VIEW ${name} AS ${select}`
  return [
    rankTable(),
    view('run_rows', `SELECT ${allColumns} FROM filed_rows ${leftOut}`),
    view(
      'runs',
      `SELECT run_position, filed.* EXCLUDE (filename)
       FROM (SELECT * FROM (${countedRuns}) ${leftOut}) filed JOIN run_order USING (run_id)`,
    ),
    view('points', `SELECT * EXCLUDE (filename) FROM (${filedPoints}) ${leftOut}`),
    view('samples', samples),
    view('verdicts', `SELECT * EXCLUDE (filename) FROM filed_verdicts ${leftOutVerdicts}`),
  ]
}

const countedRuns = `
  FROM chunk_runs
  UNION ALL
  SELECT ${wholeRunColumns.join(', ')}, cases, failed_cases, filename
  FROM (FROM loose_rows WHERE ${firstRowOfRun}) JOIN (${caseCounts('loose_rows')}) USING (run_id, filename)`

/** The numbers of cases of each run in a view of rows. */
export function caseCounts(rows: string): string {
  return `
    SELECT run_id, filename, count(DISTINCT case_position) FILTER (suite IS NOT NULL) AS cases,
      count(DISTINCT case_position) FILTER (status = 'failed') AS failed_cases
    FROM ${rows} GROUP BY run_id, filename`
}

const pointColumns = `run_id, case_position, metric_position, ${seriesColumns}, status, median, mad, sample_count, low, high, filename`

const filedPoints = `
  SELECT ${pointColumns.replace('sample_count', 'point_count AS sample_count')} FROM chunk_points WHERE point_count IS NOT NULL
  UNION ALL
  ${pointsOf('loose_rows')}`

/**
 * The points that the rows of a view give. The median as `stats/quantile.ts` computes it, to the bit: the middle value,
 * or the lower middle plus half of the distance to the upper. A failed case gives no point: its samples are kept, but
 * not compared with.
 */
export function pointsOf(rows: string): string {
  return `
  SELECT ${pointColumns} FROM (
    WITH measured AS (
      SELECT run_id, case_position, metric_position, ${seriesColumns}, status, filename, reported_low, reported_high,
        list_sort(samples) AS sorted, len(samples)::INTEGER AS sample_count
      FROM ${rows} WHERE metric IS NOT NULL AND status <> 'failed' AND len(samples) > 0
    ), centred AS (
      SELECT *, sorted[(sample_count + 1) // 2] AS lower_middle, sorted[sample_count // 2 + 1] AS upper_middle,
        CASE WHEN lower_middle = upper_middle THEN lower_middle
          ELSE lower_middle + 0.5 * (upper_middle - lower_middle) END AS median
      FROM measured
    ), spread AS (
      SELECT *, list_sort(list_transform(sorted, lambda value: abs(value - median))) AS deviations,
        deviations[(sample_count + 1) // 2] AS lower_deviation, deviations[sample_count // 2 + 1] AS upper_deviation
      FROM centred
    )
    SELECT *, CASE WHEN lower_deviation = upper_deviation THEN lower_deviation
        ELSE lower_deviation + 0.5 * (upper_deviation - lower_deviation) END AS mad,
      coalesce(reported_low, sorted[coalesce(rank, ${approximateRank('sample_count')})]) AS low,
      coalesce(reported_high, sorted[sample_count + 1 - coalesce(rank, ${approximateRank('sample_count')})]) AS high
    FROM spread LEFT JOIN median_ranks USING (sample_count))`
}

const samples = `
  SELECT run_id, ${seriesColumns}, status, 'measured' AS phase,
    generate_subscripts(samples, 1) - 1 AS iteration, unnest(samples) AS value FROM run_rows
  UNION ALL
  SELECT run_id, ${seriesColumns}, status, 'warmup' AS phase,
    generate_subscripts(warmup_samples, 1) - 1 AS iteration, unnest(warmup_samples) AS value FROM run_rows`

/** Up to so many samples, the interval of a median is exact. */
export const largestExactCount = 1000

/** Which order statistics bound the 95 % interval of the median, by the number of samples; exact up to 1,000. */
export function rankTable(): string {
  const ranks = Array.from({ length: largestExactCount }, (_, index) =>
    Math.max(1, medianIntervalRank(index + 1, 0.95)),
  )
  return `CREATE TEMP TABLE IF NOT EXISTS median_ranks AS
    SELECT generate_subscripts(ranks, 1)::INTEGER AS sample_count, unnest(ranks)::INTEGER AS rank
    FROM (SELECT [${ranks.join(', ')}] AS ranks)`
}

/** Beyond, the normal approximation to the binomial distribution: the exact rank or the one below, never above. */
function approximateRank(count: string): string {
  return `floor((${count} - 1.96 * sqrt(${count})) / 2)::INTEGER`
}
