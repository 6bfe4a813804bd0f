import { createHash, randomUUID } from 'node:crypto'
import { constants, existsSync, lstatSync, readdirSync, statSync, utimesSync } from 'node:fs'
import { cp, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Builds that are kept; the ones not used for longest go first. */
const MOST_BUILDS = 20

/** What a build can depend on besides its commit. */
export interface BuildIdentity {
  readonly sha: string
  readonly command: string
  /** Whether the packages were shared from the user's folder. */
  readonly sharedModules: boolean
}

/** What builds made, by commit, so that a version is built once. */
export class BuildCache {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Puts what the build made into a fresh checkout; false where it is not there. */
  async restore(identity: BuildIdentity, worktree: string): Promise<boolean> {
    const entry = join(this.#folder, nameOf(identity))
    if (!existsSync(entry)) return false
    utimesSync(entry, new Date(), new Date())
    await copy(entry, worktree)
    return true
  }

  /** Keeps what the build made: these paths below the worktree. Whole or not at all. */
  async keep(identity: BuildIdentity, worktree: string, paths: readonly string[]): Promise<void> {
    const staged = join(this.#folder, `.new-${randomUUID()}`)
    await mkdir(staged, { recursive: true })
    try {
      for (const path of paths) await copyPath(worktree, staged, path)
      await rename(staged, join(this.#folder, nameOf(identity)))
    } catch (error) {
      await rm(staged, { recursive: true, force: true })
      // Somebody else kept the same build meanwhile.
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
    await this.#prune()
  }

  async #prune(): Promise<void> {
    const entries = readdirSync(this.#folder)
      .filter((name) => !name.startsWith('.'))
      .map((name) => join(this.#folder, name))
      .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
    for (const entry of entries.slice(MOST_BUILDS)) await rm(entry, { recursive: true, force: true })
  }
}

function nameOf({ sha, command, sharedModules }: BuildIdentity): string {
  const world = [command, sharedModules, process.platform, process.arch, process.version]
  return `${sha}-${createHash('sha256').update(JSON.stringify(world)).digest('hex').slice(0, 12)}`
}

async function copyPath(from: string, to: string, path: string): Promise<void> {
  const source = join(from, path)
  // A file that the build took away is "modified" too.
  if (lstatSync(source, { throwIfNoEntry: false }) === undefined) return
  await mkdir(dirname(join(to, path)), { recursive: true })
  await copy(source, join(to, path))
}

/** Links stay links; where the file system can, nothing is copied until it is changed. */
async function copy(from: string, to: string): Promise<void> {
  const mode = constants.COPYFILE_FICLONE
  await cp(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true, force: true, mode })
}
