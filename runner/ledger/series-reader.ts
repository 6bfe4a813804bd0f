import type { Direction, Metric } from '../metrics/metric.ts'
import { type Ask, quotedList } from './duckdb.ts'
import { parseParams, seriesId } from './identity.ts'
import type { LedgerFiles } from './read-faults.ts'
import { runColumns } from './schema.ts'
import type { Ledger, MetricChange, RunSamples, Series, SeriesKey } from './series.ts'
import { selectFrom } from './views.ts'

const identity = 'suite, benchmark, params, metric, unit, direction, environment'

interface IdentityRow {
  readonly suite: string
  readonly benchmark: string
  readonly params: string
  readonly metric: string
  readonly unit: string
  readonly direction: string
  readonly environment: string
}

interface SeriesRow extends IdentityRow {
  readonly positions: readonly number[]
  readonly medians: readonly number[]
  readonly mads: readonly number[]
  readonly counts: readonly number[]
  readonly lows: readonly number[]
  readonly highs: readonly number[]
}

/** The part of a ledger that is about series. `runIds` are all runs in commit order. Summaries are computed once. */
export function seriesReader(
  ask: Ask,
  runIds: readonly string[],
  files: LedgerFiles,
): Pick<Ledger, 'series' | 'recentSamples' | 'metricChanges'> {
  let summarised: Promise<unknown> | undefined
  const summarise = () => {
    summarised ??= ask('CREATE TEMP TABLE placed_points AS FROM points JOIN run_order USING (run_id)')
    return summarised
  }
  return {
    async series(filter) {
      await summarise()
      const rows = await ask<SeriesRow>(seriesQuery(filter?.suites))
      return rows.map((row) => ({ key: keyOf(row), points: pointsOf(row, runIds) }))
    },
    async recentSamples(runs) {
      await summarise()
      return readRecentSamples(ask, runs, files)
    },
    async metricChanges() {
      await summarise()
      return readMetricChanges(ask, runIds)
    },
  }
}

/** Series of the newest run first, in its order; then those that ended, the latest to end first. */
function seriesQuery(suites: readonly string[] | undefined): string {
  const wanted = suites === undefined ? '' : `WHERE list_contains(${quotedList(suites)}, suite)`
  return `
    SELECT ${identity}, list(run_position) AS positions, list(median) AS medians, list(mad) AS mads,
      list(sample_count) AS counts, list(low) AS lows, list(high) AS highs
    FROM placed_points ${wanted}
    GROUP BY ${identity}
    ORDER BY max(run_position) DESC, arg_max(case_position, run_position), arg_max(metric_position, run_position), ${identity}`
}

function keyOf(row: IdentityRow): SeriesKey {
  return {
    case: { suite: row.suite, benchmark: row.benchmark, params: parseParams(row.params) },
    metric: metricOf(row),
    environment: row.environment,
  }
}

function metricOf(row: { metric: string; unit: string; direction: string }): Metric {
  return { name: row.metric, unit: row.unit, direction: row.direction as Direction }
}

function pointsOf(row: SeriesRow, runIds: readonly string[]): Series['points'] {
  const order = row.positions.map((_, index) => index)
  order.sort((a, b) => at(row.positions, a) - at(row.positions, b))
  return order.map((index) => ({
    runId: runIds[at(row.positions, index)] as string,
    median: at(row.medians, index),
    mad: at(row.mads, index),
    count: at(row.counts, index),
    low: at(row.lows, index),
    high: at(row.highs, index),
  }))
}

function at(list: readonly number[], index: number): number {
  return list[index] as number
}

interface SamplesRow extends IdentityRow {
  readonly run_id: string
  readonly samples: readonly number[]
}

/** Opens only the files of the runs that are wanted. */
async function readRecentSamples(
  ask: Ask,
  runs: number,
  { runFiles }: LedgerFiles,
): Promise<ReadonlyMap<string, readonly RunSamples[]>> {
  await ask(`CREATE OR REPLACE TEMP TABLE recent_points AS
    SELECT run_id, case_position, metric_position, run_position FROM placed_points
    QUALIFY row_number() OVER (PARTITION BY ${identity} ORDER BY run_position DESC) <= ${Math.max(0, Math.trunc(runs))}`)
  const wanted = await ask<{ filename: string }>(
    'SELECT DISTINCT filename FROM filed_runs SEMI JOIN recent_points USING (run_id)',
  )
  const names = new Set(wanted.map(({ filename }) => filename))
  const source = selectFrom(
    runFiles.filter((file) => names.has(file)),
    runColumns,
  )
  const rows = await ask<SamplesRow>(
    `SELECT DISTINCT ON (run_position, case_position, metric_position) ${identity}, run_id, samples
     FROM (${source}) JOIN recent_points USING (run_id, case_position, metric_position)
     ORDER BY run_position, case_position, metric_position`,
  )
  const bySeries = Map.groupBy(rows, (row) => seriesId(keyOf(row)))
  return new Map(
    [...bySeries].map(([id, group]) => [
      id,
      group.map(({ run_id, samples }) => ({ runId: run_id, samples })),
    ]),
  )
}

interface ChangeRow extends IdentityRow {
  readonly first_position: number
}

async function readMetricChanges(ask: Ask, runIds: readonly string[]): Promise<readonly MetricChange[]> {
  const rows = await ask<ChangeRow>(
    `FROM (SELECT suite, benchmark, params, metric, unit, direction, min(run_position) AS first_position
           FROM placed_points GROUP BY ALL)
     QUALIFY count(*) OVER (PARTITION BY suite, benchmark, params, metric) > 1
     ORDER BY suite, benchmark, params, metric, first_position`,
  )
  const byName = Map.groupBy(rows, (row) =>
    JSON.stringify([row.suite, row.benchmark, row.params, row.metric]),
  )
  return [...byName.values()].map((group) => {
    const newest = group.at(-1) as ChangeRow
    return {
      case: { suite: newest.suite, benchmark: newest.benchmark, params: parseParams(newest.params) },
      metricName: newest.metric,
      metrics: group.map(metricOf),
      sinceRunId: runIds[newest.first_position] as string,
    }
  })
}
