import { medianIntervalRank } from '../stats/median-interval.ts'
import { quotedFiles } from './duckdb.ts'
import { createTable, runColumns, type SqlType, verdictColumns } from './schema.ts'

/*
 * All that SQL sees of a ledger. From the ground up:
 *
 *   run_rows      every row of every run file, as it is in the files (see schema.ts)
 *   whole_runs    one row per run with the columns that belong to the run as a whole
 *   run_order     run_id → run_position, the place in commit order from 0; filled when the ledger is opened
 *   runs          one row per run, with run_position and the numbers of its cases
 *   points        one row per metric of a case in a run: median, mad, sample_count, low, high
 *   samples       one row per sample, with phase (measured, warmup) and iteration from 0
 *   verdicts      every verdict as it was given
 *
 * `runs`, `points`, `samples` and `verdicts` are meant for people too: their columns only ever become more.
 */

const firstRowOfRun = 'case_position = 0 AND metric_position = 0'
const caseColumns = Object.keys(runColumns).slice(Object.keys(runColumns).indexOf('case_position'))

/** The columns that belong to the run as a whole. */
const wholeRunColumns: readonly string[] = Object.keys(runColumns).filter(
  (column) => !caseColumns.includes(column),
)

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
  return `SELECT ${names} FROM read_parquet(${quotedFiles(files)}, filename = true, hive_partitioning = false)`
}

/** The ground: rows as they are in the files, the file named. */
export function fileViews(runFiles: readonly string[], verdictFiles: readonly string[]): string[] {
  return [
    `CREATE TEMP VIEW filed_rows AS ${selectFrom(runFiles, runColumns, ['filename'])}`,
    `CREATE TEMP TABLE filed_runs AS SELECT ${wholeRunColumns.join(', ')}, filename FROM filed_rows WHERE ${firstRowOfRun}`,
    `CREATE TEMP VIEW filed_verdicts AS ${selectFrom(verdictFiles, verdictColumns, ['filename'])}`,
    createTable('run_order', { run_id: 'VARCHAR', run_position: 'INTEGER' }),
    createTable('shadowed', { run_id: 'VARCHAR', filename: 'VARCHAR' }),
  ]
}

/**
 * Everything above the ground. `shadowed` says that some runs are in more than one file (a merge of a compacted ledger
 * with one that is not): the table of that name then lists the copies to leave out.
 */
export function ledgerViews(shadowed: boolean): string[] {
  const leftOut = shadowed ? 'ANTI JOIN shadowed USING (run_id, filename)' : ''
  return [
    `CREATE TEMP VIEW run_rows AS SELECT ${Object.keys(runColumns).join(', ')} FROM filed_rows ${leftOut}`,
    `CREATE TEMP VIEW whole_runs AS SELECT ${wholeRunColumns.join(', ')} FROM filed_runs ${leftOut}`,
    rankTable(),
    `CREATE TEMP VIEW runs AS
       SELECT run_position, whole_runs.*, cases, failed_cases
       FROM whole_runs JOIN run_order USING (run_id) JOIN (${caseCounts}) USING (run_id)`,
    `CREATE TEMP VIEW points AS ${points}`,
    `CREATE TEMP VIEW samples AS ${samples}`,
    `CREATE TEMP VIEW verdicts AS SELECT * EXCLUDE (filename) FROM filed_verdicts`,
  ]
}

const caseCounts = `
  SELECT run_id, count(DISTINCT case_position) FILTER (suite IS NOT NULL) AS cases,
    count(DISTINCT case_position) FILTER (status = 'failed') AS failed_cases
  FROM run_rows GROUP BY run_id`

const seriesColumns = 'suite, benchmark, params, metric, unit, direction, environment'

/**
 * The median as `stats/quantile.ts` computes it, to the bit: the middle value, or the lower middle plus half of the
 * distance to the upper. A failed case gives no point: its samples are kept, but not compared with.
 */
const points = `
  WITH measured AS (
    SELECT run_id, case_position, metric_position, ${seriesColumns}, status, reported_low, reported_high,
      list_sort(samples) AS sorted, len(samples)::INTEGER AS sample_count
    FROM run_rows WHERE metric IS NOT NULL AND status <> 'failed' AND len(samples) > 0
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
  SELECT run_id, case_position, metric_position, ${seriesColumns}, status, median,
    CASE WHEN lower_deviation = upper_deviation THEN lower_deviation
      ELSE lower_deviation + 0.5 * (upper_deviation - lower_deviation) END AS mad,
    sample_count,
    coalesce(reported_low, sorted[coalesce(rank, ${approximateRank('sample_count')})]) AS low,
    coalesce(reported_high, sorted[sample_count + 1 - coalesce(rank, ${approximateRank('sample_count')})]) AS high
  FROM spread LEFT JOIN median_ranks USING (sample_count)`

const samples = `
  SELECT run_id, ${seriesColumns}, status, 'measured' AS phase,
    generate_subscripts(samples, 1) - 1 AS iteration, unnest(samples) AS value FROM run_rows
  UNION ALL
  SELECT run_id, ${seriesColumns}, status, 'warmup' AS phase,
    generate_subscripts(warmup_samples, 1) - 1 AS iteration, unnest(warmup_samples) AS value FROM run_rows`

const largestExactCount = 1000

/** Which order statistics bound the 95 % interval of the median, by the number of samples; exact up to 1,000. */
function rankTable(): string {
  const ranks = Array.from({ length: largestExactCount }, (_, index) =>
    Math.max(1, medianIntervalRank(index + 1, 0.95)),
  )
  return `CREATE TEMP TABLE median_ranks AS
    SELECT generate_subscripts(ranks, 1)::INTEGER AS sample_count, unnest(ranks)::INTEGER AS rank
    FROM (SELECT [${ranks.join(', ')}] AS ranks)`
}

/** Beyond, the normal approximation to the binomial distribution: the exact rank or the one below, never above. */
function approximateRank(count: string): string {
  return `floor((${count} - 1.96 * sqrt(${count})) / 2)::INTEGER`
}
