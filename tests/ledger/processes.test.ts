import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { checkReadable } from '../../runner/ledger/check.ts'
import { randomFrom } from '../../runner/stats/random.ts'
import { allFiles, ledgerFolders, read } from './folders.ts'

const fresh = ledgerFolders()
const script = path.join(import.meta.dirname, '../fixtures/ledger/append-many.ts')

type Appender = ChildProcessByStdio<null, Readable, null>

function start(folder: string, name: string, runs: number): Appender {
  return spawn(process.execPath, [script, folder, name, String(runs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function kept(appender: Appender): Promise<string[]> {
  return (await text(appender.stdout))
    .trim()
    .split('\n')
    .filter((line) => line !== '')
}

describe('Many processes', { timeout: 120_000 }, () => {
  it('append to one ledger at once: nothing lost, nothing mixed, nothing left behind', async () => {
    const folder = fresh()
    const appenders = ['a', 'b', 'c', 'd'].map((name) => start(folder, name, 10))
    const ids = (await Promise.all(appenders.map(kept))).flat()
    expect(ids).toHaveLength(40)
    const runs = await read(folder, (ledger) => ledger.runs())
    expect(runs.map(({ header }) => header.id).toSorted()).toEqual(ids.toSorted())
    const series = await read(folder, (ledger) => ledger.series())
    expect(series.map(({ key, points }) => [key.case.benchmark, points.length]).toSorted()).toEqual([
      ['a', 10],
      ['b', 10],
      ['c', 10],
      ['d', 10],
    ])
    expect(allFiles(folder).filter((file) => !file.endsWith('.parquet'))).toEqual([])
  })

  it('may be killed at any instant: readers see whole runs only, and every run that was reported kept', async () => {
    const folder = fresh()
    const random = randomFrom('kills')
    const ids: string[] = []
    for (let round = 0; round < 20; round++) {
      const appender = start(folder, `round${round}`, 0)
      const reported = kept(appender)
      await once(appender.stdout, 'readable')
      await sleep(random() * 12)
      appender.kill('SIGKILL')
      ids.push(...(await reported))
    }
    await checkReadable(folder)
    const found = new Set((await read(folder, (ledger) => ledger.runs())).map(({ header }) => header.id))
    expect(ids.length).toBeGreaterThanOrEqual(20)
    expect(ids.filter((id) => !found.has(id))).toEqual([])
    const series = await read(folder, (ledger) => ledger.series())
    expect(
      series.flatMap(({ points }) => points.map(({ count }) => count)).every((count) => count === 2_000),
    ).toBe(true)
  })
})

describe('A process that imports the ledger', () => {
  it('has DuckDB loaded only once it reads or writes: what it measures starts fast', async () => {
    const source = `
      const rooms = ['append', 'check', 'open', 'identity', 'order', 'layout']
      for (const file of rooms) await import(${JSON.stringify(path.join(import.meta.dirname, '../../runner/ledger/'))} + file + '.ts')
      const { checkReadable, checkWritable } = await import(${JSON.stringify(path.join(import.meta.dirname, '../../runner/ledger/check.ts'))})
      await checkWritable(process.argv[1])
      await checkReadable(process.argv[1])
      console.log(process.report.getReport().sharedObjects.filter((file) => file.includes('duckdb')).length)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', source, fresh()], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    expect(await text(child.stdout)).toBe('0\n')
  })
})
