import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { glob } from 'tinyglobby'

/** What `init` does to the world. */
export interface InitEffects {
  /** Relative paths of the files in the folder, with forward slashes; nothing of dependencies, builds or hidden folders. */
  readonly list: (folder: string) => Promise<readonly string[]>
  /** The text of a file; undefined where there is none. */
  readonly read: (file: string) => Promise<string | undefined>
  /** Writes a file, with the folders above it. `create` never overwrites one. */
  readonly write: (file: string, text: string, mode: 'create' | 'replace') => Promise<void>
  /** The workflows for GitHub: names of files with their texts. */
  readonly workflows: () => Promise<readonly Workflow[]>
  readonly print: (text: string) => void
}

/** A workflow file: its name, and its text. */
interface Workflow {
  readonly name: string
  readonly text: string
}

/** Beside the sources also in the published package, where the code itself is in lib/. */
const TEMPLATES = new URL('../../../runner/commands/templates/', import.meta.url)

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
  workflows: async () => {
    const names = (await readdir(TEMPLATES)).filter((name) => name.endsWith('.yml')).sort()
    return Promise.all(
      names.map(async (name) => ({ name, text: await readFile(new URL(name, TEMPLATES), 'utf8') })),
    )
  },
  print: (text) => void process.stdout.write(text),
}

function undefinedIfAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  throw error
}
