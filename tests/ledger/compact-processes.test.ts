import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { appendRuns, appendVerdicts } from '../../runner/ledger/append.ts'
import { compactLedger } from '../../runner/ledger/compact.ts'
import { isChunk } from '../../runner/ledger/layout.ts'
import { verifyLedger } from '../../runner/ledger/verify.ts'
import { randomFrom } from '../../runner/stats/random.ts'
import { allFiles, ledgerFolders, read } from './folders.ts'
import { run, verdict } from './runs.ts'

const fresh = ledgerFolders()
const fixtures = path.join(import.meta.dirname, '../fixtures/ledger')

function start(script: string, ...words: string[]): ChildProcessByStdio<null, Readable, null> {
  return spawn(process.execPath, [path.join(fixtures, script), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function lines(child: ChildProcessByStdio<null, Readable, null>): Promise<string[]> {
  return (await text(child.stdout)).split('\n').filter((line) => line !== '')
}

async function idsIn(folder: string): Promise<string[]> {
  return read(folder, async (ledger) => (await ledger.runs()).map(({ header }) => header.id).toSorted())
}

async function keep(folder: string, count: number): Promise<string[]> {
  const runs = Array.from({ length: count }, () => run())
  await appendRuns(folder, runs)
  for (const { header } of runs)
    await appendVerdicts(folder, header.id, header.startedAt, [verdict(header.id)])
  return runs.map(({ header }) => header.id)
}

describe('A compaction', { timeout: 180_000 }, () => {
  it('may be killed at any instant: every run is there, once, and the next one finishes the work', async () => {
    const folder = fresh()
    const random = randomFrom('killed compactions')
    const ids: string[] = []
    for (let round = 0; round < 12; round++) {
      ids.push(...(await keep(folder, 6)))
      const compacting = start('compact-often.ts', folder, '1')
      const closed = once(compacting, 'close')
      await once(compacting.stdout, 'readable')
      await sleep(random() * 250)
      compacting.kill('SIGKILL')
      await closed
      expect(await idsIn(folder)).toEqual(ids.toSorted())
      expect((await read(folder, (ledger) => ledger.verdicts())).length).toBe(ids.length)
    }
    await compactLedger(folder)
    expect(await idsIn(folder)).toEqual(ids.toSorted())
    const files = allFiles(folder).filter((file) => !file.endsWith('.tmp'))
    expect(files).toHaveLength(2)
    expect(files.every(isChunk)).toBe(true)
    expect((await verifyLedger(folder)).faults).toEqual([])
  })

  it('may be done by several processes at once while others append and read: nothing lost, nothing twice', async () => {
    const folder = fresh()
    const before = await keep(folder, 20)
    const compactors = [start('compact-often.ts', folder, '6'), start('compact-often.ts', folder, '6')]
    const appenders = ['a', 'b'].map((name) => start('append-many.ts', folder, name, '12'))
    const done = Promise.all([...compactors, ...appenders].map(lines))
    let finished = false
    void done.then(() => {
      finished = true
    })
    while (!finished) {
      const seen = await idsIn(folder)
      expect(new Set(seen).size).toBe(seen.length)
      expect(before.filter((id) => !seen.includes(id))).toEqual([])
    }
    const [, , ...appended] = await done
    expect(appended.flat()).toHaveLength(24)
    expect(compactors.map(({ exitCode }) => exitCode)).toEqual([0, 0])
    expect(await idsIn(folder)).toEqual([...before, ...appended.flat()].toSorted())
    await compactLedger(folder)
    expect(await idsIn(folder)).toEqual([...before, ...appended.flat()].toSorted())
    expect(allFiles(folder).filter((file) => file.endsWith('.tmp'))).toEqual([])
  })
})
