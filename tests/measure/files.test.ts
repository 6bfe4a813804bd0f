import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findFiles, hashFiles, sizeFiles } from '../../runner/measure/files.ts'
import type { CaseEndRecord } from '../../runner/measure/record.ts'
import { fakeExecutors } from './fake-executor.ts'
import { line, plannedCase, planOf, recordsOf } from './plans.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perfledger-files-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

describe('the files that patterns name', () => {
  it('are sorted, each once, hidden ones too, folders as all that is in them', async () => {
    write({ 'dist/b.js': '', 'dist/a.js': '', 'dist/deep/.c.js': '', 'other.js': '' })
    expect(await findFiles(['dist', 'dist/*.js'], folder)).toEqual([
      'dist/a.js',
      'dist/b.js',
      'dist/deep/.c.js',
    ])
  })

  it('are what they are called, brackets and stars included', async () => {
    write({ 'app[1].js': '', 'app1.js': '' })
    expect(await findFiles(['app[1].js'], folder)).toEqual(['app[1].js'])
  })
})

describe('the hash of an artifact', () => {
  const hashOf = async (files: Readonly<Record<string, string>>): Promise<string | undefined> => {
    rmSync(join(folder, 'dist'), { recursive: true, force: true })
    write(files)
    return hashFiles(['dist'], folder)
  }

  it('is that of the names and the contents, and of nothing else', async () => {
    const hash = await hashOf({ 'dist/a': 'one', 'dist/b': 'two' })
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(await hashOf({ 'dist/b': 'two', 'dist/a': 'one' })).toBe(hash)
    expect(await hashOf({ 'dist/a': 'one', 'dist/b': 'tw0' })).not.toBe(hash)
    expect(await hashOf({ 'dist/a': 'one', 'dist/c': 'two' })).not.toBe(hash)
    expect(await hashOf({ 'dist/a': 'onetwo', 'dist/b': '' })).not.toBe(hash)
  })

  it('is none where there is no file', async () => {
    expect(await hashFiles(['dist'], folder)).toBeUndefined()
  })
})

describe('sizes', () => {
  it('are those of all files, as they are and compressed', async () => {
    const text = 'the same again and again '.repeat(100)
    write({ 'a.txt': text, 'b.txt': text })
    expect(await sizeFiles(['*.txt'], folder)).toEqual({
      rawBytes: 2 * text.length,
      gzipBytes: 2 * gzipSync(text, { level: 9 }).length,
    })
  })
})

describe('a case with an artifact', () => {
  const planned = (overrides = {}) =>
    planOf([plannedCase('a', { cwd: folder, artifact: ['app.js'], ...overrides })])
  const endOf = async (...[plan, executors]: Parameters<typeof recordsOf>) => {
    const records = await recordsOf(plan, executors)
    const codes = records.flatMap((record) => (record.kind === 'warning' ? [record.code] : []))
    return { end: records.find((record): record is CaseEndRecord => record.kind === 'case-end'), codes }
  }

  it('is identified after setup, which may build it, and before cleanup', async () => {
    const executors = fakeExecutors(({ command }) => {
      if (command.kind === 'shell' && command.line === 'build') write({ 'app.js': 'built' })
      if (command.kind === 'shell' && command.line === 'clean') rmSync(join(folder, 'app.js'))
      return undefined
    })
    const { end, codes } = await endOf(
      planned({ hooks: { setup: line('build'), cleanup: line('clean') } }),
      executors,
    )
    expect(end?.artifact).toMatch(/^[0-9a-f]{64}$/)
    expect(codes).toEqual([])
  })

  it('is identified by nothing where that changes meanwhile or is not there, and says so', async () => {
    expect(await endOf(planned(), fakeExecutors())).toMatchObject({ codes: ['artifact-missing'] })
    write({ 'app.js': '0' })
    let index = 0
    const changing = fakeExecutors(() => {
      write({ 'app.js': String(index++) })
      return undefined
    })
    const { end, codes } = await endOf(planned(), changing)
    expect({ artifact: end?.artifact, codes }).toEqual({ artifact: undefined, codes: ['artifact-changed'] })
  })

  it('has the sizes of its files as metrics of the run', async () => {
    write({ 'app.js': 'x'.repeat(500) })
    const { end } = await endOf(
      planned({ files: ['app.js'], metrics: ['wall-time', 'file-size', 'file-size-gzip'] }),
      fakeExecutors(),
    )
    expect(end?.measurements).toMatchObject([
      { metric: { name: 'file-size', unit: 'B' }, samples: [500] },
      { metric: { name: 'file-size-gzip' } },
    ])
  })
})
