import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { perfledger, startPerfledger } from './command-line.ts'
import {
  commitAll,
  configOf,
  expectKept,
  git,
  historyOf,
  projectOf,
  reportFolderOf,
  runsOf,
  writeFiles,
} from './project.ts'

const paused = { paused: "command: 'sleep $(cat pause)', shell: true" }

/** Five commits on main; the third cannot be built, the fourth has a tag. */
async function projectWithHistory(): Promise<string> {
  const project = projectOf({
    'perf.config.yaml': configOf(paused, 'build: test ! -e broken'),
    '.gitignore': 'data/\n',
    pause: '0.01',
  })
  await commitAll(project, 'one')
  await commitAll(project, 'two')
  writeFiles(project, { broken: '' })
  await commitAll(project, 'three')
  await git(project, 'rm', '--quiet', 'broken')
  await commitAll(project, 'four')
  await git(project, 'tag', 'v1')
  await commitAll(project, 'five')
  return project
}

const verdictsIn = (project: string) =>
  reportFolderOf(join(project, 'data'))
    .list.runs.map(({ commit, state }) => [commit?.subject, state])
    .toSorted(([a], [b]) => (String(a) < String(b) ? 1 : -1))

const subjectsIn = (project: string) =>
  reportFolderOf(join(project, 'data')).list.runs.map(({ commit }) => commit?.subject)

describe('perfledger backfill', { timeout: 120_000 }, () => {
  it('gives a project its past: every commit once, on its branch, a failed build as such', async () => {
    const project = await projectWithHistory()
    const ended = await perfledger(project, 'backfill', 'main~4..main')
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('4 commits added') })
    expect(ended.stdout).toContain('1 of them only as a failed build')
    expect(subjectsIn(project)).toEqual(['five', 'four', 'three', 'two'])
    const { runs } = reportFolderOf(join(project, 'data'))
    expect(runs.map(({ run }) => run.commit)).toMatchObject(
      new Array(4).fill({ branch: 'main', dirty: false }),
    )
    expect(runs[1]!.cases[0]).toMatchObject({
      failure: { message: expect.stringContaining('failed (exit code 1): test ! -e broken') },
    })
    expect(await git(project, 'worktree', 'list')).not.toContain('\n')

    const before = historyOf(join(project, 'data'))
    const again = await perfledger(project, 'backfill', 'main')
    expect(again.stderr).toContain('5 commits, of which 4 measured already.')
    expectKept(before, join(project, 'data'))
    expect(runsOf(join(project, 'data'))).toHaveLength(5)
  })

  it('judges each run against what comes before its commit, wherever that was measured', async () => {
    const project = projectOf({ 'perf.config.yaml': configOf(paused), '.gitignore': 'data/\n' })
    for (const [at, pause] of [0.02, 0.021, 0.02, 0.021, 0.2].entries()) {
      writeFiles(project, { pause: `${pause}` })
      await commitAll(project, `commit ${at}`)
    }
    expect(await perfledger(project, 'backfill', 'main~1..main')).toMatchObject({ code: 0 })
    expect(verdictsIn(project)).toEqual([['commit 4', 'inconclusive']])
    expect(await perfledger(project, 'backfill', 'main')).toMatchObject({ code: 0 })
    expect(verdictsIn(project).filter(([subject]) => subject !== 'commit 3')).toEqual([
      ['commit 4', 'inconclusive'],
      ['commit 2', 'inconclusive'],
      ['commit 1', 'inconclusive'],
      ['commit 0', 'inconclusive'],
    ])
    // Given when three commits before it were known; the first verdict of the newest commit stays as it was.
    const { runs } = reportFolderOf(join(project, 'data'))
    const [judged] = runs.filter(({ run }) => run.commit?.subject === 'commit 3')
    expect(judged!.cases[0]!.metrics[0]!.baselineRuns).toBe(3)
  })

  it('measures by a process that has not loaded DuckDB', async () => {
    const looking = {
      looking: "command: 'cat /proc/$PPID/maps > seen', shell: true, iterations: 1, warmup: 0",
    }
    const project = projectOf({ 'perf.config.yaml': configOf(looking), '.gitignore': 'data/\nseen\n' })
    await commitAll(project, 'one')
    const seen = join(project, 'maps')
    writeFiles(project, {
      'perf.config.yaml': configOf({ looking: looking.looking.replace('> seen', `> ${seen}`) }),
    })
    expect(await perfledger(project, 'backfill', 'main')).toMatchObject({ code: 0 })
    const maps = readFileSync(seen, 'utf8')
    expect(maps).toMatch(/node/)
    expect(maps).not.toMatch(/duckdb/)
  })

  it('killed at once loses no commit that was measured, and the next one does not measure it again', async () => {
    const project = await projectWithHistory()
    const started = startPerfledger(project, ['backfill', 'main'])
    await started.told(/\n2\/5 /)
    started.child.kill('SIGKILL')
    await started.ended
    expect(runsOf(join(project, 'data'))).toEqual([])
    const again = await perfledger(project, 'backfill', 'main~4..main')
    expect(again.stderr).toMatch(/Recovered run \S+, which was measured but not taken in: 1 case is kept\./)
    expect(subjectsIn(project).toSorted()).toEqual(['five', 'four', 'one', 'three', 'two'])
    expect(verdictsIn(project).map(([, state]) => state)).not.toContain(null)
  })

  it('takes only tags, or every so many commits counted from the newest', async () => {
    const project = await projectWithHistory()
    await perfledger(project, 'backfill', 'main', '--tags')
    expect(subjectsIn(project)).toEqual(['four'])
    await perfledger(project, 'backfill', 'main', '--every', '4')
    // The list is in the order of measuring.
    expect(subjectsIn(project).toSorted()).toEqual(['five', 'four', 'one'])
    const merges = await perfledger(project, 'backfill', 'main', '--merges')
    expect(merges).toMatchObject({ code: 2, stderr: expect.stringContaining('no commit to measure') })
  })

  it('goes on where it was interrupted', async () => {
    const project = await projectWithHistory()
    const started = startPerfledger(project, ['backfill', 'main'])
    await started.told(/\n2\/5 /)
    started.child.kill('SIGTERM')
    expect(await started.ended).toMatchObject({ code: 130 })
    expect(runsOf(join(project, 'data')).length).toBeGreaterThanOrEqual(1)
    expect(await git(project, 'worktree', 'list')).not.toContain('\n')
    expect(await perfledger(project, 'backfill', 'main')).toMatchObject({ code: 0 })
    expect(subjectsIn(project)).toEqual(['five', 'four', 'three', 'two', 'one'])
  })

  it('refuses a range that git does not know', async () => {
    const project = await projectWithHistory()
    const ended = await perfledger(project, 'backfill', 'v9..main')
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining("the range 'v9..main'") })
  })
})
