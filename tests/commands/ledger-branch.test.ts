import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compact } from '../../runner/commands/compact.ts'
import { pullLedger, pushLedger } from '../../runner/commands/ledger-branch.ts'
import { appendRun } from '../../runner/ledger/append.ts'
import { compactLedger } from '../../runner/ledger/compact.ts'
import { openLedger } from '../../runner/ledger/open.ts'
import { git, historyOf, projectOf } from '../e2e/project.ts'
import { measuredCase, run } from '../ledger/runs.ts'

const config = 'ledger: data\nsuites: { s: { benchmarks: { b: { command: "true" } } } }\n'

/** A bare repository with nothing in it, and clones of it with a ledger each. */
async function remoteWith(clones: number): Promise<{ remote: string; folders: string[] }> {
  const root = projectOf({})
  const remote = join(root, 'remote.git')
  await git(root, 'init', '--quiet', '--bare', remote)
  const folders = Array.from({ length: clones }, (_, place) => join(root, `clone-${place}`))
  for (const folder of folders) {
    await git(root, 'init', '--quiet', folder)
    await git(folder, 'remote', 'add', 'origin', remote)
    mkdirSync(join(folder, 'data'))
    writeFileSync(join(folder, 'perf.config.yaml'), config)
  }
  return { remote, folders }
}

const options = (folder: string, squashHistory = false) => ({
  config: join(folder, 'perf.config.yaml'),
  remote: 'origin',
  branch: 'perfledger',
  squashHistory,
})

interface Told {
  text: string
}

const effects = (told: Told = { text: '' }) => ({
  env: {},
  print: (text: string) => {
    told.text += text
  },
  jitter: Math.random,
  deadlineMs: 200_000,
})

async function push(folder: string, squash = false): Promise<string> {
  const told = { text: '' }
  await pushLedger(options(folder, squash), effects(told))
  return told.text
}

async function pull(folder: string): Promise<string> {
  const told = { text: '' }
  await pullLedger(options(folder), effects(told))
  return told.text
}

async function add(folder: string, runs = 1): Promise<string[]> {
  const added = Array.from({ length: runs }, () => run([measuredCase('parse')]))
  for (const one of added) await appendRun(join(folder, 'data'), one)
  return added.map(({ header }) => header.id)
}

async function idsIn(folder: string): Promise<string[]> {
  const ledger = await openLedger(join(folder, 'data'))
  try {
    return (await ledger.runs()).map(({ header }) => header.id).sort()
  } finally {
    ledger.close()
  }
}

describe('a ledger on a branch of its own', () => {
  it('goes there and comes back byte by byte, and a second push or pull does nothing', async () => {
    const { remote, folders } = await remoteWith(2)
    const [one, other] = folders as [string, string]
    await add(one, 2)
    expect(await push(one)).toBe('2 files to origin/perfledger.\n')
    expect(await push(one)).toBe('origin/perfledger has everything already.\n')
    expect(await pull(other)).toBe('2 files taken from origin/perfledger.\n')
    expect(await pull(other)).toBe('Everything is here already.\n')
    expect(historyOf(join(other, 'data'))).toEqual(historyOf(join(one, 'data')))
    expect(await git(remote, 'rev-list', '--count', 'perfledger')).toBe('1')
    expect(readdirSync(join(other, 'data')).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('takes what 20 jobs push at once, without a loss', async () => {
    const { remote, folders } = await remoteWith(20)
    const ids = (await Promise.all(folders.map((folder) => add(folder)))).flat()
    await Promise.all(folders.map((folder) => push(folder)))
    expect(await git(remote, 'rev-list', '--count', 'perfledger')).toBe('20')
    const reader = folders[0] as string
    await pull(reader)
    expect(await idsIn(reader)).toEqual(ids.sort())
  }, 240_000)

  it('leaves the work tree, the index and the branches of the user alone', async () => {
    const { folders } = await remoteWith(1)
    const [folder] = folders as [string]
    writeFileSync(join(folder, 'staged.txt'), 'x')
    await git(folder, 'add', 'staged.txt')
    await add(folder)
    const before = await git(folder, 'status', '--porcelain', '--branch')
    await push(folder)
    await pull(folder)
    expect(await git(folder, 'status', '--porcelain', '--branch')).toBe(before)
    expect(await git(folder, 'for-each-ref', 'refs/heads', 'refs/tags', 'refs/perfledger')).toBe('')
  })

  it('is one commit on request, without the files whose runs are in chunks', async () => {
    const { remote, folders } = await remoteWith(2)
    const [one, other] = folders as [string, string]
    const ids = [...(await add(one, 3)), ...(await add(other, 2))].sort()
    await push(one)
    await push(other)
    await pull(one)
    await compactLedger(join(one, 'data'))
    await push(one)
    expect(await pull(one)).toBe('Everything is here already.\n')
    expect(await push(one, true)).toContain('5 gone into chunks')
    expect(await git(remote, 'rev-list', '--count', 'perfledger')).toBe('1')
    expect((await git(remote, 'ls-tree', '-r', '--name-only', 'perfledger')).split('\n')).toHaveLength(1)
    await pull(other)
    expect(await idsIn(other)).toEqual(ids)
    expect(await idsIn(one)).toEqual(ids)
  }, 60_000)

  it('loses with --squash-history what the rules of retention took away, and nothing brings it back', async () => {
    const { remote, folders } = await remoteWith(2)
    const [one, other] = folders as [string, string]
    const rules = `retention: { samples: 1y, pull-requests: 30d }\n${config}`
    for (const folder of [one, other]) writeFileSync(join(folder, 'perf.config.yaml'), rules)
    const old = (place: number, given = {}) => {
      const startedAt = `2024-11-0${place}T00:00:00.000Z`
      return run([measuredCase('parse')], {
        id: `2024110${place}-000000-000000000${place}`,
        startedAt,
        ...given,
      })
    }
    const [thinned, dropped] = [old(1), old(2, { pullRequest: 7 })]
    await appendRun(join(one, 'data'), thinned)
    await appendRun(join(one, 'data'), dropped)
    const [recent] = await add(one)
    await push(one)
    await compact({ config: join(one, 'perf.config.yaml') }, () => {})
    expect(await idsIn(one)).toEqual([thinned.header.id, recent])
    expect(await pull(one)).toBe('Everything is here already.\n')
    expect(await push(one, true)).toMatch(/^\d files? to origin\/perfledger, 2 gone into chunks\.\n$/)
    const names = await git(remote, 'ls-tree', '-r', '--name-only', 'perfledger')
    expect(names).not.toContain(dropped.header.id)
    await pull(other)
    expect(await idsIn(other)).toEqual([thinned.header.id, recent])
    const ledger = await openLedger(join(other, 'data'))
    const kept = await ledger.run(thinned.header.id)
    ledger.close()
    expect(kept!.cases[0]!.metrics[0]!.samples).toEqual([2])
  })

  it('is not squashed over a push that came meanwhile', async () => {
    const { folders } = await remoteWith(2)
    const [one, other] = folders as [string, string]
    const ids = [...(await add(one)), ...(await add(other))].sort()
    await push(one)
    await Promise.all([push(one, true), push(other)])
    await pull(one)
    expect(await idsIn(one)).toEqual(ids)
  }, 60_000)

  it('takes in nothing where a file of the branch is damaged', async () => {
    const { folders } = await remoteWith(2)
    const [one, other] = folders as [string, string]
    await add(one)
    await push(one)
    const name = 'runs/year=2026/month=11/20261120-000000-0000000000.parquet'
    writeFileSync(join(one, 'half'), 'PAR1 and no more')
    const blob = await git(one, 'hash-object', '-w', 'half')
    const base = (await git(one, 'ls-remote', 'origin', 'perfledger')).split('\t')[0] as string
    await git(one, 'read-tree', base)
    await git(one, 'update-index', '--add', '--cacheinfo', `100644,${blob},${name}`)
    const commit = await git(one, 'commit-tree', await git(one, 'write-tree'), '-p', base, '-m', 'damage')
    await git(one, 'push', '--quiet', 'origin', `${commit}:refs/heads/perfledger`)
    await expect(pull(other)).rejects.toThrow(/cannot be read.*0000000000\.parquet/)
    expect(existsSync(join(other, 'data/runs'))).toBe(false)
  })

  it('says what is wrong: no repository, no remote, a remote that cannot be reached, a bad name', async () => {
    const alone = projectOf({ 'perf.config.yaml': config })
    await expect(pullLedger(options(alone), effects())).rejects.toThrow('is in no git repository')
    const { folders } = await remoteWith(1)
    const [folder] = folders as [string]
    await add(folder)
    await expect(pushLedger({ ...options(folder), remote: 'upstream' }, effects())).rejects.toThrow(
      "There is no remote 'upstream'",
    )
    await expect(pushLedger({ ...options(folder), branch: '--force' }, effects())).rejects.toThrow(
      'cannot be the name of a branch',
    )
    await git(folder, 'remote', 'set-url', 'origin', join(folder, 'nowhere'))
    await expect(pushLedger(options(folder), effects())).rejects.toThrow('origin could not be fetched')
    expect(await pullText(folder)).toContain('could not be fetched')
  })
})

async function pullText(folder: string): Promise<string> {
  return pull(folder).catch((error: Error) => error.message)
}
