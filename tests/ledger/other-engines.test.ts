import { copyFileSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import polars from 'nodejs-polars'
import { beforeAll, describe, expect, it } from 'vitest'
import { appendRun, appendVerdicts } from '../../runner/ledger/append.ts'
import { compactLedger } from '../../runner/ledger/compact.ts'
import { ledgerFiles } from '../../runner/ledger/exchange.ts'
import { openQuery } from '../../runner/ledger/query.ts'
import { quantile } from '../../runner/stats/quantile.ts'
import { ledgerFolders } from './folders.ts'
import { measuredCase, metric, run, throughput, verdict } from './runs.ts'

/** A point as every engine must give it: where it belongs, how many samples it has, and their median. */
type Point = readonly [
  runId: string,
  benchmark: string,
  params: string,
  metric: string,
  count: number,
  median: number,
]

const places = ['run_id', 'benchmark', 'params', 'metric'] as const

/** What makes a row the same row in two files: a compaction that is under way, or was killed, leaves a run in both. */
const identity = ['run_id', 'case_position', 'metric_position'] as const

const inOrder = (points: readonly Point[]): Point[] =>
  [...points].sort((a, b) => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0))

/** Polars from Node expects the same columns of all files that it scans at once: chunks have some more than loose files. */
function scannedRuns(folder: string) {
  const shared = [...new Set([...identity, ...places, 'samples', 'year', 'month'])]
  const scan = (names: string) =>
    polars.scanParquet(path.join(folder, 'runs', names), { hivePartitioning: true }).select(...shared)
  return polars.concat([scan('**/chunk-*.parquet'), scan('**/[0-9]*.parquet')])
}

describe('the files of a ledger, loose ones and chunks', () => {
  const fresh = ledgerFolders()
  const folder = fresh()

  beforeAll(async () => {
    const starts = ['2026-10-03', '2026-10-04', '2026-10-05', '2026-11-20', '2026-11-21']
    const ids: string[] = []
    for (const [place, day] of starts.entries()) {
      const measured = history(place, `${day}T05:12:30.000Z`)
      await appendRun(folder, measured)
      await appendVerdicts(folder, measured.header.id, measured.header.startedAt, [
        verdict(measured.header.id),
      ])
      ids.push(measured.header.id)
    }
    const [first = ''] = (await ledgerFiles(folder)).values()
    const copy = path.join(fresh(), 'copy.parquet')
    copyFileSync(first, copy)
    await compactLedger(folder)
    // As a compaction leaves it that is killed before its end.
    copyFileSync(copy, first)
    await appendRun(folder, history(5, '2026-11-22T05:12:30.000Z'))
  })

  /** Cases with params, an odd and an even number of samples, warm-up, a second metric, and none. */
  function history(place: number, startedAt: string) {
    const samples = Array.from(
      { length: 5 + (place % 2) },
      (_, number) => 1_000_003 * (number + 1) * (place + 1),
    )
    return run(
      [
        measuredCase('parse', { metrics: [metric(samples, { warmupSamples: [9e9] })] }),
        measuredCase('parse', {
          key: { suite: 'parser', benchmark: 'parse', params: { size: 10 + place, mode: 'fast' } },
          metrics: [metric([5, 2, 4, 1]), metric([0.5, 0.1 + 0.2, 1e300], { metric: throughput })],
        }),
        measuredCase('nothing', { metrics: [] }),
      ],
      { startedAt },
    )
  }

  async function pointsOfPerfledger(): Promise<Point[]> {
    const query = await openQuery(folder)
    try {
      const sql = 'SELECT run_id, benchmark, params, metric, sample_count, median FROM points'
      return inOrder((await query.ask(sql)).rows as unknown as Point[])
    } finally {
      query.close()
    }
  }

  it('are both there, with a run that is in two of them', async () => {
    const names = [...(await ledgerFiles(folder)).keys()].filter((name) => name.startsWith('runs/'))
    expect(names.filter((name) => name.includes('chunk-'))).toHaveLength(2)
    expect(names).toHaveLength(4)
    expect(await pointsOfPerfledger()).toHaveLength(18)
  })

  it('give DuckDB the numbers by the line that is in the README', async () => {
    const page = readFileSync(path.join(import.meta.dirname, '../../runner/ledger/README.md'), 'utf8')
    const [, line = ''] = /```sql\n(.*?);\n```/s.exec(page) ?? []
    const instance = await DuckDBInstance.create()
    const connection = await instance.connect()
    const found = await connection.runAndReadAll(line.replace('data/', `${folder}/`))
    const own = (await pointsOfPerfledger()).filter(([, , , name]) => name === 'wall-time')
    expect(
      found
        .getRowsJS()
        .map(([, , , ms]) => ms)
        .sort(),
    ).toEqual(own.map((point) => point[5] / 1e6).sort())
    connection.closeSync()
    instance.closeSync()
  })

  it('give Polars the numbers that perfledger gives', async () => {
    const rows = scannedRuns(folder)
      .filter(polars.col('metric').isNotNull())
      .unique({ subset: [...identity] })
    const points = await rows
      .select(...places, 'samples')
      .explode('samples')
      .groupBy([...places])
      .agg(polars.col('samples').count().alias('count'), polars.col('samples').median().alias('median'))
      .collect()
    const found = points
      .toRecords()
      .map((row) => [...places, 'count', 'median'].map((name) => row[name]) as unknown as Point)
    expect(inOrder(found)).toEqual(await pointsOfPerfledger())
    const months = await rows.select('year', 'month').unique().sort('month').collect()
    expect(months.toRecords()).toEqual([
      { year: 2026, month: 10 },
      { year: 2026, month: 11 },
    ])
  })

  it('give hyparquet, in plain JavaScript, the numbers that perfledger gives', async () => {
    const points = new Map<string, Point>()
    for (const [name, file] of await ledgerFiles(folder)) {
      if (!name.startsWith('runs/')) continue
      const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file), compressors })
      for (const row of rows.filter(({ metric: name }) => name !== null)) {
        const samples = row.samples as number[]
        const median = quantile(
          [...samples].sort((a, b) => a - b),
          0.5,
        )
        const place = places.map((each) => row[each]) as unknown as [string, string, string, string]
        points.set(identity.map((each) => row[each]).join(), [...place, samples.length, median])
      }
    }
    expect(inOrder([...points.values()])).toEqual(await pointsOfPerfledger())
  })

  it('give both the verdicts that were given', async () => {
    const polarsCount = await polars
      .scanParquet(path.join(folder, 'verdicts/**/*.parquet'))
      .unique({ subset: ['run_id', 'verdict_position'] })
      .select('run_id', 'state')
      .collect()
    expect(polarsCount.toRecords().map(({ state }) => state)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
    const seen = new Set<string>()
    for (const [name, file] of await ledgerFiles(folder)) {
      if (!name.startsWith('verdicts/')) continue
      const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file), compressors })
      for (const { run_id, verdict_position } of rows) seen.add(`${run_id} ${verdict_position}`)
    }
    expect(seen.size).toBe(5)
  })
})
