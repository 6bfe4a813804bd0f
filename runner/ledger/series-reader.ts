import type { Direction, Metric } from '../metrics/metric.ts'
import { paramsText } from '../plan/identity.ts'
import { type Ask, quoted, quotedList } from './duckdb.ts'
import { parseParams, seriesId } from './identity.ts'
import { metricChangesOf } from './metric-changes.ts'
import { runColumns } from './schema.ts'
import type { Ledger, RunSamples, Series, SeriesFilter, SeriesKey } from './series.ts'
import { selectFrom, seriesColumns } from './views.ts'

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
  /** Of the newest run that has the series: its place, and that of the series in it. */
  readonly last_position: number
  readonly last_case: number
  readonly last_metric: number
  readonly positions: Float64Array
  readonly medians: Float64Array
  readonly mads: Float64Array
  readonly counts: Float64Array
  readonly lows: Float64Array
  readonly highs: Float64Array
}

/** The part of a ledger that is about series. `runIds` are all runs in commit order. */
export function seriesReader(
  ask: Ask,
  askLists: Ask,
  runIds: readonly string[],
  { pointsAtOnce = POINTS_AT_ONCE } = {},
): Pick<Ledger, 'series' | 'oneSeries' | 'recentSamples' | 'metricChanges'> {
  const toSeries = (row: SeriesRow): Series => ({ key: keyOf(row), points: pointsOf(row, runIds) })
  const read = async (condition: string): Promise<Series[]> =>
    (await askLists<SeriesRow>(seriesQuery(condition))).map(toSeries)
  const readInParts = async (): Promise<Series[]> => {
    const found: { readonly row: Pick<SeriesRow, OrderedBy>; readonly series: Series }[] = []
    for (const condition of await partsOf(ask, pointsAtOnce)) {
      for (const row of await askLists<SeriesRow>(seriesQuery(condition))) {
        const { last_position, last_case, last_metric } = row
        found.push({ row: { last_position, last_case, last_metric }, series: toSeries(row) })
      }
    }
    return found.sort((a, b) => newestFirst(a.row, b.row)).map(({ series }) => series)
  }
  let all: Promise<readonly Series[]> | undefined
  const readAll = () => {
    all ??= readInParts().catch((error) => {
      all = undefined
      throw error
    })
    return all
  }
  return {
    series: (filter) =>
      filter?.suites === undefined && filter?.runIds === undefined ? readAll() : read(conditionOf(filter)),
    oneSeries: async (key) => (await read(isSeries(key)))[0],
    recentSamples: (runs) => readRecentSamples(ask, runs),
    metricChanges: async () => metricChangesOf(await readAll(), runIds),
  }
}

function conditionOf({ suites, runIds }: SeriesFilter): string {
  const inSuites = suites === undefined ? 'true' : `list_contains(${quotedList(suites)}, suite)`
  return `${inSuites} AND ${runIds === undefined ? 'true' : inRuns(runIds)}`
}

/** With the first and the last, DuckDB skips the files and parts of files that end before or begin after. */
function inRuns(runIds: readonly string[]): string {
  const sorted = runIds.toSorted()
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return 'false'
  return `run_id BETWEEN ${quoted(first)} AND ${quoted(last)} AND run_id IN (SELECT unnest(${quotedList(sorted)}))`
}

/** Plain comparisons: with them, DuckDB skips the parts of a chunk that cannot hold the series. */
function isSeries({ case: { suite, benchmark, params }, metric, environment }: SeriesKey): string {
  const wanted = {
    suite,
    benchmark,
    params: paramsText(params),
    metric: metric.name,
    unit: metric.unit,
    direction: metric.direction,
    environment,
  }
  return Object.entries(wanted)
    .map(([column, value]) => `${column} = ${quoted(value)}`)
    .join(' AND ')
}

/** Points that DuckDB puts into lists at once: more could take more memory than it may have. */
const POINTS_AT_ONCE = 1_000_000

/** Conditions that divide all points into parts of whole series, in the order of the files. */
async function partsOf(ask: Ask, pointsAtOnce: number): Promise<string[]> {
  const [rows] = await ask<{ row_count: number }>('SELECT count(*) AS row_count FROM filed_rows')
  if ((rows?.row_count ?? 0) <= pointsAtOnce) return ['true']
  const key = 'suite, benchmark, params, metric'
  const sizes = await ask<
    Pick<IdentityRow, 'suite' | 'benchmark' | 'params' | 'metric'> & { points: number }
  >(`SELECT ${key}, count(*) AS points FROM points GROUP BY ${key} ORDER BY ${key}`)
  const parts: string[][] = [[]]
  let points = 0
  for (const size of sizes) {
    if (points > 0 && points + size.points > pointsAtOnce) {
      parts.push([])
      points = 0
    }
    const { suite, benchmark, params, metric } = size
    parts.at(-1)!.push(`(${[suite, benchmark, params, metric].map(quoted).join(', ')})`)
    points += size.points
  }
  return parts.map((some) => `(${key}) IN (${some.join(', ')})`)
}

type OrderedBy = 'last_position' | 'last_case' | 'last_metric'

function newestFirst(a: Pick<SeriesRow, OrderedBy>, b: Pick<SeriesRow, OrderedBy>): number {
  return b.last_position - a.last_position || a.last_case - b.last_case || a.last_metric - b.last_metric
}

/** Series of the newest run first, in its order; then those that ended, the latest to end first. */
function seriesQuery(condition: string): string {
  return `
    SELECT ${seriesColumns}, max(run_position) AS last_position, arg_max(case_position, run_position) AS last_case,
      arg_max(metric_position, run_position) AS last_metric, list(run_position) AS positions, list(median) AS medians, list(mad) AS mads,
      list(sample_count) AS counts, list(low) AS lows, list(high) AS highs
    FROM (FROM points WHERE ${condition}) JOIN run_order USING (run_id)
    GROUP BY ${seriesColumns}
    ORDER BY last_position DESC, last_case, last_metric, ${seriesColumns}`
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
  const order = Array.from(row.positions, (_, index) => index)
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

function at(list: Float64Array, index: number): number {
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
): Promise<ReadonlyMap<string, readonly RunSamples[]>> {
  if (runs < 1) return new Map()
  await ask(`CREATE OR REPLACE TEMP TABLE recent_points AS
    SELECT ${seriesColumns}, run_position, run_id FROM (
      SELECT ${seriesColumns}, unnest(max(run_position, ${Math.trunc(runs)})) AS run_position
      FROM points JOIN run_order USING (run_id) GROUP BY ${seriesColumns}
    ) JOIN run_order USING (run_position)`)
  const wanted = await ask<{ filename: string }>(
    `SELECT DISTINCT filename FROM filed_runs ANTI JOIN shadowed USING (run_id, filename)
     SEMI JOIN recent_points USING (run_id)`,
  )
  const source = selectFrom(
    wanted.map(({ filename }) => filename),
    runColumns,
  )
  const rows = await ask<SamplesRow>(
    `SELECT DISTINCT ON (run_position, case_position, metric_position) ${seriesColumns}, run_id, samples
     FROM (${source}) JOIN recent_points USING (run_id, ${seriesColumns})
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
