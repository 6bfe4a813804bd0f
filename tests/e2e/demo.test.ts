import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateDemoHistory } from '../../runner/demo/history.ts'
import { openLedger } from '../../runner/ledger/open.ts'
import { type Ended, perfledger } from './command-line.ts'
import { reportFolderOf } from './project.ts'

const SEED = 7

let folder = ''
let ended: Ended
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'perfledger-demo-'))
  ended = await perfledger(
    folder,
    'demo',
    '--no-serve',
    '--seed',
    String(SEED),
    '--out',
    'demo',
    '--base',
    '/look/',
  )
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const data = () => join(folder, 'demo/data')
const htmlFiles = () =>
  readdirSync(join(folder, 'demo/dist'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.endsWith('.html'))
    .map((entry) => join(entry.parentPath, entry.name))

describe('`perfledger demo`', () => {
  it('builds a dashboard in a folder of its own, and nothing beside it', () => {
    expect(ended, ended.stderr).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).toMatch(/\d+ generated runs, \d+ pages in \S+\/demo\/dist/)
    expect(readdirSync(folder)).toEqual(['demo'])
  })

  it('says on every page that the numbers are generated, and links under its base path', () => {
    const pages = htmlFiles()
    expect(pages.length).toBeGreaterThan(100)
    for (const page of pages) {
      const text = readFileSync(page, 'utf8')
      expect(text, page).toMatch(/role="note"[^>]*>.*?Generated numbers\./s)
      expect(text, page).not.toMatch(/(?:href|src)="\/(?!look\/)/)
    }
  })

  it('shows every kind of verdict, and changes of every kind', () => {
    const { index, list, runs } = reportFolderOf(data())
    expect(index.project.generated).toBe(true)
    const states = new Set(runs.flatMap(({ cases }) => cases.map(({ verdict }) => verdict?.state)))
    for (const state of ['ok', 'improved', 'regressed', 'over-budget', 'inconclusive', 'missing', 'failed'])
      expect(states).toContain(state)
    expect(index.environments.length).toBeGreaterThan(1)
    expect(list.runs.some(({ pullRequest }) => pullRequest !== null)).toBe(true)
  })

  it('is the same for the same seed and time', async () => {
    const now = new Date(reportFolderOf(data()).index.generatedAt)
    const expected = [...generateDemoHistory(SEED, now)]
    const ledger = await openLedger(data())
    const kept = await Promise.all(expected.map(({ header }) => ledger.run(header.id)))
    const total = (await ledger.runs()).length
    ledger.close()
    expect(total).toBe(expected.length)
    expect(kept).toEqual(expected)
    const other = [...generateDemoHistory(SEED + 1, now)]
    expect(other[0]?.cases[0]?.metrics[0]?.samples).not.toEqual(expected[0]?.cases[0]?.metrics[0]?.samples)
  })
})
