import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { VersionComparison } from '../../runner/compare/comparison.ts'
import { type Ended, perfledger, startPerfledger } from './command-line.ts'
import { commitAll, configOf, git, historyOf, projectOf, writeFiles } from './project.ts'

/** Takes as long as the file `pause` says: differences far larger than the noise of any machine. */
const paused = { paused: "command: 'sleep $(cat pause)', shell: true" }
const QUICK = '0.02'
const SLOW = '0.3'

async function projectWithPause(top = '', more: Readonly<Record<string, string>> = {}): Promise<string> {
  const project = projectOf({
    'perf.config.yaml': configOf(paused, top),
    pause: QUICK,
    '.gitignore': 'data/\nnode_modules/\nbuilt\n',
    ...more,
  })
  await commitAll(project, 'quick')
  return project
}

const comparisonIn = ({ stdout }: Ended) => JSON.parse(stdout) as VersionComparison
const compareArguments = ['compare', '--time', '1s', '--threshold', '20%', '--format', 'json'] as const

/** What the user has: files, branches, index, and nothing that a comparison leaves behind. */
async function stateOf(project: string) {
  return {
    status: await git(project, 'status', '--porcelain'),
    head: await git(project, 'rev-parse', '--symbolic-full-name', 'HEAD'),
    branches: await git(project, 'branch', '--all'),
    worktrees: await git(project, 'worktree', 'list', '--porcelain'),
    history: historyOf(join(project, 'data')),
  }
}

describe('perfledger compare', { timeout: 120_000 }, () => {
  it('finds that the working tree is slower than a commit, by how much, and touches nothing', async () => {
    const project = await projectWithPause()
    writeFiles(project, { pause: SLOW })
    const before = await stateOf(project)
    const ended = await perfledger(project, ...compareArguments, 'main')
    expect(ended.code).toBe(1)
    const comparison = comparisonIn(ended)
    expect(comparison).toMatchObject({
      method: 'paired',
      base: { name: 'main', dirty: false },
      head: { name: 'working tree', dirty: true },
      interrupted: false,
      control: { comparisons: 1, falseAlarms: 0 },
    })
    const [metric] = comparison.cases[0]!.metrics
    expect(metric).toMatchObject({ state: 'regressed', metric: { name: 'wall-time' } })
    expect(metric!.change!.low).toBeGreaterThan(0.2)
    expect(await stateOf(project)).toEqual(before)
  })

  it('compares two commits the other way round as an improvement, told for people', async () => {
    const project = await projectWithPause()
    writeFiles(project, { pause: SLOW })
    await commitAll(project, 'slow')
    const ended = await perfledger(project, ...compareArguments.slice(0, 5), 'main', 'main~1')
    expect(ended).toMatchObject({ code: 0 })
    expect(ended.stdout).toMatch(/main~1 \([0-9a-f]{10}\) against main \([0-9a-f]{10}\): 1 improved/)
    expect(ended.stdout).toContain('Base against itself: 0 of 1 called a change.')
  })

  it('builds each version once, in its own checkout, and shares installed packages without exposing them', async () => {
    // An `npm ci` empties node_modules first: the user's own must outlive that.
    const build = 'ls node_modules/dep && rm -rf node_modules/* && cp pause built && echo . >> $COUNT'
    const benchmark = { built: "command: 'sleep $(cat built)', shell: true" }
    const project = projectOf({
      'perf.config.yaml': configOf(benchmark, `build: ${build}`),
      'package-lock.json': '{}',
      pause: SLOW,
      '.gitignore': 'data/\nnode_modules/\nbuilt\ncount\n',
      'node_modules/dep/index.js': 'the user’s own',
    })
    mkdirSync(join(project, 'node_modules/@scope/dep'), { recursive: true })
    symlinkSync('../dep', join(project, 'node_modules/linked'))
    await commitAll(project, 'slow')
    writeFiles(project, { pause: QUICK })
    await commitAll(project, 'quick')
    const counted = { COUNT: join(project, 'count') }
    const twice = [
      await startPerfledger(project, [...compareArguments, 'main~1', 'main'], counted).ended,
      await startPerfledger(project, [...compareArguments, 'main~1', 'main'], counted).ended,
    ]
    for (const ended of twice) {
      expect(ended.stderr).not.toContain('error')
      expect(comparisonIn(ended).cases[0]?.metrics[0]?.state).toBe('improved')
    }
    expect(readFileSync(join(project, 'count'), 'utf8')).toBe('.\n.\n')
    expect(twice[1]?.stderr).toContain('main: built before')
    expect(readFileSync(join(project, 'node_modules/dep/index.js'), 'utf8')).toBe('the user’s own')
    expect(existsSync(join(project, 'node_modules/@scope/dep'))).toBe(true)
  })

  it('tells which version cannot be built or measured, and removes its checkouts', async () => {
    const project = await projectWithPause('build: test ! -e broken')
    writeFiles(project, { broken: '' })
    await commitAll(project, 'broken')
    const unbuilt = await perfledger(project, ...compareArguments, 'main~1', 'main')
    expect(unbuilt).toMatchObject({ code: 3, stdout: '' })
    expect(unbuilt.stderr).toContain('The build of main failed (exit code 1): test ! -e broken')
    expect(await git(project, 'worktree', 'list')).not.toContain('\n')

    writeFiles(project, { pause: 'no time' })
    const failed = await perfledger(project, ...compareArguments, 'main~1')
    expect(failed.code).toBe(3)
    expect(comparisonIn(failed).cases[0]).toMatchObject({
      end: 'failed',
      failure: expect.stringContaining('head:'),
    })
  })

  it('ends in order when it is interrupted: what it made is gone', async () => {
    const project = await projectWithPause()
    const before = await stateOf(project)
    const started = startPerfledger(project, [...compareArguments.slice(0, 1), '--time', '60s', 'main'])
    await started.told(/1\/1 s \/ paused/)
    const [, worktree = ''] = (await git(project, 'worktree', 'list', '--porcelain')).split('\n\n')
    const folder = worktree.split('\n')[0]!.replace('worktree ', '')
    expect(existsSync(folder)).toBe(true)
    started.child.kill('SIGINT')
    expect(await started.ended).toMatchObject({ code: 130 })
    expect(existsSync(folder)).toBe(false)
    expect(await stateOf(project)).toEqual(before)
  })

  it('compares stored runs and measures nothing', async () => {
    const project = await projectWithPause()
    await perfledger(project, 'run')
    await git(project, 'tag', 'v1')
    writeFiles(project, { pause: SLOW })
    await commitAll(project, 'slow')
    await perfledger(project, 'run')
    const before = await stateOf(project)
    const ended = await perfledger(project, ...compareArguments, '--stored', 'v1', 'HEAD')
    const comparison = comparisonIn(ended)
    expect(comparison).toMatchObject({ method: 'stored', base: { name: 'v1' }, control: null })
    // Three samples on either side: a large change, but no proof.
    expect(comparison.cases[0]?.metrics[0]?.change?.value).toBeGreaterThan(1)
    expect(await stateOf(project)).toEqual(before)

    const unknown = await perfledger(project, ...compareArguments, '--stored', 'v1', 'v9')
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining("no run of 'v9'") })
  })

  it('refuses what it cannot understand before anything is checked out', async () => {
    const project = await projectWithPause()
    for (const [words, message] of [
      [['compare', 'nowhere'], 'git knows no commit'],
      [['compare', 'main', '--time', '60'], 'is not a duration'],
      [['compare', 'main', '--threshold', '2'], 'is not a percentage'],
      [['compare', 'main', '--format', 'pdf'], 'There is no format'],
    ] as const) {
      const ended = await perfledger(project, ...words)
      expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
    }
    const bare = projectOf({ 'perf.config.yaml': configOf(paused), pause: QUICK })
    const outside = await perfledger(bare, 'compare', 'main')
    expect(outside).toMatchObject({ code: 2, stderr: expect.stringContaining('in no git repository') })
    expect(readdirSync(bare).sort()).toEqual(['pause', 'perf.config.yaml'])
  })
})
