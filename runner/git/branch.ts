import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { PerfledgerError, UsageError } from '../errors.ts'
import { plainEnvironment } from './ask.ts'

/*
 * A branch as a store of files, used without a checkout: neither the work tree nor the index nor any branch of the user's own is
 * touched. Whoever pushes last finds out, fetches and tries again.
 */

/** The newest state of a remote branch, fetched. `tip` is undefined where the branch does not exist yet. */
export interface RemoteBranch {
  readonly tip: string | undefined
  /** Names of all files with the ids of their contents. */
  readonly files: ReadonlyMap<string, string>
}

const MOST_OUTPUT_BYTES = 256 * 1024 * 1024

interface GitOptions {
  readonly input?: string | undefined
  readonly index?: string | undefined
}

async function run(cwd: string, words: readonly string[], { input, index }: GitOptions = {}) {
  return execa('git', words, {
    cwd,
    reject: false,
    stripFinalNewline: true,
    maxBuffer: MOST_OUTPUT_BYTES,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    env: {
      ...plainEnvironment,
      ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
      // The commits are a machine's; nobody's name is needed for them.
      GIT_AUTHOR_NAME: 'perfledger',
      GIT_AUTHOR_EMAIL: 'perfledger@localhost',
      GIT_COMMITTER_NAME: 'perfledger',
      GIT_COMMITTER_EMAIL: 'perfledger@localhost',
    },
  })
}

async function must(cwd: string, words: readonly string[], options: GitOptions = {}): Promise<string> {
  const result = await run(cwd, words, options)
  if (!result.failed) return result.stdout
  throw new PerfledgerError(`git ${words[0]} failed: ${lastLine(String(result.stderr || result.message))}`, {
    hint: 'The ledger in this folder was not changed.',
  })
}

/** What git says last is what went wrong; addresses may hold a password. */
function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('hint:'))
  return (lines.at(-1) ?? 'no reason given').replaceAll(/(\w+:\/\/)[^/@\s]+@/g, '$1')
}

/**
 * Fetches one branch into the object store of the repository around `cwd`.
 * @throws PerfledgerError where it cannot be reached
 */
export async function fetchBranch(cwd: string, remote: string, branch: string): Promise<RemoteBranch> {
  // A name of its own for each process, so that two in one clone do not wait for each other.
  const place = `refs/perfledger/${process.pid}-${randomBytes(6).toString('hex')}`
  const words = [
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    remote,
    `+refs/heads/${branch}:${place}`,
  ]
  const fetched = await run(cwd, words)
  if (fetched.failed && /couldn't find remote ref/i.test(String(fetched.stderr)))
    return { tip: undefined, files: new Map() }
  if (fetched.failed) {
    throw new PerfledgerError(`${remote} could not be fetched: ${lastLine(String(fetched.stderr))}`, {
      hint: 'Check the network and your permissions. The ledger in this folder is complete and was not changed.',
    })
  }
  const tip = await must(cwd, ['rev-parse', '--verify', `${place}^{commit}`])
  await run(cwd, ['update-ref', '-d', place])
  return { tip, files: await filesOf(cwd, tip) }
}

/**
 * Before anything is asked of it: the remote is known, and the branch can be called so.
 * @throws UsageError otherwise, and outside a repository
 */
export async function assertBranch(cwd: string, remote: string, branch: string): Promise<void> {
  const known = await run(cwd, ['remote'])
  if (known.failed) {
    throw new UsageError(`${cwd} is in no git repository.`, { hint: 'Clone the project, or run: git init' })
  }
  const isPath = remote.includes('/') || remote.includes(':')
  if (!isPath && !known.stdout.split('\n').includes(remote)) {
    throw new UsageError(`There is no remote '${remote}'.`, { hint: 'Name one of: git remote' })
  }
  const isName = !branch.startsWith('-') && !(await run(cwd, ['check-ref-format', '--branch', branch])).failed
  if (remote.startsWith('-') || !isName) throw new UsageError(`'${branch}' cannot be the name of a branch.`)
}

async function filesOf(cwd: string, tip: string): Promise<Map<string, string>> {
  const list = await must(cwd, ['ls-tree', '-r', '-z', tip])
  const entries = list.split('\0').flatMap((line) => {
    const match = /^\d+ blob ([0-9a-f]+)\t(.+)$/s.exec(line)
    return match ? [[match[2] as string, match[1] as string] as const] : []
  })
  return new Map(entries)
}

export interface NewState {
  /** What was fetched, to build on. */
  readonly base: RemoteBranch
  /** Names in the branch, with the absolute files that hold their content. */
  readonly add: ReadonlyMap<string, string>
  /** Names that leave the branch. */
  readonly remove: readonly string[]
  readonly message: string
  /** Forget the commits before: the new one has no parent. */
  readonly squash: boolean
}

/** Makes a commit on top of a branch's fetched state, in the object store only. Returns its id. */
export async function commitOnBranch(cwd: string, state: NewState): Promise<string> {
  const index = path.join(tmpdir(), `perfledger-index-${process.pid}-${randomBytes(6).toString('hex')}`)
  try {
    if (state.base.tip !== undefined) await must(cwd, ['read-tree', state.base.tip], { index })
    const ids = await storeFiles(cwd, [...state.add.values()])
    const added = [...state.add.keys()].map((name, place) => `100644 ${ids[place]}\t${name}\0`)
    const removed = state.remove.map((name) => `0 ${'0'.repeat(40)}\t${name}\0`)
    await must(cwd, ['update-index', '-z', '--index-info'], { index, input: [...removed, ...added].join('') })
    const tree = await must(cwd, ['write-tree'], { index })
    const parents = state.squash || state.base.tip === undefined ? [] : ['-p', state.base.tip]
    return await must(cwd, ['commit-tree', tree, ...parents, '-m', state.message])
  } finally {
    await rm(index, { force: true })
    await rm(`${index}.lock`, { force: true })
  }
}

/** Byte by byte: no filter and no line-end conversion touches a Parquet file. */
async function storeFiles(cwd: string, files: readonly string[]): Promise<string[]> {
  if (files.length === 0) return []
  const input = files.map((file) => `${file}\n`).join('')
  return (await must(cwd, ['hash-object', '-w', '--no-filters', '--stdin-paths'], { input })).split('\n')
}

/** `pushed`, or `behind` where somebody else pushed meanwhile. @throws PerfledgerError where it was refused for another reason */
export async function pushCommit(
  cwd: string,
  remote: string,
  branch: string,
  commit: string,
  replaces: { readonly base: RemoteBranch; readonly squash: boolean },
): Promise<'pushed' | 'behind'> {
  const expected = replaces.base.tip ?? ''
  const lease = replaces.squash ? [`--force-with-lease=refs/heads/${branch}:${expected}`] : []
  const words = [
    'push',
    '--quiet',
    '--porcelain',
    '--no-verify',
    ...lease,
    remote,
    `${commit}:refs/heads/${branch}`,
  ]
  const pushed = await run(cwd, words)
  if (!pushed.failed) return 'pushed'
  const told = `${pushed.stdout}\n${pushed.stderr}`
  if (OVERTAKEN.test(told)) return 'behind'
  throw new PerfledgerError(`${remote} did not take the ledger: ${lastLine(String(pushed.stderr) || told)}`, {
    hint: `Check that you may push to the branch ${branch}. The ledger in this folder is complete.`,
  })
}

/** All the ways in which git says that another push came first. */
const OVERTAKEN =
  /\[rejected\]|non-fast-forward|fetch first|stale info|cannot lock ref|failed to update ref|failed to lock|incorrect old value|reference already exists|is at [0-9a-f]+ but expected/i

/** Writes files of a commit below `folder`, byte by byte, under their names in the branch. */
export async function checkOutFiles(
  cwd: string,
  tip: string,
  names: readonly string[],
  folder: string,
): Promise<void> {
  if (names.length === 0) return
  const index = path.join(tmpdir(), `perfledger-index-${process.pid}-${randomBytes(6).toString('hex')}`)
  try {
    await must(cwd, ['read-tree', tip], { index })
    const input = names.map((name) => `${name}\0`).join('')
    await must(
      cwd,
      [
        '-c',
        'core.attributesFile=',
        '-c',
        'core.autocrlf=false',
        'checkout-index',
        '-z',
        '--stdin',
        `--prefix=${folder}/`,
      ],
      { index, input },
    )
  } finally {
    await rm(index, { force: true })
    await rm(`${index}.lock`, { force: true })
  }
}
