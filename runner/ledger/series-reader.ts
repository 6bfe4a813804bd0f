import type { Direction, Metric } from '../metrics/metric.ts'
import { paramsText } from '../plan/identity.ts'
import { type Ask, type AskNumbers, quoted, quotedList } from './duckdb.ts'
import { parseParams, seriesId } from './identity.ts'
import { metricChangesOf } from './metric-changes.ts'
import { PointColumns } from './point-columns.ts'
import { runColumns } from './schema.ts'
import { type Telling, tellingOf } from './select-told.ts'
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

/** A series while its points are read, in the order of the files. */
interface Reading {
  readonly key: SeriesKey
  readonly points: PointColumns
  /** Of the newest run that has the series: its place, and that of the series in it. */
  lastPosition: number
  lastCase: number
  lastMetric: number
}

/** The part of a ledger that is about series. `runIds` are all runs in commit order. */
export function seriesReader(
  ask: Ask,
  askNumbers: AskNumbers,
  runIds: readonly string[],
): Pick<Ledger, 'series' | 'oneSeries' | 'recentSamples' | 'metricChanges'> {
  const read = (condition: string) => readSeries(ask, askNumbers, runIds, condition)
  // It is most of what is in memory: kept as long as somebody holds it.
  let all: WeakRef<readonly Series[]> | undefined
  let reading: Promise<readonly Series[]> | undefined
  const keep = (found: readonly Series[]) => {
    all = new WeakRef(found)
    return found
  }
  const readAll = async () => {
    const known = all?.deref()
    if (known !== undefined) return known
    reading ??= read('true')
      .then(keep)
      .finally(() => {
        reading = undefined
      })
    return reading
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

/** Series of the newest run first, in its order; then those that ended, the latest to end first. */
async function readSeries(
  ask: Ask,
  askNumbers: AskNumbers,
  runIds: readonly string[],
  where: string,
): Promise<Series[]> {
  const telling = await tellingOf(ask, { source: 'points', where }, seriesColumns.split(', '))
  try {
    const found = telling.told.map((row) => readingOf(row as unknown as IdentityRow))
    await askNumbers(pointsQuery(telling, where), (columns, rows) => addPoints(found, columns, rows))
    return found
      .filter(({ points }) => points.length > 0)
      .sort(newestFirst)
      .map(({ key, points }) => points.series(key, runIds))
  } finally {
    await ask(`DROP TABLE ${telling.table}`)
  }
}

const readingOf = (row: IdentityRow): Reading => ({
  key: keyOf(row),
  points: new PointColumns(),
  lastPosition: -1,
  lastCase: 0,
  lastMetric: 0,
})

function newestFirst(a: Reading, b: Reading): number {
  return b.lastPosition - a.lastPosition || a.lastCase - b.lastCase || a.lastMetric - b.lastMetric
}

/** In the order in which {@link addPoints} reads the columns. */
function pointsQuery({ table, join }: Telling, where: string): string {
  return `SELECT ${table}.place AS place, run_position, case_position, metric_position, median, mad, sample_count, low, high
    FROM (FROM points WHERE ${where}) rows JOIN run_order USING (run_id) ${join}`
}

function addPoints(
  found: readonly Reading[],
  [places, positions, cases, metrics, medians, mads, counts, lows, highs]: readonly ArrayLike<number>[],
  rows: number,
): void {
  for (let row = 0; row < rows; row++) {
    const one = found[places![row]!]!
    const position = positions![row]!
    one.points.add(position, medians![row]!, mads![row]!, counts![row]!, lows![row]!, highs![row]!)
    if (position <= one.lastPosition) continue
    one.lastPosition = position
    one.lastCase = cases![row]!
    one.lastMetric = metrics![row]!
  }
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
