import type { MeasuredRun } from '../measure/record.ts'
import { quoted, quotedList } from './duckdb.ts'
import { runOf } from './measured.ts'
import { type LedgerDatabase, type OpenOptions, openViews } from './open.ts'
import { type RunRow, runColumns } from './schema.ts'

/** Which part of a ledger is wanted; an empty list is no limit. */
export interface ExportFilter {
  readonly suites: readonly string[]
  readonly benchmarks: readonly string[]
  readonly metrics: readonly string[]
  /** ISO 8601; runs that started before are left out. */
  readonly since?: string | undefined
  /** ISO 8601; runs that started at this time or later are left out. */
  readonly until?: string | undefined
}

/** Runs in one query: bounds memory. */
const RUNS_AT_ONCE = 500

/**
 * The runs of a ledger in commit order, with only the cases and metrics that are wanted; a run without any is left out. A run of
 * which something was left out is marked as partial.
 */
export async function* exportRuns(
  folder: string,
  filter: ExportFilter,
  options: OpenOptions = {},
): AsyncGenerator<MeasuredRun> {
  const opened = await openViews(folder, options)
  try {
    const ids = opened.runIds
    for (let start = 0; start < ids.length; start += RUNS_AT_ONCE) {
      const some = ids.slice(start, start + RUNS_AT_ONCE)
      const rows = await opened.ask<RunRow>(
        `FROM (${wantedRows(filter)}) WHERE list_contains(${quotedList(some)}, run_id)`,
      )
      const byRun = Map.groupBy(rows, ({ run_id }) => run_id)
      for (const id of some) {
        const run = runOf(byRun.get(id) ?? [])
        if (run !== undefined) yield run
      }
    }
  } finally {
    opened.database.close()
  }
}

/** Writes the same runs as one Parquet file in the ledger's own schema. Returns how many rows and runs it has. */
export async function exportParquet(
  folder: string,
  filter: ExportFilter,
  file: string,
  options: OpenOptions = {},
): Promise<{ readonly rows: number; readonly runs: number }> {
  const opened = await openViews(folder, options)
  try {
    const counts = await countRows(opened, filter)
    if (counts.rows > 0) {
      await opened.ask(
        `COPY (FROM (${wantedRows(filter)}) JOIN run_order USING (run_id) SELECT ${Object.keys(runColumns).join(', ')}
           ORDER BY run_position, case_position, metric_position)
         TO ${quoted(file)} (FORMAT parquet, COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 0)`,
      )
    }
    return counts
  } finally {
    opened.database.close()
  }
}

async function countRows({ ask }: LedgerDatabase, filter: ExportFilter) {
  const [counts] = await ask<{ rows: number; runs: number }>(
    `SELECT count(*) AS rows, count(DISTINCT run_id) AS runs FROM (${wantedRows(filter)})`,
  )
  return counts ?? { rows: 0, runs: 0 }
}

/** The rows that are wanted, their cases and metrics counted anew, so that each run still begins at 0 and 0. */
function wantedRows(filter: ExportFilter): string {
  const limits = [
    ...listLimit('suite', filter.suites),
    ...listLimit('benchmark', filter.benchmarks),
    ...listLimit('metric', filter.metrics),
  ]
  const times = [
    ...(filter.since === undefined ? [] : [`started_at >= ${timestamp(filter.since)}`]),
    ...(filter.until === undefined ? [] : [`started_at < ${timestamp(filter.until)}`]),
  ]
  const where = [...limits, ...times].map((limit) => `(${limit})`).join(' AND ')
  if (limits.length === 0) return `SELECT * FROM run_rows ${where === '' ? '' : `WHERE ${where}`}`
  return `SELECT * REPLACE (
      (dense_rank() OVER (PARTITION BY run_id ORDER BY case_position) - 1)::INTEGER AS case_position,
      (row_number() OVER (PARTITION BY run_id, case_position ORDER BY metric_position) - 1)::INTEGER AS metric_position,
      true AS partial
    ) FROM run_rows WHERE ${where}`
}

function listLimit(column: string, wanted: readonly string[]): string[] {
  return wanted.length === 0 ? [] : [`list_contains(${quotedList(wanted)}, ${column})`]
}

function timestamp(iso: string): string {
  return `TIMESTAMP ${quoted(new Date(iso).toISOString().replace('T', ' ').replace('Z', ''))}`
}
