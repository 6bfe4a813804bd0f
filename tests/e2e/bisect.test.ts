import { describe, expect, it } from 'vitest'
import { perfledger } from './command-line.ts'
import { commitAll, configOf, git, projectOf, writeFiles } from './project.ts'

/** Measures itself, and always gives what the file says: what is tested here is the search, on any machine. */
const parser = {
  parser: 'command: cat latency.json, adapter: json',
  quick: 'command: "true"',
}

const latency = (value: number) => JSON.stringify({ latency: { unit: 'ms', direction: 'lower', value } })

/** Seven commits; `slow`, the fifth, takes longer, and so do all that follow. Those named in `broken` cannot be built. */
async function projectWithRegression(broken: readonly string[] = []): Promise<string> {
  const project = projectOf({
    'perf.config.yaml': configOf(parser, 'build: test "$(cat state)" != broken'),
    '.gitignore': 'data/\n',
    'latency.json': latency(20),
  })
  for (const subject of ['one', 'two', 'three', 'four', 'slow', 'six', 'seven']) {
    writeFiles(project, { state: broken.includes(subject) ? 'broken' : subject })
    if (subject === 'slow') writeFiles(project, { 'latency.json': latency(21) })
    await commitAll(project, subject)
  }
  await git(project, 'tag', 'good', 'main~6')
  return project
}

const bisect = (project: string, ...words: string[]) =>
  perfledger(project, 'bisect', ...words, '--benchmark', 'parser', '--time', '1s')

describe('perfledger bisect', { timeout: 180_000 }, () => {
  it('finds the commit that made it slower, with its change and how sure that is', async () => {
    const project = await projectWithRegression()
    const ended = await bisect(project, 'good', 'main')
    expect(ended).toMatchObject({ code: 0 })
    expect(ended.stdout).toMatch(/^First bad commit: [0-9a-f]{10} slow\n/)
    expect(ended.stdout).toContain('s/parser against good: +5.0\u00a0% [+5.0\u00a0%, +5.0\u00a0%]')
    expect(ended.stdout).toMatch(/Confidence at least 9[5-9]\.\d %/)
    expect(await git(project, 'worktree', 'list')).not.toContain('\n')
    expect(await git(project, 'status', '--porcelain')).toBe('')
  })

  it('goes round commits that cannot be built, and says what they leave open', async () => {
    const project = await projectWithRegression(['four', 'two'])
    const ended = await bisect(project, 'good', 'main')
    expect(ended.stderr).toContain('four: left out, its build fails')
    expect(ended.stdout).toMatch(
      /^The first bad commit is one of these:\n {2}[0-9a-f]{10} four\n {2}[0-9a-f]{10} slow\n/,
    )
  })

  it('searches nothing where there is no regression', async () => {
    const project = await projectWithRegression()
    const none = await bisect(project, 'good', 'main~3')
    expect(none).toMatchObject({ code: 3, stdout: '' })
    expect(none.stderr).toContain("No regression from 'good' to 'main~3' can be shown")
    const backwards = await bisect(project, 'main', 'good')
    expect(backwards).toMatchObject({ code: 2, stderr: expect.stringContaining('not in the history') })
    const many = await perfledger(project, 'bisect', 'good', 'main', '--benchmark', 's/')
    expect(many).toMatchObject({ code: 2, stderr: expect.stringContaining("2 cases match 's/'") })
  })
})
