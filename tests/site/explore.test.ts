import { copyFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appendRuns, appendVerdicts } from '../../runner/ledger/append.ts'
import { compactLedger } from '../../runner/ledger/compact.ts'
import { type OpenQuery, openQuery } from '../../runner/ledger/query.ts'
import { questionAbout, questions } from '../../site/lib/explore/questions.ts'
import { tables } from '../../site/lib/explore/tables.ts'
import { HOSTILE_NAME, HOSTILE_SUITE, measuredHistory } from './measured-history.ts'
import { type Published, published, removeTemporaryFolders, temporaryFolder } from './published-ledger.ts'

const MOST = 1_000_000
const runs = measuredHistory()

/** Runs in files of their own; in chunks; and both, with some runs in a chunk and in a file of their own. */
const ledgers = { loose: '', compacted: '', mixed: '' }
const sites = {} as Record<keyof typeof ledgers, { site: Published; duckdb: OpenQuery }>

async function makeLedger(first: number, last: number): Promise<string> {
  const folder = temporaryFolder()
  await addRuns(folder, first, last)
  return folder
}

async function addRuns(folder: string, first: number, last: number): Promise<void> {
  const some = runs.slice(first, last)
  await appendRuns(folder, some)
  for (const { header, cases } of some) {
    const [measured] = cases
    await appendVerdicts(folder, header.id, header.startedAt, [
      {
        runId: header.id,
        case: measured!.key,
        metric: measured!.metrics[0]!.metric,
        environment: header.environment.fingerprint,
        state: header.id.endsWith('7') ? 'regressed' : 'ok',
        severity: undefined,
        significant: false,
        reasons: ['a reason', HOSTILE_NAME],
        value: 1.1,
        valueLow: 1,
        valueHigh: 1.2,
        change: 0.05,
        changeLow: undefined,
        changeHigh: undefined,
        confidence: 0.95,
        pValue: undefined,
        baselineRunIds: [],
        smallestDetectableRatio: undefined,
        budget: undefined,
        toolVersion: '0.1.0',
        analysisVersion: 1,
      },
    ])
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.parquet'),
  )
}

beforeAll(async () => {
  ledgers.loose = await makeLedger(0, runs.length)
  ledgers.compacted = await makeLedger(0, runs.length)
  await compactLedger(ledgers.compacted)
  ledgers.mixed = await makeLedger(0, 20)
  await compactLedger(ledgers.mixed)
  await addRuns(ledgers.mixed, 20, runs.length)
  // As git leaves it when a ledger that was compacted is merged with one that was not.
  for (const name of filesIn(ledgers.loose).filter((file) => /00000000(03|07)\.parquet$/.test(file))) {
    copyFileSync(join(ledgers.loose, name), join(ledgers.mixed, name))
  }
  for (const [name, folder] of Object.entries(ledgers)) {
    const key = name as keyof typeof ledgers
    sites[key] = { site: await published(folder), duckdb: await openQuery(folder) }
  }
}, 60_000)

afterAll(() => {
  for (const { duckdb } of Object.values(sites)) duckdb.close()
  removeTemporaryFolders()
})

const KEY = 'suite, benchmark, params, metric'
const askedOfBoth = [
  'SELECT * FROM runs ORDER BY run_id',
  `SELECT * FROM points ORDER BY run_id, case_position, metric_position`,
  `SELECT * FROM samples ORDER BY run_id, ${KEY}, phase, iteration`,
  'SELECT * FROM verdicts ORDER BY run_id, verdict_position',
  'SELECT count(*) FROM points',
  'SELECT run_id, cases, failed_cases FROM runs WHERE failed_cases > 0 ORDER BY run_id',
  `SELECT count(*), sum(value) FROM samples WHERE phase = 'warmup'`,
  `SELECT run_id, median, mad, low, high, sample_count FROM points WHERE benchmark = 'gzip' AND metric = 'wall-time' ORDER BY run_id, params`,
  `SELECT DISTINCT suite, benchmark FROM points ORDER BY suite, benchmark`,
  `SELECT Suite AS s, COUNT(*) AS n FROM Points GROUP BY Suite HAVING count(*) > 30 ORDER BY n DESC, s`,
  `SELECT branch, tag, count(*) FROM runs GROUP BY 1, 2 ORDER BY 1, 2`,
  `SELECT run_id FROM runs WHERE started_at >= '2026-09-10' AND started_at < '2026-09-12 12:00' ORDER BY 1`,
  `SELECT run_id FROM runs WHERE NOT (tag = 'v1.0.0') ORDER BY run_id`,
  `SELECT run_id FROM runs WHERE tag NOT IN ('v1.0.0') ORDER BY run_id`,
  `SELECT run_id, tag FROM runs WHERE tag IS NULL OR tag LIKE 'V%' ORDER BY run_id`,
  'SELECT run_id FROM runs WHERE NOT dirty ORDER BY run_id',
  'SELECT run_id, commit_position FROM runs ORDER BY tag, run_id LIMIT 5',
  `SELECT r.run_position, p.median FROM points p JOIN runs r ON r.run_id = p.run_id WHERE benchmark = 'brotli' AND r.branch = 'main' ORDER BY run_position`,
  `SELECT run_id, branch, median FROM points JOIN runs USING (run_id) WHERE benchmark = 'brotli' ORDER BY run_id`,
  `SELECT run_id, p.metric, v.state FROM points p JOIN verdicts AS v using (run_id, suite, benchmark, metric) WHERE v.state = 'regressed' ORDER BY run_id, p.params`,
  `SELECT r.run_id, v.state FROM runs r LEFT JOIN verdicts v ON v.run_id = r.run_id AND v.state = 'regressed' ORDER BY r.run_id`,
  `SELECT count(*) FROM runs a JOIN runs b ON a.run_position < b.run_position WHERE a.branch = 'main'`,
  `SELECT max(median) FROM points WHERE run_id IN (SELECT run_id FROM verdicts WHERE state = 'regressed')`,
  `SELECT run_id FROM runs WHERE started_at = (SELECT max(started_at) FROM runs)`,
  `WITH late AS (SELECT run_id FROM runs WHERE started_at > '2026-09-15') SELECT count(*) FROM late`,
]

describe.each(['loose', 'compacted', 'mixed'] as const)('a %s ledger asked in the browser', (kind) => {
  it.each(askedOfBoth)('answers as DuckDB does: %s', async (sql) => {
    const { site, duckdb } = sites[kind]
    const [here, there] = [await site.explorer().ask(sql, MOST), await duckdb.ask(sql)]
    expect(here.rows).toEqual(there.rows)
    expect(here.isCut).toBe(false)
  })

  it.each(tables)('has the columns that perfledger query has: $name', async ({ name, columns }) => {
    const { columns: there } = await sites[kind].duckdb.ask(`SELECT * FROM ${name} LIMIT 0`)
    expect(columns.map((column) => column.name)).toEqual(there)
  })

  it.each([
    ...questions,
    { title: 'a series', sql: questionAbout(HOSTILE_SUITE, HOSTILE_NAME, 'wall-time') },
  ])('answers the example: $title', async ({ sql }) => {
    const { site, duckdb } = sites[kind]
    const here = await site.explorer().ask(sql, MOST)
    expect(here.rows).toHaveLength((await duckdb.ask(sql)).rows.length)
  })
})

describe('a published ledger', () => {
  it('lists its files as they are, and nothing that is unfinished or put aside', async () => {
    const { site } = sites.mixed
    expect(filesIn(site.folder).sort()).toEqual(site.list.files.map(({ path }) => path).sort())
    for (const { path, sizeBytes } of site.list.files) {
      expect(statSync(join(ledgers.mixed, path)).size).toBe(sizeBytes)
    }
    expect(site.list.files.some(({ kind }) => kind === 'chunk')).toBe(true)
    expect(site.list.files.flatMap(({ shadowedRunIds }) => shadowedRunIds)).toHaveLength(4)
    expect(new Set(site.list.files.map(({ month }) => month))).toEqual(new Set(['2026-09']))
  })

  it('gives each row its own group, however the names of two columns meet', async () => {
    const { rows } = await sites.loose.site
      .explorer()
      .ask(
        `SELECT DISTINCT a, b FROM (SELECT 'x|y' AS a, 'z' AS b FROM runs UNION ALL SELECT 'x' AS a, 'y|z' AS b FROM runs) t`,
        MOST,
      )
    expect(rows).toHaveLength(2)
  })

  it('reads only the files of the runs that are asked for', async () => {
    const asked = sites.loose.site.explorer()
    await asked.ask(`SELECT median FROM points WHERE run_id = '${runs[3]!.header.id}'`, MOST)
    expect(asked.traffic().requests).toBe(1)
  })

  it('loads nothing twice', async () => {
    const asked = sites.compacted.site.explorer()
    await asked.ask('SELECT max(median) FROM points', MOST)
    const { requests } = asked.traffic()
    await asked.ask('SELECT min(median) FROM points', MOST)
    expect(asked.traffic().requests).toBe(requests)
  })

  it('stops at the number of rows that a page can show, and says so', async () => {
    const { rows, isCut } = await sites.loose.site.explorer().ask('SELECT run_id FROM runs', 3)
    expect(rows).toHaveLength(3)
    expect(isCut).toBe(true)
  })
})

describe('a question that cannot be answered', () => {
  it.each([
    ['SELEC 1', 'Expected SELECT but found "SELEC".', { start: 0, end: 5 }],
    [
      'SELECT 1 FROM benchmarks',
      'There is no table benchmarks. There are runs, points, samples and verdicts.',
      { start: 14, end: 24 },
    ],
    [
      'SELECT 1 FROM constructor',
      'There is no table constructor. There are runs, points, samples and verdicts.',
      { start: 14, end: 25 },
    ],
    [
      `SELECT 1 FROM runs WHERE started_at > 'soon'`,
      `'soon' is not a time. Write '2026-11-20' or '2026-11-20 05:12:30'.`,
      { start: 38, end: 44 },
    ],
    [
      'SELECT 1 FROM verdicts v JOIN points p USING (run_id) WHERE metric = 1',
      'Several of the tables have metric: write v.metric or p.metric.',
      { start: 60, end: 66 },
    ],
    [`SELECT suite || 'x' FROM points`, 'There is no ||. Write concat(a, b).', { start: 13, end: 15 }],
    [' ; ', 'There is no question. Begin with SELECT.', undefined],
  ])('is told where it is wrong: %s', async (sql, message, range) => {
    const error = await sites.loose.site
      .explorer()
      .ask(sql, MOST)
      .catch((trouble: unknown) => trouble)
    expect(error).toMatchObject({ name: 'Trouble', message, range })
  })

  it.each([
    ['SELECT medain FROM points', 'There is no column medain. Did you mean median?', { start: 7, end: 13 }],
    [
      'SELECT p.x FROM points p',
      /^There is no column x\. There are run_id, case_position, /,
      { start: 7, end: 10 },
    ],
  ])('names the column that was meant, or those that there are: %s', async (sql, message, range) => {
    const error = await sites.loose.site
      .explorer()
      .ask(sql, MOST)
      .catch((trouble: unknown) => trouble)
    expect(error).toMatchObject({
      message: typeof message === 'string' ? message : expect.stringMatching(message),
      range,
    })
  })

  it('names a file that is gone since the page was opened', async () => {
    const { site } = sites.loose
    const [first] = site.list.files.filter(({ part }) => part === 'runs')
    const list = { ...site.list, files: [{ ...first!, path: 'runs/year=2026/month=09/gone.parquet' }] }
    const { explorer } = await import('../../site/lib/explore/explore.ts')
    const asked = explorer(list, { folder: '', fetch: async () => new Response('', { status: 404 }) })
    await expect(asked.ask('SELECT * FROM runs', MOST)).rejects.toThrow(
      'runs/year=2026/month=09/gone.parquet is not there as it was: the dashboard was built anew since this page was opened. Reload the page.',
    )
  })
})
