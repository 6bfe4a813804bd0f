import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appendRuns } from '../../runner/ledger/append.ts'
import { measuredHistory } from '../site/measured-history.ts'

/** Inside the project, where Astro's renderer finds its packages, and in a folder that git ignores. */
const folder = join(
  import.meta.dirname,
  '..',
  '..',
  'node_modules',
  '.cache',
  'perfledger-tests',
  'site-command',
)
const config = join(folder, 'perf.config.yaml')

/** In a process of its own, as people do it: Astro keeps in mind what it built in the same one. */
function build(more: string): string {
  writeFileSync(config, `suites: { a: { benchmarks: { b: { command: 'true' } } } }\n${more}`)
  const cli = join(import.meta.dirname, '..', '..', 'runner', 'cli.ts')
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [cli, '--config', config, 'site', '--out', 'dist'],
    { encoding: 'utf8' },
  )
  expect(status, stderr).toBe(0)
  return stdout
}

const pages = () =>
  readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.html'),
  )
const linksToIt = () =>
  pages().filter((name) => readFileSync(join(folder, 'dist', name), 'utf8').includes('href="/explore/'))
    .length

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await appendRuns(join(folder, 'data'), measuredHistory().slice(0, 3))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('perfledger site', () => {
  it('publishes the ledger as long as the config asks for it, and takes it back where it does not', () => {
    const published = build('site: { ledger: true }\n')
    expect(published).toMatch(
      /^With them: 3 files of the ledger, \S+\s\S+ \(3 new\), to be asked in SQL at explore\/\.$/m,
    )
    expect(existsSync(join(folder, 'dist', 'data', 'ledger', 'runs'))).toBe(true)
    expect(existsSync(join(folder, 'dist', 'explore', 'index.html'))).toBe(true)
    expect(build('site: { ledger: true }\n')).toContain('(0 new)')
    expect(linksToIt()).toBe(pages().length)
    expect(build('')).not.toContain('of the ledger')
    expect(pages().length).toBeGreaterThan(10)
    expect(linksToIt()).toBe(0)
    expect(existsSync(join(folder, 'dist', 'data', 'ledger'))).toBe(false)
    expect(existsSync(join(folder, 'dist', 'explore'))).toBe(false)
    expect(existsSync(join(folder, 'data', 'report', 'ledger.json'))).toBe(false)
  }, 120_000)
})
