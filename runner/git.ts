import { existsSync, realpathSync } from 'node:fs'
import { relative } from 'node:path'
import { ask, demand } from './git/ask.ts'

/** The commit that was measured. Undefined as a whole where the folder is not in a git repository with a commit. */
export interface Commit {
  readonly sha: string
  readonly parents: readonly string[]
  /** First line of the message. */
  readonly subject: string
  /** ISO 8601, UTC. */
  readonly committedAt: string
  /** Number of first-parent ancestors: the place in the branch's history. Undefined in a shallow clone. */
  readonly position: number | undefined
  /** Undefined on a detached head that CI does not name either. */
  readonly branch: string | undefined
  readonly tag: string | undefined
  /** Uncommitted changes outside the ledger. */
  readonly dirty: boolean
}

/**
 * The commit that is checked out in a folder; undefined outside a repository, before its first commit, or without git.
 * Changes inside the ledger's folder do not make it dirty: measuring must not spoil the next measurement's provenance.
 */
export async function describeCommit(cwd: string, ledgerFolder: string): Promise<Commit | undefined> {
  const log = await ask(cwd, ['log', '-1', '--no-show-signature', '--format=%H%n%P%n%ct%n%s', 'HEAD'])
  if (log === undefined) return undefined
  const [sha = '', parents = '', seconds = '', ...subject] = log.split('\n')
  const [branch, tag, position, dirty] = await Promise.all([
    ask(cwd, ['symbolic-ref', '--quiet', '--short', 'HEAD']),
    ask(cwd, ['describe', '--tags', '--exact-match', 'HEAD']),
    positionOf(cwd),
    isDirty(cwd, ledgerFolder),
  ])
  return {
    sha,
    parents: parents.split(' ').filter((parent) => parent !== ''),
    subject: subject.join(' '),
    committedAt: new Date(Number(seconds) * 1000).toISOString(),
    position,
    branch: branch || undefined,
    tag: tag || undefined,
    dirty,
  }
}

/** Counting first parents means nothing where history was cut off. */
async function positionOf(cwd: string): Promise<number | undefined> {
  if ((await ask(cwd, ['rev-parse', '--is-shallow-repository'])) !== 'false') return undefined
  const count = await ask(cwd, ['rev-list', '--count', '--first-parent', 'HEAD'])
  return count === undefined ? undefined : Number(count)
}

async function isDirty(cwd: string, ledgerFolder: string): Promise<boolean> {
  const root = await repositoryRoot(cwd)
  const ledger = root === undefined ? '..' : relative(root, realPath(ledgerFolder))
  const outside = ledger === '' || ledger.startsWith('..')
  const except = outside ? [] : [`:(top,exclude,literal)${ledger.replaceAll('\\', '/')}`]
  const status = await ask(cwd, [
    'status',
    '--porcelain',
    '--untracked-files=normal',
    '--',
    ':(top)',
    ...except,
  ])
  return status !== undefined && status !== ''
}

/** Git tells paths without symbolic links. A ledger that does not exist yet cannot make anything dirty. */
function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : path
}

/** The top folder of the work tree; undefined outside a repository. */
export async function repositoryRoot(cwd: string): Promise<string | undefined> {
  return ask(cwd, ['rev-parse', '--show-toplevel'])
}

/**
 * Ranks commits by topology, ancestors lower. Commits that the repository does not have are left out, and so is
 * everything where there is no repository.
 */
export async function commitOrder(
  cwd: string,
  shas: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const wanted = new Set(shas.filter((sha) => /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(sha)))
  if (wanted.size === 0) return new Map()
  const known = await ask(cwd, ['cat-file', '--batch-check'], `${[...wanted].join('\n')}\n`)
  const present = (known ?? '')
    .split('\n')
    .flatMap((line) => (line.endsWith('missing') ? [] : (line.split(' ')[0] ?? [])))
  if (present.length === 0) return new Map()
  const list = await ask(cwd, ['rev-list', '--topo-order', '--reverse', '--stdin'], `${present.join('\n')}\n`)
  const ordered = (list ?? '').split('\n').filter((sha) => wanted.has(sha))
  return new Map(ordered.map((sha, rank) => [sha, rank]))
}

/** Where the repository is published: the address of `origin` as a web page, without credentials. */
export async function repositoryUrl(cwd: string): Promise<string | undefined> {
  const address = await ask(cwd, ['remote', 'get-url', 'origin'])
  return address === undefined ? undefined : webAddress(address)
}

/** `git@host:owner/name.git` and `https://token@host/owner/name.git` → `https://host/owner/name`. */
export function webAddress(address: string): string | undefined {
  const scp = /^(?:[^@/]+@)?([^:/]+\.[^:/]+):(?!\/\/)(.+)$/.exec(address)
  const text = scp ? `https://${scp[1]}/${scp[2]}` : address
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  if (!['https:', 'http:', 'ssh:', 'git:'].includes(url.protocol) || url.hostname === '') return undefined
  const path = url.pathname.replace(/\/+$/, '').replace(/\.git$/, '')
  return path === '' ? undefined : `https://${url.hostname}${path}`
}

/** The branch that others are compared with: what `origin` says, else `main` or `master` where one of them exists. */
export async function defaultBranch(cwd: string): Promise<string | undefined> {
  const remote = await ask(cwd, ['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD'])
  if (remote) return remote.replace(/^origin\//, '')
  for (const name of ['main', 'master']) {
    if ((await ask(cwd, ['rev-parse', '--verify', '--quiet', `refs/heads/${name}`])) !== undefined)
      return name
  }
  return undefined
}

/** The full name of the commit that a revision means (`main`, `v1.2`, `HEAD~3`); undefined where it means none. */
export async function resolveCommit(cwd: string, revision: string): Promise<string | undefined> {
  return ask(cwd, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
}

/** The first line of a commit's message. */
export async function commitSubject(cwd: string, sha: string): Promise<string | undefined> {
  return ask(cwd, ['log', '-1', '--no-show-signature', '--format=%s', '--end-of-options', sha])
}

/** Which commits of a range are wanted. */
export interface RangeOptions {
  /** Only merges. */
  readonly merges?: boolean | undefined
  /** Along the first parents alone: what happened on the branch itself. */
  readonly firstParent?: boolean | undefined
}

/** The commits of a range such as `v1.0..main`, oldest first; undefined where git does not understand the range. */
export async function commitsInRange(
  cwd: string,
  range: string,
  { merges = false, firstParent = false }: RangeOptions = {},
): Promise<readonly string[] | undefined> {
  const only = [...(merges ? ['--merges'] : []), ...(firstParent ? ['--first-parent'] : [])]
  const list = await ask(cwd, ['rev-list', '--reverse', '--topo-order', ...only, '--end-of-options', range])
  return list?.split('\n').filter((sha) => sha !== '')
}

/** Every commit that a tag points to. */
export async function taggedCommits(cwd: string): Promise<ReadonlySet<string>> {
  const list = await ask(cwd, ['for-each-ref', '--format=%(objectname) %(*objectname)', 'refs/tags'])
  return new Set((list ?? '').split(/\s+/).filter((sha) => sha !== ''))
}

/** The tag of each commit that has one; of several the newest. Empty without git. */
export async function tagsByCommit(cwd: string): Promise<ReadonlyMap<string, string>> {
  const format = '--format=%(objectname) %(*objectname) %(refname:short)'
  const list = await ask(cwd, ['for-each-ref', '--sort=creatordate', format, 'refs/tags'])
  const lines = (list ?? '').split('\n').filter((line) => line !== '')
  return new Map(
    lines.map((line) => {
      // An annotated tag is an object of its own, which names the commit.
      const [object = '', commit = '', ...name] = line.split(' ')
      return [commit === '' ? object : commit, name.join(' ')] as const
    }),
  )
}

/** True where the first commit is the second one, or in its history. */
export async function isAncestor(cwd: string, ancestor: string, descendant: string): Promise<boolean> {
  return (await ask(cwd, ['merge-base', '--is-ancestor', ancestor, descendant])) !== undefined
}

/**
 * Checks a commit out into a new folder of its own, without a branch and without running hooks. The user's work tree,
 * index and branches are not touched.
 * @throws PerfledgerError with what git says
 */
export async function addWorktree(cwd: string, folder: string, sha: string): Promise<void> {
  await demand(cwd, ['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '--detach', '--force', folder, sha])
}

/** Removes such a folder with all that is in it, and git's knowledge of it. */
export async function removeWorktree(cwd: string, folder: string): Promise<void> {
  await demand(cwd, ['worktree', 'remove', '--force', '--force', folder])
}

/** Paths below a work tree's top that its commit does not have like this: new ones, ignored ones too, and changed ones. */
export async function changedPaths(worktree: string): Promise<readonly string[]> {
  const list = await ask(worktree, ['ls-files', '-z', '--others', '--modified', '--directory'])
  return [...new Set((list ?? '').split('\0').filter((path) => path !== ''))]
}
