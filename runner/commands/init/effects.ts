import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { glob } from 'tinyglobby'
import { defaultBranch, repositoryRoot } from '../../git.ts'
import type { Workflow } from './workflows.ts'

/** What `init` does to the world. */
export interface InitEffects {
  /** Relative paths of the files in the folder, with forward slashes; nothing of dependencies, builds or hidden folders. */
  readonly list: (folder: string) => Promise<readonly string[]>
  /** The text of a file; undefined where there is none. */
  readonly read: (file: string) => Promise<string | undefined>
  /** Writes a file, with the folders above it. `create` never overwrites one. */
  readonly write: (file: string, text: string, mode: 'create' | 'replace') => Promise<void>
  /** The workflows of this project itself, from which those of others are derived. */
  readonly workflows: () => Promise<readonly Workflow[]>
  /** The top folder of the repository, where that is another one than the folder; undefined where all is in one place. */
  readonly topAbove: (folder: string) => Promise<string | undefined>
  /** The branch that others are compared with; undefined where git cannot tell. */
  readonly defaultBranch: (folder: string) => Promise<string | undefined>
  readonly print: (text: string) => void
}

/** The workflows of this project itself; the published package has them too. */
const WORKFLOWS = new URL('../../../.github/workflows/', import.meta.url)

/** A first look needs no more; a folder with more files is searched as far as this. */
const MAX_DEPTH = 6
const SKIPPED = [
  'node_modules',
  'target',
  'dist',
  'build',
  'out',
  'lib',
  'vendor',
  'coverage',
  'venv',
  '__pycache__',
]

/** On the real disk and terminal. */
export const realEffects: InitEffects = {
  list: async (folder) => {
    const ignore = SKIPPED.map((name) => `**/${name}/**`)
    return (await glob('**/*', { cwd: folder, ignore, deep: MAX_DEPTH, followSymbolicLinks: false })).sort()
  },
  read: (file) => readFile(file, 'utf8').catch(undefinedIfAbsent),
  write: async (file, text, mode) => {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text, { flag: mode === 'create' ? 'wx' : 'w' })
  },
  workflows: () =>
    Promise.all(
      ['perf.yml', 'publish.yml'].map(async (name) => ({
        name,
        text: await readFile(new URL(name, WORKFLOWS), 'utf8'),
      })),
    ),
  topAbove: async (folder) => {
    const top = await repositoryRoot(folder)
    return top === undefined || (await realpath(top)) === (await realpath(folder)) ? undefined : top
  },
  defaultBranch,
  print: (text) => void process.stdout.write(text),
}

function undefinedIfAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  throw error
}
