import { describe, expect, it } from 'vitest'
import { appendRuns } from '../../runner/ledger/append.ts'
import { selectLists } from '../../runner/ledger/duckdb.ts'
import { openViews } from '../../runner/ledger/open.ts'
import { seriesReader } from '../../runner/ledger/series-reader.ts'
import { ledgerFolders, read } from './folders.ts'
import { measuredCase, metric, run, throughput } from './runs.ts'

const freshFolder = ledgerFolders()

describe('All series of a ledger that is too large to be read at once', () => {
  it('are the same, in the same order, when they are read in parts', async () => {
    const folder = freshFolder()
    const named = (suite: string, benchmark: string) => ({
      key: { suite, benchmark, params: { "it's": 1 } },
      metrics: [metric([1, 2, 3]), metric([4, 5], { metric: throughput })],
    })
    await appendRuns(
      folder,
      [1, 2, 3, 4, 5].map((count) =>
        run([
          measuredCase('print', named('b', 'print')),
          measuredCase('parse', named('b', 'parse')),
          ...(count > 3 ? [] : [measuredCase('parse', named('a', 'parse'))]),
        ]),
      ),
    )
    const whole = await read(folder, (ledger) => ledger.series())
    const { database, ask, runIds } = await openViews(folder)
    try {
      const askLists = <Row>(sql: string) => selectLists<Row>(database.connection, sql)
      for (const pointsAtOnce of [1, 6, 12]) {
        const inParts = await seriesReader(ask, askLists, runIds, { pointsAtOnce }).series()
        expect(inParts).toStrictEqual(whole)
      }
    } finally {
      database.close()
    }
    expect(whole).toHaveLength(6)
  })
})
