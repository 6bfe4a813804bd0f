import { expect, test } from 'vitest'
import { openDatabase, select, selectNumbers } from '../../runner/ledger/duckdb.ts'
import { plainValues } from '../../runner/ledger/duckdb-values.ts'
import { selectTold } from '../../runner/ledger/select-told.ts'

const database = await openDatabase({ threads: 1 })
const ask = <Row>(sql: string) => select<Row>(database.connection, sql)

test('values come out plain, whatever their type, and NULL as null', async () => {
  const [row] = await ask(
    `SELECT 1::INTEGER AS whole, 2::BIGINT AS large, 0.5::DOUBLE AS fraction, 'text longer than twelve' AS words, true AS yes,
       TIMESTAMP '2026-11-20 01:02:03.004' AS instant, [1.5, NULL, -0.0::DOUBLE]::DOUBLE[] AS numbers, ['a', NULL]::VARCHAR[] AS texts,
       NULL::INTEGER AS nothing, NULL::DOUBLE[] AS no_list, []::DOUBLE[] AS empty`,
  )
  expect(row).toEqual({
    whole: 1,
    large: 2,
    fraction: 0.5,
    words: 'text longer than twelve',
    yes: true,
    instant: new Date('2026-11-20T01:02:03.004Z'),
    numbers: [1.5, null, -0],
    texts: ['a', null],
    nothing: null,
    no_list: null,
    empty: [],
  })
})

test('NULL is told from a number in every place of many thousand rows', async () => {
  const rows = await ask<{ place: number; some: number | null; list: (number | null)[] | null }>(
    `SELECT place::INTEGER AS place, CASE WHEN place % 3 <> 0 THEN place::INTEGER END AS some,
       CASE WHEN place % 5 <> 0 THEN [place::DOUBLE, CASE WHEN place % 7 <> 0 THEN 0.5 END] END AS list
     FROM range(5000) places(place) ORDER BY place`,
  )
  for (const { place, some, list } of rows) {
    expect(some).toBe(place % 3 === 0 ? null : place)
    expect(list).toEqual(place % 5 === 0 ? null : [place, place % 7 === 0 ? null : 0.5])
  }
})

test('days, which DuckDB keeps as whole numbers, are not taken for numbers', async () => {
  const [row] = await ask<{ day: unknown }>(`SELECT DATE '1970-01-03' AS day`)
  expect(String(row!.day)).toBe('1970-01-03')
})

test('columns of numbers come part by part, whatever kind of number they are', async () => {
  let sum = 0
  let all = 0
  await selectNumbers(
    database.connection,
    'SELECT place::INTEGER AS whole, place + 0.5::DOUBLE AS fraction, place::BIGINT AS large FROM range(5000) places(place)',
    ([whole, fraction, large], rows) => {
      for (let row = 0; row < rows; row++) {
        expect([fraction![row], large![row]]).toEqual([whole![row]! + 0.5, whole![row]])
        sum += whole![row]!
      }
      all += rows
    },
  )
  expect({ all, sum }).toEqual({ all: 5000, sum: (5000 * 4999) / 2 })
})

test('where the package keeps values otherwise than known, its own functions are asked', () => {
  const values = [4, null, 6]
  const vector = { type: 'INTEGER', getItem: (row: number) => values[row] }
  expect(plainValues(vector as never, 3)).toEqual(values)
})

test('what is told once for many rows is in each of them, NULL and lists included', async () => {
  await ask(`CREATE TEMP TABLE many AS SELECT place::INTEGER AS place, CASE WHEN place % 2 = 1 THEN 'odd' END AS parity,
    ['list', CASE WHEN place > 1 THEN 'late' ELSE 'early' END] AS list, 'all' AS same FROM range(4) places(place)`)
  const rows = await selectTold<{ place: number; list: string[] }>(ask, {
    source: 'many',
    where: 'place < 4',
    groups: [['parity', 'same'], ['list']],
    others: ['place'],
  })
  const inOrder = rows.sort((a, b) => a.place - b.place)
  expect(inOrder).toMatchObject([
    { place: 0, parity: null, same: 'all', list: ['list', 'early'] },
    { place: 1, parity: 'odd', same: 'all', list: ['list', 'early'] },
    { place: 2, parity: null, same: 'all', list: ['list', 'late'] },
    { place: 3, parity: 'odd', same: 'all', list: ['list', 'late'] },
  ])
  expect(inOrder[2]!.list).toBe(inOrder[3]!.list)
  expect(await ask(`SELECT 1 FROM duckdb_tables() WHERE table_name LIKE 'told_%'`)).toEqual([])
})
