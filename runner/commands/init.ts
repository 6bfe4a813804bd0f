import { basename, dirname, join, relative, resolve } from 'node:path'
import { parseConfig } from '../config/load.ts'
import { ExitCode, PerfledgerError, UsageError } from '../errors.ts'
import type { CandidateSuite, ProjectFolder } from './init/candidate.ts'
import { configText } from './init/config-text.ts'
import { type InitEffects, realEffects } from './init/effects.ts'
import { findSuites } from './init/find.ts'
import { withIgnored } from './init/ignore-text.ts'
import { nextSteps } from './init/next-steps.ts'
import { packageManager, readPackageJson } from './init/package-json.ts'
import { choosePlaces, type Places, siteCommand } from './init/places.ts'
import { withScripts } from './init/scripts-text.ts'
import { installCommands, workflowFor } from './init/workflows.ts'

export interface InitOptions {
  /** The config file to write. */
  readonly config: string
  /** Write workflows for GitHub too. */
  readonly github?: boolean | undefined
}

/**
 * `perfledger init`: writes a config from what it finds in the folder, adds the scripts `perf` and `site` to
 * package.json and the generated folders to .gitignore. Nothing that exists is overwritten.
 * With `github` it adds workflows, also beside a config that is there already.
 * @throws UsageError where there is a config already and nothing else was asked for.
 */
export async function init(options: InitOptions, effects: InitEffects = realEffects): Promise<ExitCode> {
  const file = resolve(options.config)
  const root = dirname(file)
  const present = await effects.read(file)
  if (present !== undefined && !options.github) throw alreadyThere(options.config)
  if (options.github) await refuseBelowTop(root, effects)
  const folder: ProjectFolder = {
    files: await effects.list(root),
    read: (path) => effects.read(join(root, path)),
  }
  const found = await readPackageJson(folder)
  const places = await choosePlaces(folder, found)
  if (present !== undefined) {
    const { ledger, store } = parseConfig(present, file, {})
    if (store !== undefined) throw keptElsewhere(store.url)
    await addWorkflows(root, { ...places, ledger: relative(root, ledger) }, folder, effects)
    return ExitCode.ok
  }
  const suites = await findSuites(folder)
  await writeConfig(file, configText(suites, places, found !== undefined), effects)
  effects.print(`Wrote ${options.config}: ${summary(suites)}.\n`)
  await addScripts(root, places, folder, effects)
  await addIgnored(root, places, outputsOf(suites), folder, effects)
  if (options.github) await addWorkflows(root, places, folder, effects)
  effects.print(nextSteps(found, packageManager(folder), places))
  return ExitCode.ok
}

function alreadyThere(config: string): UsageError {
  return new UsageError(`There is a config already: ${config}. Nothing was changed.`, {
    hint: 'Edit it, or move it away and run init again. --github adds only the workflows.',
  })
}

function keptElsewhere(url: string): UsageError {
  return new UsageError(
    `The ledger is in ${url}, and these workflows keep one in git. Nothing was written.`,
    {
      hint: 'A job that may write there needs `perfledger run --ci` and no more. node_modules/perfledger/runner/store/README.md has one, and one for pull requests.',
    },
  )
}

async function refuseBelowTop(root: string, { topAbove }: InitEffects): Promise<void> {
  const top = await topAbove(root)
  if (top === undefined) return
  throw new UsageError(
    `GitHub looks for workflows in ${top} only, and this folder is below it. Nothing was written.`,
    {
      hint: 'Run init --github in the top folder of the repository, or init without it here.',
    },
  )
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

async function addScripts(
  root: string,
  places: Places,
  folder: ProjectFolder,
  { write, print }: InitEffects,
): Promise<void> {
  const text = await folder.read('package.json')
  if (text === undefined) return
  const wanted = { perf: 'perfledger run', site: siteCommand(places, 'site') }
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
  { ledger, site }: Places,
  outputs: readonly string[],
  folder: ProjectFolder,
  { write, print }: InitEffects,
): Promise<void> {
  const text = (await folder.read('.gitignore')) ?? ''
  const changed = withIgnored(text, [
    `${ledger}/report/`,
    `${ledger}/journal/`,
    // What commands that were killed leave behind: half a pull, half a file.
    `${ledger}/.waiting-*/`,
    `${ledger}/**/*.tmp`,
    `${site}/`,
    ...outputs,
    '.astro/',
  ])
  if (changed === text) return
  await write(join(root, '.gitignore'), changed, 'replace')
  print('Added to .gitignore: what is generated anew at any time.\n')
}

/** Files that tools write their results to, outside folders that are ignored anyway. */
function outputsOf(suites: readonly CandidateSuite[]): string[] {
  const outputs = suites.flatMap(({ candidates }) => candidates.map(({ settings }) => settings.output))
  return outputs.filter((output) => output !== undefined && !output.startsWith('node_modules/')) as string[]
}

async function addWorkflows(
  root: string,
  places: Places,
  folder: ProjectFolder,
  effects: InitEffects,
): Promise<void> {
  const { read, write, print } = effects
  const project = {
    places,
    baseBranch: (await effects.defaultBranch(root)) ?? 'main',
    install: installCommands(folder.files),
    hasNpmLock: folder.files.includes('package-lock.json'),
  }
  for (const own of await effects.workflows()) {
    const { name, text } = workflowFor(own, project)
    const file = `.github/workflows/${name}`
    if ((await read(join(root, file))) !== undefined) {
      print(`Left ${file}: you have one already.\n`)
    } else {
      await write(join(root, file), text, 'create')
      print(`Wrote ${file}.\n`)
    }
  }
  print('On GitHub, in the settings of the repository, choose Pages → Source: GitHub Actions.\n')
}
