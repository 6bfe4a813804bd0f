import { basename, dirname, join, resolve } from 'node:path'
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

export interface InitOptions {
  /** The config file to write. */
  readonly config: string
  /** Write workflows for GitHub too. */
  readonly github?: boolean | undefined
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
  const places = await choosePlaces(folder, found)
  await writeConfig(file, configText(suites, places, found !== undefined), effects)
  effects.print(`Wrote ${options.config}: ${summary(suites)}.\n`)
  await addScripts(root, places, folder, effects)
  await addIgnored(root, places, outputsOf(suites), folder, effects)
  if (options.github) await addWorkflows(root, effects)
  effects.print(nextSteps(found, packageManager(folder), places))
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
