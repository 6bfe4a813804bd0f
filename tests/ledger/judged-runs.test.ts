import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appendRun, appendRuns, appendVerdicts } from '../../runner/ledger/append.ts'
import { compactLedger } from '../../runner/ledger/compact.ts'
import { openLedger } from '../../runner/ledger/open.ts'
import type { JudgedRun, Ledger } from '../../runner/ledger/series.ts'
import { anyMeasuredRun, anyVerdict } from './any-run.ts'
import { ledgerFolders, read } from './folders.ts'
import { measuredCase, run, verdict } from './runs.ts'

const freshFolder = ledgerFolders()

async function judgedIn(ledger: Ledger, ids?: readonly string[]): Promise<JudgedRun[]> {
  const wanted = ids ?? (await ledger.runs()).map(({ header }) => header.id)
  const found: JudgedRun[] = []
  for await (const judged of ledger.judgedRuns(wanted)) found.push(judged)
  return found.sort((a, b) => (a.run.header.id < b.run.header.id ? -1 : 1))
}

/** Six runs, all but the first judged. */
async function sixRuns() {
  const folder = freshFolder()
  const runs = Array.from({ length: 6 }, () => run([measuredCase('parse'), measuredCase('print')]))
  await appendRuns(folder, runs)
  const verdicts = runs.map(({ header }, place) =>
    place === 0
      ? []
      : [
          verdict(header.id, { state: 'regressed', severity: 'minor', baselineRunIds: [runs[0]!.header.id] }),
          verdict(header.id, {
            case: { suite: 'parser', benchmark: 'gone', params: {} },
            metric: undefined,
            state: 'missing',
          }),
        ],
  )
  for (const [place, { header }] of runs.entries()) {
    if (place > 0) await appendVerdicts(folder, header.id, header.startedAt, verdicts[place]!)
  }
  return { folder, runs, verdicts }
}

describe('Judged runs', () => {
  it('are read many at once, bit for bit, from single files and from a chunk', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(anyMeasuredRun, fc.array(anyVerdict, { maxLength: 3 })), {
          minLength: 1,
          maxLength: 4,
        }),
        async (given) => {
          const folder = freshFolder()
          const expected: JudgedRun[] = []
          for (const [one, some] of given) {
            const { id, startedAt } = one.header
            const verdicts = some.map((each) => ({ ...each, runId: id }))
            await appendRun(folder, one)
            await appendVerdicts(folder, id, startedAt, verdicts)
            expected.push({ run: one, verdicts })
          }
          expected.sort((a, b) => (a.run.header.id < b.run.header.id ? -1 : 1))
          expect(await read(folder, judgedIn)).toEqual(expected)
          await compactLedger(folder)
          expect(await read(folder, judgedIn)).toEqual(expected)
        },
      ),
      { numRuns: 15, seed: 20261120 },
    )
  })

  it('are those that were asked for; unknown ids are left out', async () => {
    const { folder, runs, verdicts } = await sixRuns()
    const wanted = [runs[3]!.header.id, 'unknown', runs[0]!.header.id]
    expect(await read(folder, (ledger) => judgedIn(ledger, wanted))).toEqual([
      { run: runs[0], verdicts: [] },
      { run: runs[3], verdicts: verdicts[3] },
    ])
  })

  it('are found where a compaction took their files away meanwhile', async () => {
    const { folder, runs } = await sixRuns()
    const ledger = await openLedger(folder)
    try {
      await ledger.runKeys()
      await compactLedger(folder)
      expect((await judgedIn(ledger)).map((judged) => judged.run)).toEqual(runs)
    } finally {
      ledger.close()
    }
  })
})

describe('Given verdicts', () => {
  it('are the words of all verdicts', async () => {
    const { folder, verdicts } = await sixRuns()
    const given = await read(folder, (ledger) => ledger.givenVerdicts())
    const words = given.flatMap(({ runIds, ...word }) => runIds.map((runId) => ({ runId, ...word })))
    const all = verdicts.flat().map(({ runId, case: key, metric, environment, state, severity }) => ({
      runId,
      case: key,
      metric,
      environment,
      state,
      severity,
    }))
    expect(words).toHaveLength(all.length)
    expect(words).toEqual(expect.arrayContaining(all))
  })
})

describe('The key of a run', () => {
  const keys = (folder: string) => read(folder, (ledger) => ledger.runKeys())

  it('stays while its files stay, whatever else is appended', async () => {
    const { folder, runs } = await sixRuns()
    const before = await keys(folder)
    await appendRun(folder, run())
    const after = await keys(folder)
    expect(after.size).toBe(7)
    for (const { header } of runs) expect(after.get(header.id)).toBe(before.get(header.id))
  })

  it('changes when the run is judged, and is another for each run', async () => {
    const { folder, runs } = await sixRuns()
    const { id, startedAt } = runs[0]!.header
    const before = await keys(folder)
    await appendVerdicts(folder, id, startedAt, [verdict(id)])
    const after = await keys(folder)
    expect(after.get(id)).not.toBe(before.get(id))
    expect(new Set(after.values()).size).toBe(6)
  })
})
