import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appendRun, appendRuns, appendVerdicts } from '../../runner/ledger/append.ts'
import {
  type CompactedFolder,
  compactLedger,
  dueFiles,
  isCompactionDue,
} from '../../runner/ledger/compact.ts'
import { isChunk } from '../../runner/ledger/layout.ts'
import { openLedger } from '../../runner/ledger/open.ts'
import type { Ledger } from '../../runner/ledger/series.ts'
import { verifyLedger } from '../../runner/ledger/verify.ts'
import type { MeasuredRun } from '../../runner/measure/record.ts'
import { anyMeasuredRun } from './any-run.ts'
import { allFiles, ledgerFolders, mountTiny, read } from './folders.ts'
import { commit, measuredCase, metric, run, throughput, verdict } from './runs.ts'

const fresh = ledgerFolders()

/** A run on a day of November with two series, its verdicts among them. */
function onDay(day: number, value = day): MeasuredRun {
  const two = String(day).padStart(2, '0')
  const metrics = [metric([value, value + 1, value + 5]), metric([1 / value], { metric: throughput })]
  const startedAt = `2026-11-${two}T05:12:30.000Z`
  return run([measuredCase('parse', { metrics }), measuredCase('print')], {
    startedAt,
    commit: commit(two, { committedAt: startedAt }),
  })
}

async function keep(folder: string, runs: readonly MeasuredRun[]): Promise<void> {
  await appendRuns(folder, runs)
  for (const { header } of runs) {
    await appendVerdicts(folder, header.id, header.startedAt, [
      verdict(header.id, { change: -0 }),
      verdict(header.id, { metric: throughput }),
    ])
  }
}

/** Everything that a ledger answers. */
async function answers(ledger: Ledger) {
  const runs = await ledger.runs()
  const series = await ledger.series()
  return {
    runs,
    series,
    single: await Promise.all(series.map(({ key }) => ledger.oneSeries(key))),
    recent: await ledger.recentSamples(3),
    verdicts: await ledger.verdicts(),
    environments: await ledger.environments(),
    whole: await Promise.all(runs.map(({ header }) => ledger.run(header.id))),
  }
}

describe('A compaction', () => {
  it('changes no answer, leaves one file a month, and does nothing the second time', async () => {
    const folder = fresh()
    await keep(folder, [onDay(3), onDay(1), onDay(2)])
    const before = await read(folder, answers)
    expect(before.single).toEqual(before.series)
    const done = await compactLedger(folder)
    expect(
      done.map(({ runs, filesBefore, filesAfter }: CompactedFolder) => [runs, filesBefore, filesAfter]),
    ).toEqual([
      [3, 3, 1],
      [3, 3, 1],
    ])
    const files = allFiles(folder)
    expect(files).toHaveLength(2)
    expect(files.every(isChunk)).toBe(true)
    expect(await read(folder, answers)).toEqual(before)
    expect(await compactLedger(folder)).toEqual([])
    expect(allFiles(folder)).toEqual(files)
    expect(await verifyLedger(folder)).toEqual({ files: 2, faults: [], oddities: [] })
  })

  it('keeps any run bit for bit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyMeasuredRun, { minLength: 2, maxLength: 4 }), async (given) => {
        const folder = fresh()
        const runs = given.map((each) => ({
          ...each,
          header: { ...each.header, startedAt: '2026-11-20T00:00:00.000Z' },
        }))
        await appendRuns(folder, runs)
        const before = await read(folder, answers)
        await compactLedger(folder)
        expect(allFiles(folder)).toHaveLength(1)
        expect(await read(folder, answers)).toEqual(before)
        for (const each of runs) expect(before.whole).toContainEqual(each)
      }),
      { numRuns: 8, seed: 4 },
    )
  })

  it('takes in runs that arrive late, and keeps to the order of the commits', async () => {
    const folder = fresh()
    await keep(folder, [onDay(1), onDay(3)])
    await compactLedger(folder)
    await keep(folder, [onDay(2)])
    expect(allFiles(folder)).toHaveLength(4)
    const before = await read(folder, answers)
    expect(before.series[0]?.points.map(({ median }) => median)).toEqual([2, 3, 4])
    await compactLedger(folder)
    expect(allFiles(folder)).toHaveLength(2)
    expect(await read(folder, answers)).toEqual(before)
  })

  it('keeps months apart, and a run alone in its month as it is', async () => {
    const folder = fresh()
    const october = { startedAt: '2026-10-01T00:00:00.000Z' }
    const alone = run([], { startedAt: '2026-09-01T00:00:00.000Z' })
    await appendRuns(folder, [onDay(1), onDay(2), run([], october), run([], october), alone])
    await compactLedger(folder)
    expect(allFiles(folder).map((file) => path.dirname(file))).toEqual([
      'runs/year=2026/month=09',
      'runs/year=2026/month=10',
      'runs/year=2026/month=11',
    ])
    expect(allFiles(folder)[0]).toContain(alone.header.id)
  })

  it('does not forget that a run was judged with nothing to say, nor that it was judged at all', async () => {
    const folder = fresh()
    const runs = [onDay(1), onDay(2), onDay(3)]
    await keep(folder, runs.slice(0, 2))
    const { id, startedAt } = runs[2]!.header
    await appendVerdicts(folder, id, startedAt, [])
    await compactLedger(folder)
    for (const { header } of runs) {
      const again = await appendVerdicts(folder, header.id, header.startedAt, [
        verdict(header.id, { state: 'failed' }),
      ])
      expect(again.written).toBe(false)
    }
    expect((await read(folder, (ledger) => ledger.verdicts())).map(({ state }) => state)).toEqual([
      'ok',
      'ok',
      'ok',
      'ok',
    ])
  })

  it('makes the same bytes of the same runs, so that two clones that compact alike do not differ', async () => {
    const [one, other] = [fresh(), fresh()]
    await keep(one, [onDay(1), onDay(2)])
    cpSync(one, other, { recursive: true })
    await compactLedger(one)
    await compactLedger(other)
    expect(allFiles(one)).toEqual(allFiles(other))
    for (const file of allFiles(one)) {
      expect(readFileSync(path.join(one, file)).equals(readFileSync(path.join(other, file)))).toBe(true)
    }
  })

  it('is seen by nobody who has the ledger open', async () => {
    const folder = fresh()
    await keep(folder, [onDay(1), onDay(2)])
    const expected = await read(folder, answers)
    const ledger = await openLedger(folder)
    await keep(folder, [onDay(3)])
    await compactLedger(folder)
    expect(await answers(ledger)).toMatchObject({ ...expected, verdicts: expect.anything() })
    ledger.close()
    expect(await read(folder, (each) => each.runs())).toHaveLength(3)
  })

  it('that was killed before the files went leaves them as copies, which count once and go the next time', async () => {
    const folder = fresh()
    const rest = fresh()
    await keep(folder, [onDay(1), onDay(2)])
    const before = await read(folder, answers)
    cpSync(folder, rest, { recursive: true })
    await compactLedger(folder)
    cpSync(rest, folder, { recursive: true })
    expect(allFiles(folder)).toHaveLength(6)
    expect(await read(folder, answers)).toEqual(before)
    expect((await verifyLedger(folder)).faults).toEqual([])
    await compactLedger(folder)
    expect(allFiles(folder)).toHaveLength(2)
    expect(await read(folder, answers)).toEqual(before)
  })

  it('refuses where two files say different things of one run, and takes nothing away', async () => {
    const folder = fresh()
    await keep(folder, [onDay(1), onDay(2)])
    const [file = ''] = allFiles(folder)
    const copy = path.join(folder, path.dirname(file), 'copy.parquet')
    const connection = await DuckDBConnection.create()
    await connection.run(
      `COPY (SELECT * REPLACE ([1.0] AS samples) FROM '${path.join(folder, file)}') TO '${copy}' (FORMAT parquet)`,
    )
    connection.closeSync()
    const files = allFiles(folder)
    await expect(compactLedger(folder)).rejects.toThrow(
      'is in more than one file of the history, and they differ',
    )
    expect(allFiles(folder)).toEqual(files)
  })

  it('refuses where a file is damaged, names it, and takes nothing away', async () => {
    const folder = fresh()
    await keep(folder, [onDay(1), onDay(2)])
    const files = allFiles(folder)
    const victim = path.join(folder, files[0]!)
    const bytes = readFileSync(victim)
    writeFileSync(victim, bytes.fill(0x5a, bytes.length - 1_000, bytes.length - 8))
    await expect(compactLedger(folder)).rejects.toThrow(victim)
    expect(allFiles(folder)).toEqual(files)
  })

  it('on a full disk says so, and takes nothing away', async ({ skip }) => {
    const folder = path.join(fresh(), 'full')
    const unmount = mountTiny(folder, 'size=150k')
    if (unmount === undefined) return skip('mounting is not permitted here')
    try {
      for (const day of [1, 2]) {
        const samples = Array.from({ length: 7_000 }, (_, index) => Math.sqrt(index + day / 7))
        await appendRun(folder, {
          ...onDay(day),
          cases: [measuredCase('parse', { metrics: [metric(samples)] })],
        })
      }
      const files = allFiles(folder)
      await expect(compactLedger(folder)).rejects.toThrow('the disk is full')
      expect(allFiles(folder)).toEqual(files)
      expect(await read(folder, (ledger) => ledger.runs())).toHaveLength(2)
    } finally {
      unmount()
    }
  })

  it('is due from a hundred files on that it would take away', async () => {
    const folder = fresh()
    const month = path.join(folder, 'runs', 'year=2026', 'month=11')
    const alone = path.join(folder, 'runs', 'year=2026', 'month=10')
    mkdirSync(month, { recursive: true })
    mkdirSync(alone, { recursive: true })
    writeFileSync(path.join(alone, 'alone.parquet'), '')
    for (let index = 0; index < dueFiles - 1; index++) writeFileSync(path.join(month, `${index}.parquet`), '')
    writeFileSync(path.join(month, 'chunk-0123456789abcdef.parquet'), '')
    expect(await isCompactionDue(folder)).toBe(false)
    writeFileSync(path.join(month, 'one more.parquet'), '')
    expect(await isCompactionDue(folder)).toBe(true)
    expect(await isCompactionDue(path.join(folder, 'absent'))).toBe(false)
  })
})

describe('Two clones', () => {
  function git(folder: string, ...words: string[]): string {
    const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false']
    const { status, stdout, stderr } = spawnSync('git', [...who, ...words], { cwd: folder, encoding: 'utf8' })
    expect(`${status} ${stdout}${status === 0 ? '' : stderr}`).toMatch(/^0 /)
    return stdout
  }

  it('that compact different sets merge without conflict and without counting twice', async () => {
    const [one, parent] = [fresh(), fresh()]
    git(one, 'init', '-q', '-b', 'main')
    const commitAll = (folder: string) => {
      git(folder, 'add', '-A')
      git(folder, 'commit', '-q', '-m', 'runs')
    }
    const shared = Array.from({ length: 12 }, (_, index) => onDay(index + 1))
    await keep(one, shared)
    await compactLedger(one)
    await keep(one, [onDay(13), onDay(14)])
    commitAll(one)
    const other = path.join(parent, 'other')
    git(parent, 'clone', '-q', one, other)
    await keep(one, [onDay(15)])
    await compactLedger(one)
    commitAll(one)
    await keep(other, [onDay(16), onDay(17)])
    await compactLedger(other)
    commitAll(other)
    git(other, 'pull', '-q', '--no-rebase', '--no-edit', 'origin', 'main')
    const runs = await read(other, (ledger) => ledger.runs())
    expect(runs.map(({ header }) => header.commit?.subject)).toEqual(
      Array.from({ length: 17 }, (_, index) => `Commit ${String(index + 1).padStart(2, '0')}`),
    )
    const before = await read(other, answers)
    expect(before.verdicts).toHaveLength(34)
    expect(before.series[0]?.points).toHaveLength(17)
    await compactLedger(other)
    expect(allFiles(other).filter((file) => file.endsWith('.parquet'))).toHaveLength(2)
    expect(await read(other, answers)).toEqual(before)
  })
})

describe('A ledger of version 1', () => {
  it('is read, verified and compacted by this version', async () => {
    const folder = fresh()
    cpSync(path.join(import.meta.dirname, '../fixtures/ledger/version-1'), folder, { recursive: true })
    const before = await read(folder, answers)
    expect(before.runs.map(({ header, cases, failedCases }) => [header.id, cases, failedCases])).toEqual([
      ['20261101-080000-00000000a1', 3, 1],
      ['20261102-080000-00000000a2', 3, 1],
    ])
    expect(before.whole[1]?.cases[0]?.metrics[0]?.samples).toEqual([3_000_001, 1e6, 2e6, -0])
    expect(before.verdicts.map(({ state }) => state)).toEqual(['ok', 'regressed'])
    expect((await verifyLedger(folder)).faults).toEqual([])
    await compactLedger(folder)
    expect(await read(folder, answers)).toEqual(before)
    expect((await verifyLedger(folder)).faults).toEqual([])
  })
})
