import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { PerfledgerError } from '../../runner/errors.ts'
import { appendRun, appendRuns, appendVerdicts } from '../../runner/ledger/append.ts'
import { allFiles, ledgerFolders, mountTiny, read } from './folders.ts'
import { measuredCase, metric, run, verdict } from './runs.ts'

const fresh = ledgerFolders()

async function complaint(promise: Promise<unknown>): Promise<PerfledgerError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(PerfledgerError)
  return error as PerfledgerError
}

describe('Appending a run', () => {
  it('makes one file, tells which and how large, and leaves nothing else', async () => {
    const folder = fresh()
    const given = run()
    const { file, sizeBytes } = await appendRun(folder, given)
    expect(allFiles(folder)).toEqual([`runs/year=2026/month=11/${given.header.id}.parquet`])
    expect(statSync(file).size).toBe(sizeBytes)
  })

  it('never overwrites: the same run again is refused and the file stays as it was', async () => {
    const folder = fresh()
    const given = run()
    const { file } = await appendRun(folder, given)
    const before = readFileSync(file)
    const error = await complaint(appendRun(folder, { ...given, interrupted: true }))
    expect(error.message).toContain(`The ledger already has ${file}; a run is never overwritten.`)
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(allFiles(folder)).toHaveLength(1)
  })

  it('refuses what is no number, no time or no name, and says where', async () => {
    const folder = fresh()
    const withMetric = (given: Parameters<typeof metric>[1]) =>
      run([measuredCase('parse', { metrics: [metric([1], given)] })])
    const twice = run([measuredCase('parse'), measuredCase('parse')])
    const key = { suite: 'parser', benchmark: 'cut \ud83d', params: {} }
    const refused: [ReturnType<typeof run>, string][] = [
      [
        withMetric({ samples: [1, Number.NaN] }),
        'a sample of wall-time is NaN, not a finite number in parser › parse',
      ],
      [
        withMetric({ warmupSamples: [Number.POSITIVE_INFINITY] }),
        'a warm-up sample of wall-time is Infinity',
      ],
      [withMetric({ sampleCount: 1.5 }), 'the number of samples of wall-time is 1.5, not a whole number'],
      [withMetric({ reportedLow: Number.NaN }), 'the reported interval of wall-time is NaN'],
      [{ ...run(), finishedAt: 'later' }, 'the end of the run is "later", not a time in ISO 8601'],
      [run([], { seed: 0.5 }), 'the seed is 0.5'],
      [twice, 'is there twice'],
      [run([measuredCase('parse', { key })]), 'not valid Unicode'],
      [run([], { id: '../../escape' }), 'cannot be a file name'],
    ]
    for (const [given, message] of refused) {
      expect((await complaint(appendRun(folder, given))).message).toContain(message)
    }
    expect(allFiles(folder)).toEqual([])
  })

  it('keeps the runs before the one that cannot be kept, and tells which that is', async () => {
    const folder = fresh()
    const bad = run([], { seed: 0.5 })
    const good = run()
    const after = run()
    expect((await complaint(appendRuns(folder, [good, bad, after]))).message).toContain(bad.header.id)
    expect(allFiles(folder)).toEqual([`runs/year=2026/month=11/${good.header.id}.parquet`])
  })

  it('says on a full disk where the run still is, and leaves nothing half written', async ({ skip }) => {
    const folder = path.join(fresh(), 'full')
    const unmount = mountTiny(folder, 'size=48k')
    if (unmount === undefined) return skip('mounting is not permitted here')
    try {
      await appendRun(folder, run())
      const samples = Array.from({ length: 40_000 }, (_, index) => Math.sqrt(index))
      const large = run([measuredCase('parse', { metrics: [metric(samples)] })])
      const error = await complaint(appendRun(folder, large, { journal: 'data/journal/x.jsonl' }))
      expect(error.message).toContain(
        `Run ${large.header.id} could not be written to ${folder}: the disk is full.`,
      )
      expect(error.hint).toContain('The run is kept in data/journal/x.jsonl')
      expect(allFiles(folder)).toHaveLength(1)
      expect(await read(folder, (ledger) => ledger.runs())).toHaveLength(1)
    } finally {
      unmount()
    }
  })

  it('says so where the folder is a file', async () => {
    const folder = path.join(fresh(), 'data')
    writeFileSync(folder, '')
    const error = await complaint(appendRun(folder, run()))
    expect(error.message).toContain('a file is where a folder must be')
  })

  it('works in folders whose names SQL and patterns would stumble over', async () => {
    const folder = path.join(fresh(), "it's [a] *strange* ?name?, 100% {x} é💥")
    mkdirSync(folder)
    const given = run()
    await appendRun(folder, given)
    await appendVerdicts(folder, given.header.id, given.header.startedAt, [verdict(given.header.id)])
    expect(await read(folder, (ledger) => ledger.run(given.header.id))).toEqual(given)
    expect(await read(folder, (ledger) => ledger.series())).toHaveLength(1)
    expect(await read(folder, async (ledger) => (await ledger.recentSamples(1)).size)).toBe(1)
    expect(await read(folder, (ledger) => ledger.verdicts())).toHaveLength(1)
  })

  it('is not mixed with another ledger whose folder looks like a pattern for both', async () => {
    const parent = fresh()
    const [one, other] = [path.join(parent, 'data*'), path.join(parent, 'data2')]
    const given = run()
    await appendRun(one, given)
    await appendRun(other, { ...given, interrupted: true })
    expect(await read(one, (ledger) => ledger.run(given.header.id))).toEqual(given)
    expect(await read(one, (ledger) => ledger.runs())).toHaveLength(1)
  })

  it('may be done many times at once in one process', async () => {
    const folder = fresh()
    const runs = Array.from({ length: 20 }, (_, index) => run([measuredCase(`case ${index}`)]))
    await Promise.all(runs.map((each) => appendRun(folder, each)))
    for (const each of runs) {
      expect(await read(folder, (ledger) => ledger.run(each.header.id))).toEqual(each)
    }
  })
})

describe('Appending verdicts', () => {
  it('is done once: what was given first stays, and the caller is told', async () => {
    const folder = fresh()
    const { id, startedAt } = run().header
    const first = await appendVerdicts(folder, id, startedAt, [verdict(id, { state: 'ok' })])
    const second = await appendVerdicts(folder, id, startedAt, [verdict(id, { state: 'regressed' })])
    expect([first.written, second.written]).toEqual([true, false])
    expect(second.file).toBe(first.file)
    expect(await read(folder, (ledger) => ledger.verdicts())).toMatchObject([{ state: 'ok' }])
    expect(allFiles(folder)).toEqual([`verdicts/year=2026/month=11/${id}.parquet`])
  })

  it('keeps that a run was judged even when there was nothing to say', async () => {
    const folder = fresh()
    const { id, startedAt } = run().header
    expect((await appendVerdicts(folder, id, startedAt, [])).written).toBe(true)
    expect((await appendVerdicts(folder, id, startedAt, [verdict(id)])).written).toBe(false)
    expect(await read(folder, (ledger) => ledger.verdicts())).toEqual([])
  })

  it('refuses NaN and verdicts of another run', async () => {
    const folder = fresh()
    const { id, startedAt } = run().header
    const broken = appendVerdicts(folder, id, startedAt, [verdict(id, { change: Number.NaN })])
    expect((await complaint(broken)).message).toContain(
      'the change of parser › parse › wall-time is not a number',
    )
    const foreign = appendVerdicts(folder, id, startedAt, [verdict('another')])
    expect((await complaint(foreign)).message).toContain('belongs to run another')
    expect(allFiles(folder)).toEqual([])
  })
})
