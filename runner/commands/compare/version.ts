import { existsSync, realpathSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { Config } from '../../config/config.ts'
import { ExitCode, PerfledgerError, UsageError } from '../../errors.ts'
import {
  addWorktree,
  type Commit,
  changedPaths,
  describeCommit,
  removeWorktree,
  repositoryRoot,
  resolveCommit,
} from '../../git.ts'
import { createPortableExecutor } from '../../measure/portable-executor.ts'
import { BuildCache } from './build-cache.ts'
import { shareModules } from './share-modules.ts'

/** A version of the project, ready to be measured. */
export interface Version {
  /** As it was asked for. */
  readonly name: string
  readonly commit: Commit | undefined
  /** The folder that stands for the config's own. */
  readonly root: string
}

/** A build takes at most this long. */
const BUILD_TIMEOUT_MS = 3_600_000

/** The build of a version ended without success. */
export class BuildError extends PerfledgerError {}

export interface CheckoutEffects {
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  /** Tells what is going on. */
  readonly tell: (text: string) => void
}

/**
 * A temporary folder of checkouts, each a git worktree with its own build. `close` removes all of it, and must be
 * called however the work ends.
 */
export class Checkouts {
  readonly #config: Config
  readonly #effects: CheckoutEffects
  readonly #top: string
  readonly #folder: string
  readonly #cache: BuildCache
  readonly #open = new Set<string>()

  private constructor(config: Config, effects: CheckoutEffects, top: string, folder: string) {
    this.#config = config
    this.#effects = effects
    this.#top = top
    this.#folder = folder
    this.#cache = new BuildCache(cacheFolder(config.root, effects.env))
  }

  /** @throws UsageError outside a repository */
  static async open(config: Config, effects: CheckoutEffects): Promise<Checkouts> {
    const top = await repositoryRoot(config.root)
    if (top === undefined) {
      throw new UsageError(`${config.root} is in no git repository: there are no versions to measure.`, {
        hint: 'Compare runs that are in the ledger instead: perfledger compare --stored <run> <run>',
      })
    }
    // Nothing but ASCII and no links: paths are part of what commands see.
    const folder = realpathSync(await mkdtemp(join(tmpdir(), 'perfledger-')))
    return new Checkouts(config, effects, top, folder)
  }

  /** The user's folder as it is: neither checked out nor built. */
  async workingTree(): Promise<Version> {
    const { root, ledger } = this.#config
    return { name: 'working tree', commit: await describeCommit(root, ledger), root }
  }

  /**
   * Checks a revision out and builds it.
   * @param label names its folder; labels of the same length give paths of the same length
   * @throws UsageError where git knows no such commit; BuildError where the build fails
   */
  async checkOut(revision: string, label: string): Promise<Version> {
    const sha = await commitNamed(this.#top, revision)
    const name = revision === sha ? sha.slice(0, 10) : revision
    const worktree = join(this.#folder, label)
    await this.#add(worktree, sha)
    const root = join(worktree, relative(this.#top, realpathSync(this.#config.root)))
    if (!existsSync(root)) throw new BuildError(`${name} does not have the folder of the config file.`)
    const shared = this.#share(worktree, root)
    await this.#build(name, sha, worktree, root, shared)
    return { name, commit: await this.commitOf(label), root }
  }

  /** Ctrl-C at a terminal reaches git too: what it had begun is taken away. */
  async #add(worktree: string, sha: string): Promise<void> {
    try {
      await addWorktree(this.#top, worktree, sha)
      this.#open.add(worktree)
    } catch (error) {
      await removeWorktree(this.#top, worktree).catch(() => undefined)
      throw this.#effects.signal.aborted ? interrupted() : error
    }
  }

  /** The commit of a checkout, also where its build failed. */
  async commitOf(label: string): Promise<Commit | undefined> {
    const commit = await describeCommit(join(this.#folder, label), this.#config.ledger)
    // What the build left behind is no change of anybody's.
    return commit && { ...commit, dirty: false }
  }

  #share(worktree: string, root: string): boolean {
    const below = shareModules(this.#config.root, root)
    return root === worktree ? below : shareModules(this.#top, worktree) || below
  }

  async #build(
    name: string,
    sha: string,
    worktree: string,
    root: string,
    sharedModules: boolean,
  ): Promise<void> {
    const command = this.#config.build
    if (command === undefined) return
    const identity = { sha, command, sharedModules }
    if (await this.#cache.restore(identity, worktree)) {
      this.#effects.tell(`${name}: built before`)
      return
    }
    this.#effects.tell(`${name}: building (${command})`)
    const before = new Set(await changedPaths(worktree))
    await runBuild(name, command, root, this.#effects)
    const made = (await changedPaths(worktree)).filter((path) => !before.has(path))
    await this.#cache.keep(identity, worktree, made)
  }

  /** Removes one checkout, so that the next can take its place. */
  async discard(label: string): Promise<void> {
    const worktree = join(this.#folder, label)
    if (this.#open.delete(worktree)) await removeWorktree(this.#top, worktree)
  }

  /** Removes every checkout and the folder. */
  async close(): Promise<void> {
    try {
      for (const worktree of this.#open) await removeWorktree(this.#top, worktree)
    } finally {
      await rm(this.#folder, { recursive: true, force: true })
    }
  }
}

function interrupted(): PerfledgerError {
  return new PerfledgerError('Interrupted before anything was measured.', { exitCode: ExitCode.interrupted })
}

/** @throws UsageError where git knows no such commit */
export async function commitNamed(cwd: string, revision: string): Promise<string> {
  const sha = await resolveCommit(cwd, revision)
  if (sha !== undefined) return sha
  throw new UsageError(`git knows no commit '${revision}' here.`, {
    hint: 'Name a branch, a tag or a commit. In CI, fetch it first: git fetch origin <branch>, or a full clone.',
  })
}

/** Beside the packages where there are any, else where the system keeps what can be made again. */
function cacheFolder(root: string, env: NodeJS.ProcessEnv): string {
  const modules = join(root, 'node_modules')
  if (existsSync(modules)) return join(modules, '.cache', 'perfledger', 'builds')
  return join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'perfledger', 'builds')
}

async function runBuild(name: string, line: string, cwd: string, effects: CheckoutEffects): Promise<void> {
  const executor = createPortableExecutor()
  const env = Object.fromEntries(
    Object.entries(effects.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  const command = { kind: 'shell', line } as const
  const request = { command, cwd, env, timeoutMs: BUILD_TIMEOUT_MS, output: 'tail' } as const
  const { end, outputTail } = await executor.execute(request, effects.signal)
  await executor.close()
  if (end.kind === 'exit' && end.code === 0) return
  if (effects.signal.aborted) throw interrupted()
  const how = end.kind === 'exit' ? `exit code ${end.code}` : end.kind
  throw new BuildError(`The build of ${name} failed (${how}): ${line}`, { hint: outputTail?.trimEnd() })
}
