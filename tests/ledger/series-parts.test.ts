import { describe, expect, it } from 'vitest'
import { appendRuns } from '../../runner/ledger/append.ts'
import { ledgerFolders, read } from './folders.ts'
import { measuredCase, metric, run, throughput } from './runs.ts'

const freshFolder = ledgerFolders()

describe('All series of a ledger', () => {
  it('are those of the newest run in its order, then those that ended, each with its own points', async () => {
    const folder = freshFolder()
    const named = (suite: string, benchmark: string, value: number) => ({
      key: { suite, benchmark, params: { "it's": 1 } },
      metrics: [metric([value, value + 1, value + 2]), metric([value, value + 1], { metric: throughput })],
    })
    await appendRuns(
      folder,
      [1, 2, 3, 4, 5].map((count) =>
        run([
          measuredCase('print', named('b', 'print', count)),
          measuredCase('parse', named('b', 'parse', 10 * count)),
          ...(count > 3 ? [] : [measuredCase('parse', named('a', 'parse', 100 * count))]),
        ]),
      ),
    )
    const series = await read(folder, (ledger) => ledger.series())
    const told = series.map(({ key, points }) => [
      `${key.case.suite} ${key.case.benchmark} ${key.metric.unit}`,
      points.map(({ median }) => median),
    ])
    const [unit, perSecond] = [metric([1]).metric.unit, throughput.unit]
    expect(told).toEqual([
      [`b print ${unit}`, [2, 3, 4, 5, 6]],
      [`b print ${perSecond}`, [1.5, 2.5, 3.5, 4.5, 5.5]],
      [`b parse ${unit}`, [11, 21, 31, 41, 51]],
      [`b parse ${perSecond}`, [10.5, 20.5, 30.5, 40.5, 50.5]],
      [`a parse ${unit}`, [101, 201, 301]],
      [`a parse ${perSecond}`, [100.5, 200.5, 300.5]],
    ])
  })

  it('are read once for all who ask at the same time, and again as long as they are held', async () => {
    const folder = freshFolder()
    await appendRuns(folder, [run([measuredCase('print', { metrics: [metric([1])] })])])
    await read(folder, async (ledger) => {
      const [first, second] = await Promise.all([ledger.series(), ledger.series()])
      expect(second).toBe(first)
      expect(await ledger.series()).toBe(first)
    })
  })
})
