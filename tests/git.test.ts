import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  commitOrder,
  defaultBranch,
  describeCommit,
  repositoryRoot,
  repositoryUrl,
  webAddress,
} from '../runner/git.ts'

let folder: string
let repository: string
let ledger: string

const identity = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
}

async function git(...words: string[]): Promise<string> {
  const { stdout } = await execa('git', words, { cwd: repository, env: identity })
  return stdout
}

/** A commit at a fixed time, by its sha. */
async function commit(subject: string, isoTime = '2026-11-20T05:12:30Z'): Promise<string> {
  const env = { ...identity, GIT_AUTHOR_DATE: isoTime, GIT_COMMITTER_DATE: isoTime }
  await execa('git', ['commit', '--allow-empty', '-q', '-m', subject], { cwd: repository, env })
  return git('rev-parse', 'HEAD')
}

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'perfledger-git-')))
  repository = join(folder, 'repository')
  ledger = join(repository, 'data')
  mkdirSync(repository)
  await git('init', '-q', '-b', 'main')
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

describe('the commit that is checked out', () => {
  it('is told with its parents, place, branch and tag', async () => {
    const first = await commit('Start')
    const second = await commit('Say "ü" to <script>\n\nAnd more.', '2026-11-20T07:00:00+02:00')
    await git('tag', 'v1.0.0')
    expect(await describeCommit(repository, ledger)).toEqual({
      sha: second,
      parents: [first],
      subject: 'Say "ü" to <script>',
      committedAt: '2026-11-20T05:00:00.000Z',
      position: 2,
      branch: 'main',
      tag: 'v1.0.0',
      dirty: false,
    })
  })

  it('has two parents where it merges, and its place counts the first ones only', async () => {
    await commit('Start')
    await git('checkout', '-q', '-b', 'side')
    const side = await commit('Side')
    await git('checkout', '-q', 'main')
    const main = await commit('Main')
    await execa('git', ['merge', '-q', '--no-ff', '-m', 'Merge', 'side'], { cwd: repository, env: identity })
    expect(await describeCommit(repository, ledger)).toMatchObject({ parents: [main, side], position: 3 })
  })

  it('is undefined outside a repository', async () => {
    expect(await describeCommit(folder, ledger)).toBeUndefined()
  })

  it('is undefined before the first commit', async () => {
    expect(await describeCommit(repository, ledger)).toBeUndefined()
  })

  it('is undefined in a folder that does not exist', async () => {
    expect(await describeCommit(join(folder, 'none'), ledger)).toBeUndefined()
  })

  it('is undefined where there is no git', async () => {
    await commit('Start')
    vi.stubEnv('PATH', folder)
    expect(await describeCommit(repository, ledger)).toBeUndefined()
  })

  it('has no branch and no tag on a detached head', async () => {
    await commit('Start')
    await commit('Next')
    await git('checkout', '-q', '--detach', 'HEAD~1')
    expect(await describeCommit(repository, ledger)).toMatchObject({
      branch: undefined,
      tag: undefined,
      position: 1,
    })
  })

  it('has no place in a shallow clone', async () => {
    await commit('Start')
    await commit('Next')
    const clone = join(folder, 'clone')
    await execa('git', ['clone', '-q', '--depth', '1', `file://${repository}`, clone], { env: identity })
    const described = await describeCommit(clone, join(clone, 'data'))
    expect(described).toMatchObject({ subject: 'Next', position: undefined })
  })

  it('is the one of the folder, also inside a git hook of another repository', async () => {
    const sha = await commit('Start')
    vi.stubEnv('GIT_DIR', join(folder, 'elsewhere/.git'))
    vi.stubEnv('GIT_INDEX_FILE', join(folder, 'elsewhere/index'))
    expect(await describeCommit(repository, ledger)).toMatchObject({ sha, dirty: false })
  })

  it('is refused with a way out where the repository belongs to somebody else', async () => {
    await commit('Start')
    vi.stubEnv('GIT_TEST_ASSUME_DIFFERENT_OWNER', '1')
    vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null')
    await expect(describeCommit(repository, ledger)).rejects.toMatchObject({
      message: `git does not read the repository of ${repository}: it belongs to another user`,
      hint: `Allow it: git config --global --add safe.directory ${repository}`,
    })
  })
})

describe('a work tree is dirty', () => {
  const isDirty = async (cwd = repository): Promise<boolean | undefined> =>
    (await describeCommit(cwd, ledger))?.dirty

  it('with a changed, a staged or a new file', async () => {
    writeFileSync(join(repository, 'a'), '1')
    await git('add', 'a')
    await commit('Start')
    expect(await isDirty()).toBe(false)
    writeFileSync(join(repository, 'a'), '2')
    expect(await isDirty()).toBe(true)
    await git('add', 'a')
    expect(await isDirty()).toBe(true)
    await commit('Next')
    writeFileSync(join(repository, 'new'), '')
    expect(await isDirty()).toBe(true)
  })

  it('but not through what measuring itself writes into the ledger', async () => {
    await commit('Start')
    mkdirSync(join(ledger, 'runs'), { recursive: true })
    writeFileSync(join(ledger, 'runs/x.parquet'), '')
    expect(await isDirty()).toBe(false)
    writeFileSync(join(repository, 'data.txt'), '')
    expect(await isDirty()).toBe(true)
  })

  it('seen from a folder below the top too', async () => {
    await commit('Start')
    mkdirSync(join(repository, 'packages/a'), { recursive: true })
    expect(await isDirty(join(repository, 'packages/a'))).toBe(false)
    writeFileSync(join(repository, 'outside'), '')
    expect(await isDirty(join(repository, 'packages/a'))).toBe(true)
  })

  it('and a ledger whose path goes through a symbolic link is known again', async () => {
    await commit('Start')
    mkdirSync(ledger)
    writeFileSync(join(ledger, 'x'), '')
    symlinkSync(repository, join(folder, 'link'))
    expect((await describeCommit(repository, join(folder, 'link/data')))?.dirty).toBe(false)
  })
})

describe('the order of commits', () => {
  it('is the order of descent and not of the clock', async () => {
    const first = await commit('First', '2026-01-03T00:00:00Z')
    const second = await commit('Second', '2026-01-02T00:00:00Z')
    const third = await commit('Third', '2026-01-01T00:00:00Z')
    const order = await commitOrder(repository, [third, first, second])
    expect([first, second, third].sort((a, b) => order.get(a)! - order.get(b)!)).toEqual([
      first,
      second,
      third,
    ])
  })

  it('leaves out what the repository does not know, and what is no commit at all', async () => {
    const known = await commit('First')
    const order = await commitOrder(repository, ['f'.repeat(40), '--all', 'HEAD', known])
    expect([...order.keys()]).toEqual([known])
  })

  it('is empty outside a repository', async () => {
    expect(await commitOrder(folder, ['f'.repeat(40)])).toEqual(new Map())
  })
})

describe('the repository', () => {
  it('has a top folder', async () => {
    mkdirSync(join(repository, 'a/b'), { recursive: true })
    expect(await repositoryRoot(join(repository, 'a/b'))).toBe(repository)
    expect(await repositoryRoot(folder)).toBeUndefined()
  })

  it('has the web address of origin, without credentials', async () => {
    expect(await repositoryUrl(repository)).toBeUndefined()
    await git('remote', 'add', 'origin', 'https://user:token@example.org/owner/name.git')
    expect(await repositoryUrl(repository)).toBe('https://example.org/owner/name')
  })

  it.each([
    ['git@github.com:owner/name.git', 'https://github.com/owner/name'],
    ['ssh://git@gitlab.example.org:2222/group/sub/name.git', 'https://gitlab.example.org/group/sub/name'],
    ['https://token@github.com/owner/name/', 'https://github.com/owner/name'],
    ['git://example.org/name.git', 'https://example.org/name'],
    ['../other', undefined],
    ['/srv/git/name.git', undefined],
    ['file:///srv/git/name.git', undefined],
    ['C:\\code\\name', undefined],
  ])('%s is published at %s', (address, expected) => {
    expect(webAddress(address)).toBe(expected)
  })

  it('has a default branch: main or master, or what origin says', async () => {
    await git('checkout', '-q', '-b', 'feature')
    await commit('Start')
    expect(await defaultBranch(repository)).toBeUndefined()
    await git('branch', 'master')
    expect(await defaultBranch(repository)).toBe('master')
    const clone = join(folder, 'clone')
    await execa('git', ['clone', '-q', repository, clone], { env: identity })
    expect(await defaultBranch(clone)).toBe('feature')
  })
})
