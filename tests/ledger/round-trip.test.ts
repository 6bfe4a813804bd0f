import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appendRun, appendRuns, appendVerdicts } from '../../runner/ledger/append.ts'
import { openLedger } from '../../runner/ledger/open.ts'
import type { Ledger } from '../../runner/ledger/series.ts'
import type { RecordedVerdict } from '../../runner/ledger/verdicts.ts'
import { anyMeasuredRun, anyVerdict } from './any-run.ts'
import { commit as commitOf, measuredCase, metric, run, verdict } from './runs.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ledger-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function fresh(): Promise<string> {
  return mkdtemp(path.join(folder, 'ledger-'))
}

async function read<T>(from: string, ask: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await openLedger(from)
  try {
    return await ask(ledger)
  } finally {
    ledger.close()
  }
}

describe('A run that was appended', () => {
  it('is read back bit for bit, whatever its texts and numbers are', async () => {
    await fc.assert(
      fc.asyncProperty(anyMeasuredRun, async (given) => {
        const ledger = await fresh()
        await appendRun(ledger, given)
        expect(await read(ledger, (each) => each.run(given.header.id))).toEqual(given)
      }),
      { numRuns: 40, seed: 20261120 },
    )
  })

  it('keeps negative zero apart from zero where a dictionary would merge them', async () => {
    const ledger = await fresh()
    const samples = Array.from({ length: 30 }, (_, index) => (index % 3 === 0 ? -0 : 0))
    const cases = Array.from({ length: 200 }, (_, index) =>
      measuredCase(`${index}`, { metrics: [metric(samples)] }),
    )
    const given = run(cases)
    await appendRun(ledger, given)
    expect(await read(ledger, (each) => each.run(given.header.id))).toEqual(given)
  })

  it('is not lost when it has no case at all', async () => {
    const ledger = await fresh()
    const given = run([])
    await appendRun(ledger, given)
    expect(await read(ledger, (each) => each.run(given.header.id))).toEqual(given)
    expect(await read(ledger, (each) => each.runs())).toMatchObject([{ cases: 0, failedCases: 0 }])
    expect(await read(ledger, (each) => each.series())).toEqual([])
  })

  it('keeps the order of its cases and metrics, also beyond one block of rows', async () => {
    const ledger = await fresh()
    const cases = Array.from({ length: 2_500 }, (_, index) => measuredCase(`case ${(index * 7919) % 2_500}`))
    const given = run(cases)
    await appendRun(ledger, given)
    expect(await read(ledger, (each) => each.run(given.header.id))).toEqual(given)
  })

  it('keeps times to the millisecond, in UTC', async () => {
    const ledger = await fresh()
    const committedAt = '2026-02-28T23:59:59+05:30'
    const given = run([], { commit: commitOf('a', { committedAt }), startedAt: '2026-03-01T00:00:00.123Z' })
    const { file } = await appendRun(ledger, given)
    expect(path.relative(ledger, file)).toBe(`runs/year=2026/month=03/${given.header.id}.parquet`)
    const back = await read(ledger, (each) => each.run(given.header.id))
    expect(back?.header.commit?.committedAt).toBe('2026-02-28T18:29:59.000Z')
    expect(back?.header.startedAt).toBe('2026-03-01T00:00:00.123Z')
  })

  it('replaces halves of surrogate pairs in free text, which no file can hold', async () => {
    const ledger = await fresh()
    const failed = { reason: 'output', message: 'cut \ud83d', outputTail: '\udca5 tail' } as const
    const given = run([measuredCase('parse', { status: 'failed', failure: failed })])
    await appendRun(ledger, given)
    const back = await read(ledger, (each) => each.run(given.header.id))
    expect(back?.cases[0]?.failure).toEqual({
      reason: 'output',
      message: 'cut \ufffd',
      outputTail: '\ufffd tail',
    })
  })
})

describe('Many runs that were appended at once', () => {
  it('are one file each and all read back', async () => {
    const ledger = await fresh()
    const given = Array.from({ length: 70 }, (_, index) => run([measuredCase(`case ${index}`)]))
    const files = await appendRuns(ledger, given)
    expect(new Set(files.map(({ file }) => file)).size).toBe(70)
    expect(await read(ledger, (each) => each.runs())).toHaveLength(70)
    for (const each of given.slice(0, 3)) {
      expect(await read(ledger, (opened) => opened.run(each.header.id))).toEqual(each)
    }
  })
})

describe('Verdicts that were appended', () => {
  it('are read back bit for bit, in their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyVerdict, { maxLength: 5 }), async (given) => {
        const ledger = await fresh()
        const judged = run()
        const verdicts = given.map((each) => ({ ...each, runId: judged.header.id }))
        await appendRun(ledger, judged)
        await appendVerdicts(ledger, judged.header.id, judged.header.startedAt, verdicts)
        expect(await read(ledger, (each) => each.verdicts())).toEqual(verdicts)
      }),
      { numRuns: 20, seed: 20261120 },
    )
  })

  it('are given for all runs or for some, in commit order', async () => {
    const ledger = await fresh()
    const early = run([], { commit: commitOf('a', { committedAt: '2026-01-01T00:00:00.000Z' }) })
    const late = run([], { commit: commitOf('b', { committedAt: '2026-02-01T00:00:00.000Z' }) })
    await appendRuns(ledger, [late, early])
    for (const { header } of [late, early]) {
      await appendVerdicts(ledger, header.id, header.startedAt, [verdict(header.id)])
    }
    const idsOf = (verdicts: readonly RecordedVerdict[]) => verdicts.map((each) => each.runId)
    expect(await read(ledger, async (each) => idsOf(await each.verdicts()))).toEqual([
      early.header.id,
      late.header.id,
    ])
    expect(await read(ledger, async (each) => idsOf(await each.verdicts([late.header.id])))).toEqual([
      late.header.id,
    ])
    expect(await read(ledger, (each) => each.verdicts([]))).toEqual([])
    expect(await read(ledger, (each) => each.verdicts(['never judged']))).toEqual([])
  })
})
