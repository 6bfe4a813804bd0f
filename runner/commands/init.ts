import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { glob } from 'tinyglobby'
import { ExitCode, PerfledgerError, UsageError } from '../errors.ts'
import type { CandidateSuite, ProjectFolder } from './init/candidate.ts'
import { configText } from './init/config-text.ts'
import { findSuites } from './init/find.ts'
import { ignoresFolder, withIgnored } from './init/ignore-text.ts'
import { type PackageJson, packageManager, readPackageJson } from './init/package-json.ts'
import { withScripts } from './init/scripts-text.ts'

export interface InitOptions {
  /** The config file to write. */
  readonly config: string
  /** Write workflows for GitHub too. */
  readonly github?: boolean | undefined
}

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

export interface Workflow {
  readonly name: string
  readonly text: string
}

const TEMPLATES = new URL('../../runner/commands/templates/', import.meta.url)

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

const realEffects: InitEffects = {
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

/**
 * `perfledger init`: writes a config from what it finds in the folder, adds the scripts `perf` and `site` to
 * package.json and the generated folders to .gitignore. Nothing that exists is overwritten.
 * @throws UsageError where there is a config already.
 */
export async function init(options: InitOptions, effects: InitEffects = realEffects): Promise<ExitCode> {
  const file = resolve(options.config)
  const root = dirname(file)
  if ((await effects.read(file)) !== undefined) throw alreadyThere(options.config)
  const folder: ProjectFolder = {
    files: await effects.list(root),
    read: (path) => effects.read(join(root, path)),
  }
  const suites = await findSuites(folder)
  const found = await readPackageJson(folder)
  const siteFolder = siteFolderFor(found)
  await writeConfig(file, configText(suites, found !== undefined), effects)
  effects.print(`Wrote ${options.config}: ${summary(suites)}.\n`)
  await addScripts(root, siteFolder, folder, effects)
  await addIgnored(root, [siteFolder, ...outputsOf(suites)], folder, effects)
  if (options.github) await addWorkflows(root, effects)
  effects.print(nextSteps(found, folder, siteFolder))
  return ExitCode.ok
}

function alreadyThere(config: string): UsageError {
  return new UsageError(`There is a config already: ${config}. Nothing was changed.`, {
    hint: 'Edit it, or move it away and run init again.',
  })
}

/** A folder that cannot be written is the person's to mend, not a fault of this program. */
async function writeConfig(file: string, text: string, { write }: InitEffects): Promise<void> {
  try {
    await write(file, text, 'create')
  } catch (cause) {
    throw new PerfledgerError(`${basename(file)} cannot be written: ${(cause as Error).message}.`, { cause })
  }
}

function summary(suites: readonly CandidateSuite[]): string {
  const benchmarks = suites.flatMap(({ candidates }) => candidates)
  const active = benchmarks.filter((candidate) => candidate.active)
  const names = active.slice(0, 6).map(({ name }) => name)
  const more = active.length > names.length ? ` and ${active.length - names.length} more` : ''
  const proposed = benchmarks.length - active.length
  const inComments = proposed > 0 ? `; ${proposed} more proposed in comments` : ''
  return `${active.length === 1 ? 'benchmark' : 'benchmarks'} ${names.join(', ')}${more}${inComments}`
}

/** Many projects build themselves into dist/: the dashboard then goes elsewhere. */
function siteFolderFor(found: PackageJson | undefined): string {
  return found && /["'/\s=]dist\b/.test(found.text) ? 'perf-site/' : 'dist/'
}

function siteCommand(siteFolder: string, verb: 'site' | 'preview'): string {
  return `perfledger ${verb}${siteFolder === 'dist/' ? '' : ` --out ${siteFolder.replace(/\/$/, '')}`}`
}

async function addScripts(
  root: string,
  siteFolder: string,
  folder: ProjectFolder,
  { write, print }: InitEffects,
): Promise<void> {
  const text = await folder.read('package.json')
  if (text === undefined) return
  const wanted = { perf: 'perfledger run', site: siteCommand(siteFolder, 'site') }
  const changed = withScripts(text, wanted)
  if (changed === undefined) {
    print('Left package.json as it is: it is not a JSON object with a map of scripts.\n')
    return
  }
  if (changed !== text) await write(join(root, 'package.json'), changed, 'replace')
  const before = (await readPackageJson({ ...folder, read: async () => text }))?.scripts ?? {}
  const added = Object.keys(wanted).filter((name) => before[name] === undefined)
  const kept = Object.keys(wanted).filter((name) => before[name] !== undefined)
  if (added.length > 0) print(`Added to package.json: the ${listed('script', added)}.\n`)
  if (kept.length > 0) print(`Left in package.json: the ${listed('script', kept)} that you have already.\n`)
}

const listed = (thing: string, names: readonly string[]): string =>
  `${thing}${names.length === 1 ? '' : 's'} ${names.join(' and ')}`

async function addIgnored(
  root: string,
  generated: readonly string[],
  folder: ProjectFolder,
  { write, print }: InitEffects,
): Promise<void> {
  const text = (await folder.read('.gitignore')) ?? ''
  const changed = withIgnored(text, ['data/report/', 'data/journal/', ...generated, '.astro/'])
  if (changed !== text) {
    await write(join(root, '.gitignore'), changed, 'replace')
    print('Added to .gitignore: what is generated anew at any time.\n')
  }
  if (ignoresFolder(text, 'data')) {
    print(
      'Note: .gitignore ignores data/, so the history would not be kept. Set `ledger:` to another folder.\n',
    )
  }
}

/** Files that tools write their results to, outside folders that are ignored anyway. */
function outputsOf(suites: readonly CandidateSuite[]): string[] {
  const outputs = suites.flatMap(({ candidates }) => candidates.map(({ settings }) => settings.output))
  return outputs.filter((output) => output !== undefined && !output.startsWith('node_modules/')) as string[]
}

async function addWorkflows(root: string, { workflows, read, write, print }: InitEffects): Promise<void> {
  for (const { name, text } of await workflows()) {
    const file = `.github/workflows/${name}`
    if ((await read(join(root, file))) !== undefined) {
      print(`Left ${file}: you have one already.\n`)
    } else {
      await write(join(root, file), text, 'create')
      print(`Wrote ${file}.\n`)
    }
  }
}

function nextSteps(found: PackageJson | undefined, folder: ProjectFolder, siteFolder: string): string {
  const { add, run } = packageManager(folder)
  const isInstalled = found === undefined || found.dependencies.perfledger !== undefined
  const runner = run.replace(' --silent', '')
  const steps: [string, string][] = [
    ...(isInstalled
      ? []
      : [[`${add} perfledger`, 'so that everybody measures with the same version'] as [string, string]]),
    [found ? `${runner} perf` : 'npx perfledger run', 'measures, keeps the run in data/ and judges it'],
    [
      found ? `${runner} site` : `npx ${siteCommand(siteFolder, 'site')}`,
      `builds the dashboard in ${siteFolder}`,
    ],
    [`npx ${siteCommand(siteFolder, 'preview')}`, 'shows it'],
  ]
  const width = Math.max(...steps.map(([command]) => command.length))
  return `\nNext:\n${steps.map(([command, what]) => `  ${command.padEnd(width)}  ${what}`).join('\n')}\n`
}
