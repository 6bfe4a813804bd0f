import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Journal, readJournal, recoverJournals, removeJournal } from '../../runner/measure/journal.ts'
import type { IterationRecord, RunHeader } from '../../runner/measure/record.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perfledger-journal-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const header = { id: '20261120-051230-9f86d081ab', startedAt: '2026-11-20T05:12:30.000Z' } as RunHeader

const iteration = (index: number): IterationRecord => ({
  kind: 'iteration',
  case: { suite: 's', benchmark: 'a', params: {} },
  phase: 'measured',
  index,
  startedAtMs: Date.UTC(2026, 10, 20, 5, 12, 40 + index),
  executor: 'exact',
  measurements: [{ metric: { name: 'wall-time', unit: 'ns', direction: 'lower' }, samples: [index + 1] }],
})

/** A journal of a process that is gone: the first line names one that cannot be alive. */
function abandonedJournal(count: number, finishedAt?: string): string {
  const journal = new Journal(folder, header)
  for (let index = 0; index < count; index += 1) journal.write(iteration(index))
  if (finishedAt !== undefined) journal.end(finishedAt, false)
  journal.close()
  const [first, ...rest] = readFileSync(journal.file, 'utf8').split('\n')
  writeFileSync(journal.file, [JSON.stringify({ ...JSON.parse(first!), pid: 2 ** 30 }), ...rest].join('\n'))
  return journal.file
}

describe('the journal of a run', () => {
  it('has every record on disk before the next one is measured', () => {
    const journal = new Journal(folder, header)
    journal.write(iteration(0))
    const lines = readFileSync(journal.file, 'utf8').trim().split('\n')
    expect(lines).toHaveLength(2)
    expect(JSON.parse(lines[1]!)).toEqual(iteration(0))
    journal.close()
  })

  it('is left alone while its process lives', () => {
    const journal = new Journal(folder, header)
    journal.write(iteration(0))
    expect(recoverJournals(folder)).toEqual([])
    journal.close()
    expect(existsSync(journal.file)).toBe(true)
  })

  it('is recovered when the process is gone, as an interrupted run', () => {
    const file = abandonedJournal(3)
    expect(recoverJournals(folder)).toMatchObject([
      {
        file,
        run: {
          header,
          finishedAt: '2026-11-20T05:12:42.000Z',
          interrupted: true,
          cases: [{ status: 'interrupted', iterations: 3, metrics: [{ samples: [1, 2, 3] }] }],
        },
      },
    ])
    expect(existsSync(file)).toBe(true)
    removeJournal(file)
    expect(readdirSync(folder)).toEqual([])
  })

  it('whose measuring had ended is a whole run, for its own process too', () => {
    const finishedAt = '2026-11-20T05:13:00.000Z'
    const file = abandonedJournal(3, finishedAt)
    const [recovered] = recoverJournals(folder)
    expect(recovered!.run).toMatchObject({ finishedAt, interrupted: false, cases: [{ iterations: 3 }] })
    expect(readJournal(file)).toEqual(recovered!.run)
  })

  it('is recovered too when another process got the same number', () => {
    const file = abandonedJournal(1)
    const [first, ...rest] = readFileSync(file, 'utf8').split('\n')
    const reused = { ...JSON.parse(first!), pid: process.pid, processStart: 'an earlier boot' }
    writeFileSync(file, [JSON.stringify(reused), ...rest].join('\n'))
    expect(recoverJournals(folder)).toHaveLength(1)
  })

  it('loses nothing but the line that was being written', () => {
    const file = abandonedJournal(2)
    appendFileSync(file, JSON.stringify(iteration(2)).slice(0, 40))
    expect(recoverJournals(folder)[0]?.run.cases[0]).toMatchObject({ iterations: 2 })
  })

  it('without a single iteration holds nothing to keep', () => {
    const file = abandonedJournal(0)
    expect(recoverJournals(folder)).toEqual([])
    expect(existsSync(file)).toBe(false)
  })

  it('whose first line was never complete is kept for a minute, then dropped', () => {
    const file = abandonedJournal(0)
    truncateSync(file, 20)
    expect(recoverJournals(folder)).toEqual([])
    expect(existsSync(file)).toBe(true)
    utimesSync(file, 0, 0)
    expect(recoverJournals(folder)).toEqual([])
    expect(existsSync(file)).toBe(false)
  })

  it.each([
    [
      'a line that is no JSON',
      (text: string) => text.replace('"index":1', '"index":'),
      'is damaged in line 3: it is not JSON.',
    ],
    [
      'a first line of something else',
      (text: string) => `{}\n${text}`,
      'is damaged in line 1: it does not say whose run it is.',
    ],
  ])('with %s stops the command and is not touched', (_, damage, message) => {
    const file = abandonedJournal(3)
    const damaged = damage(readFileSync(file, 'utf8'))
    writeFileSync(file, damaged)
    expect(() => recoverJournals(folder)).toThrow(`The journal ${file} ${message}`)
    expect(readFileSync(file, 'utf8')).toBe(damaged)
  })

  it('that cannot be written stops measuring, and says what to do', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(() => new Journal(join(folder, 'file/journal'), header)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('cannot be written'),
        hint: expect.stringContaining('Free some space'),
      }),
    )
  })

  it('of a folder that does not exist yet is none', () => {
    expect(recoverJournals(join(folder, 'none'))).toEqual([])
  })
})

describe('a runner that is killed at any instant', () => {
  const writer = join(import.meta.dirname, '../fixtures/commands/journal-writer.ts')

  it('loses nothing that it had acknowledged', async () => {
    for (let round = 0; round < 8; round += 1) {
      const child = execa(process.execPath, [writer, folder, String(round)], {
        reject: false,
        buffer: { stderr: true },
      })
      let acknowledged = -1
      const killAfter = 1 + ((round * 37) % 60)
      for await (const line of child.iterable()) {
        acknowledged = Number(line)
        if (acknowledged >= killAfter) child.kill('SIGKILL')
      }
      await child
      const recovered = recoverJournals(folder)
      expect(recovered).toHaveLength(1)
      const samples = recovered[0]?.run.cases[0]?.metrics[0]?.samples ?? []
      expect(samples.length).toBeGreaterThan(acknowledged)
      expect(samples).toEqual(samples.map((_, index) => index + 1))
      removeJournal(recovered[0]!.file)
    }
  })
})
