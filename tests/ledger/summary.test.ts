import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { appendRuns } from '../../runner/ledger/append.ts'
import { compactLedger } from '../../runner/ledger/compact.ts'
import { listLedgerFiles } from '../../runner/ledger/layout.ts'
import { openLedger } from '../../runner/ledger/open.ts'
import type { Ledger } from '../../runner/ledger/series.ts'
import { findSummary } from '../../runner/ledger/summary.ts'
import type { MeasuredRun } from '../../runner/measure/record.ts'
import { ledgerFolders, read } from './folders.ts'
import { commit, measuredCase, metric, run, throughput } from './runs.ts'

const freshFolder = ledgerFolders()

/** In each month two runs: what a median can be, a case that fails, a metric that is not measured. */
function runsOfMonth(month: number): MeasuredRun[] {
  return [1, 2].map((day) => {
    const startedAt = `2026-${String(month).padStart(2, '0')}-0${day}T00:00:00.000Z`
    return run(
      [
        measuredCase('parse', {
          metrics: [metric([3 + month, 1, 2]), metric([-0, 0], { metric: throughput })],
        }),
        measuredCase('print', { status: 'failed', metrics: [metric([1])] }),
        measuredCase('empty', { metrics: [] }),
      ],
      { startedAt, commit: commit(`${month} ${day}`, { position: month * 10 + day }) },
    )
  })
}

const nineMonths = Array.from({ length: 9 }, (_, month) => runsOfMonth(month + 1)).flat()

async function everything(ledger: Ledger) {
  const series = await ledger.series()
  return {
    runs: await ledger.runs(),
    series,
    one: await ledger.oneSeries(series[0]!.key),
    recent: await ledger.recentSamples(3),
    environments: await ledger.environments(),
    whole: await ledger.run(nineMonths[3]!.header.id),
  }
}

const summarize = (folder: string) => read(folder, (ledger) => ledger.summarize())
const hasSummary = async (folder: string) =>
  (await findSummary(folder, await listLedgerFiles(folder, 'runs'))) !== undefined
const summaryFiles = (folder: string) => {
  const all = path.join(folder, 'report', 'summary')
  return readdirSync(all).flatMap((key) =>
    readdirSync(path.join(all, key)).map((name) => path.join(all, key, name)),
  )
}

describe('A summary of many chunks', () => {
  let folder: string
  beforeEach(async () => {
    folder = freshFolder()
    await appendRuns(folder, nineMonths)
    await compactLedger(folder)
  })

  it('gives the same answers, to the bit', async () => {
    const before = await read(folder, everything)
    await summarize(folder)
    expect(await hasSummary(folder)).toBe(true)
    expect(await read(folder, everything)).toStrictEqual(before)
  })

  it('gives the same answers with runs that came since, and where the ledger was moved', async () => {
    await summarize(folder)
    await appendRuns(folder, runsOfMonth(3))
    const moved = path.join(freshFolder(), 'moved 🚀')
    renameSync(folder, moved)
    expect(await hasSummary(moved)).toBe(true)
    const answers = await read(moved, everything)
    rmSync(path.join(moved, 'report'), { recursive: true })
    expect(answers).toStrictEqual(await read(moved, everything))
    expect(answers.runs).toHaveLength(20)
  })

  it('is of these chunks only: another compaction makes it useless, and the next one takes its place', async () => {
    await summarize(folder)
    await appendRuns(folder, runsOfMonth(3))
    await compactLedger(folder)
    expect(await hasSummary(folder)).toBe(false)
    expect((await read(folder, everything)).runs).toHaveLength(20)
    await summarize(folder)
    expect(await hasSummary(folder)).toBe(true)
    expect(summaryFiles(folder)).toHaveLength(2)
  })

  it.each([
    ['cut off', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 500))],
    ['absent', (file: string) => rmSync(file)],
    [
      'wrong in one bit',
      (file: string) => {
        const bytes = readFileSync(file)
        bytes[200]! ^= 1
        writeFileSync(file, bytes)
      },
    ],
  ])('is not used where a file of it is %s', async (_, damage) => {
    const before = await read(folder, everything)
    await summarize(folder)
    for (const place of [0, 1]) {
      damage(summaryFiles(folder)[place]!)
      expect(await hasSummary(folder)).toBe(false)
      expect(await read(folder, everything)).toStrictEqual(before)
      await summarize(folder)
      expect(await hasSummary(folder)).toBe(true)
    }
  })

  it('may be taken away while the ledger is open', async () => {
    await summarize(folder)
    const ledger = await openLedger(folder)
    try {
      rmSync(path.join(folder, 'report'), { recursive: true })
      expect(await ledger.runs()).toHaveLength(18)
    } finally {
      ledger.close()
    }
  })

  it('is not made for a few chunks', async () => {
    const small = freshFolder()
    await appendRuns(small, nineMonths.slice(0, 8))
    await compactLedger(small)
    await summarize(small)
    expect(readdirSync(small)).not.toContain('report')
  })
})
