import { mkdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { PerfledgerError } from '../../runner/errors.ts'
import { appendRun, appendVerdicts } from '../../runner/ledger/append.ts'
import { checkReadable, checkWritable } from '../../runner/ledger/check.ts'
import { isTemporary, ledgerFile, listLedgerFiles, temporaryName } from '../../runner/ledger/layout.ts'
import { allFiles, ledgerFolders, mountTiny } from './folders.ts'
import { run, verdict } from './runs.ts'

const fresh = ledgerFolders()

/** The error that a promise is rejected with; fails the test if it is not one for people. */
async function complaint(promise: Promise<unknown>): Promise<PerfledgerError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(PerfledgerError)
  return error as PerfledgerError
}

async function ledgerOfOne(): Promise<{ folder: string; file: string }> {
  const folder = fresh()
  const { file } = await appendRun(folder, run())
  return { folder, file }
}

describe('The look at the history before measuring', () => {
  it('is content with an absent ledger, an empty one and a sound one', async () => {
    await checkReadable(path.join(fresh(), 'absent'))
    await checkReadable(fresh())
    const { folder } = await ledgerOfOne()
    await checkReadable(folder)
  })

  it('names an empty file and says how to get it back', async () => {
    const { folder, file } = await ledgerOfOne()
    truncateSync(file)
    const error = await complaint(checkReadable(folder))
    expect(error.message).toBe(`A file of the history cannot be read: ${file} is empty (0 bytes).`)
    expect(error.hint).toContain(`git checkout -- ${file}`)
    expect(error.hint).toContain('never skips or replaces history')
  })

  it('names a file that was cut in half', async () => {
    const { folder, file } = await ledgerOfOne()
    truncateSync(file, Math.floor(readFileSync(file).length / 2))
    expect((await complaint(checkReadable(folder))).message).toContain(
      `${file} is cut off: its end is missing`,
    )
  })

  it('names a file that is too short, one that is something else, and one whose footer does not fit', async () => {
    const { folder, file } = await ledgerOfOne()
    const beside = (name: string) => path.join(path.dirname(file), `${name}.parquet`)
    writeFileSync(beside('short'), 'PAR1')
    writeFileSync(beside('text'), 'run,median\n1,2\n')
    writeFileSync(beside('lfs'), 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n')
    const damaged = readFileSync(file)
    damaged.writeUInt32LE(damaged.length, damaged.length - 8)
    writeFileSync(beside('footer'), damaged)
    const { message } = await complaint(checkReadable(folder))
    expect(message).toContain('4 files of the history cannot be read:')
    expect(message).toContain(`${beside('short')} is too short for a Parquet file (4 bytes)`)
    expect(message).toContain(`${beside('text')} is not a Parquet file`)
    expect(message).toContain(`${beside('lfs')} is only a pointer to the file in Git LFS`)
    expect(message).toContain(`${beside('footer')} is damaged: its footer does not fit`)
  })

  it('looks at the verdicts too', async () => {
    const folder = fresh()
    const judged = run()
    const { id, startedAt } = judged.header
    const { file } = await appendVerdicts(folder, id, startedAt, [verdict(id)])
    truncateSync(file, 20)
    expect((await complaint(checkReadable(folder))).message).toContain(file)
  })

  it('names at most twenty files and counts the rest', async () => {
    const folder = fresh()
    mkdirSync(path.join(folder, 'runs'))
    for (let index = 0; index < 25; index++) writeFileSync(path.join(folder, 'runs', `${index}.parquet`), '')
    const { message } = await complaint(checkReadable(folder))
    expect(message.split('\n')).toHaveLength(22)
    expect(message).toContain('and 5 more')
  })

  it('does not mind what is no history: temporary files, reports, notes', async () => {
    const { folder, file } = await ledgerOfOne()
    writeFileSync(temporaryName(file), 'PAR1 half written')
    writeFileSync(path.join(folder, 'runs', '.hidden.parquet'), '')
    writeFileSync(path.join(folder, 'runs', 'README.md'), 'hello')
    await checkReadable(folder)
    expect(await listLedgerFiles(folder, 'runs')).toEqual([file])
  })
})

describe('The proof before measuring that a run can be kept', () => {
  it('makes the folders and leaves no file', async () => {
    const folder = path.join(fresh(), 'deep', 'data')
    await checkWritable(folder, new Date('2026-11-20T00:00:00Z'))
    expect(allFiles(folder)).toEqual([])
  })

  it('says so where a file is in place of a folder', async () => {
    const folder = path.join(fresh(), 'data')
    writeFileSync(folder, 'not a folder')
    const error = await complaint(checkWritable(folder))
    expect(error.message).toContain('a file is where a folder must be')
    expect(error.message).toContain(folder)
    expect(error.hint).toContain('Nothing was measured.')
  })

  it('says so where the system lets nobody write', async () => {
    const error = await complaint(checkWritable('/proc/perfledger-data'))
    expect(error.exitCode).toBe(3)
    expect(error.message).toContain('/proc/perfledger-data')
  })

  it('says so on a read-only file system', async ({ skip }) => {
    const folder = path.join(fresh(), 'read-only')
    const unmount = mountTiny(folder, 'ro,size=64k')
    if (unmount === undefined) return skip('mounting is not permitted here')
    try {
      const error = await complaint(checkWritable(path.join(folder, 'data')))
      expect(error.message).toContain('the file system is read-only')
    } finally {
      unmount()
    }
  })

  it('says so on a full disk', async ({ skip }) => {
    const folder = path.join(fresh(), 'full')
    const unmount = mountTiny(folder, 'size=8k')
    if (unmount === undefined) return skip('mounting is not permitted here')
    try {
      const error = await complaint(checkWritable(path.join(folder, 'data')))
      expect(error.message).toContain('the disk is full')
      expect(allFiles(folder)).toEqual([])
    } finally {
      unmount()
    }
  })

  it('sweeps up what killed appends left a day ago, and nothing younger', async () => {
    const { folder, file } = await ledgerOfOne()
    const old = temporaryName(file)
    const young = temporaryName(file)
    writeFileSync(old, 'x')
    writeFileSync(young, 'x')
    const twoDaysAgo = Date.now() / 1000 - 2 * 86_400
    utimesSync(old, twoDaysAgo, twoDaysAgo)
    await checkWritable(folder)
    expect(allFiles(folder).filter((name) => name.endsWith('.tmp'))).toEqual([path.relative(folder, young)])
  })
})

describe('The place of a run’s file', () => {
  it('is by year and month of its start in UTC', () => {
    const file = ledgerFile('data', 'runs', 'a-run', '2026-12-31T23:30:00-02:00')
    expect(file).toBe(path.join('data', 'runs', 'year=2027', 'month=01', 'a-run.parquet'))
  })

  it('is refused for ids that would climb out, hide, or be no file name', () => {
    for (const id of ['../x', '.x', '', 'a/b', 'a\\b', 'x'.repeat(200), 'a\0b', 'a b']) {
      expect(() => ledgerFile('data', 'runs', id, '2026-01-01T00:00:00Z')).toThrow(PerfledgerError)
    }
    expect(() => ledgerFile('data', 'runs', 'ok', 'yesterday')).toThrow('is not a time: "yesterday"')
  })

  it('is kept apart from its temporary name, which no reader takes for a run', () => {
    const name = path.basename(temporaryName('/data/a.parquet'))
    expect(name.startsWith('.')).toBe(true)
    expect(name.endsWith('.parquet')).toBe(false)
    expect(isTemporary(name)).toBe(true)
    expect(isTemporary('a.parquet')).toBe(false)
  })
})
