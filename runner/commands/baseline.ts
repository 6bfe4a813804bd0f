import { readFile } from 'node:fs/promises'
import type { Config } from '../config/config.ts'
import { withEntry } from '../config/edit-yaml.ts'
import { loadConfig } from '../config/load.ts'
import { loadBaselines, stewardshipFile } from '../config/stewardship-files.ts'
import { ExitCode, UsageError } from '../errors.ts'
import { openLedger } from '../ledger/open.ts'
import type { RunInfo } from '../ledger/series.ts'
import { writeWhole } from './decide.ts'
import { findRuns, findRunsIn } from './find-run.ts'
import { baseBranchOf, commitOrderIn } from './publish-report.ts'

export interface BaselineOptions {
  readonly config: string
}

export interface BaselineSetOptions extends BaselineOptions {
  readonly name: string
  /** The start of a run id or of a commit id, or a tag; the newest commit measured on the base branch where it is left out. */
  readonly what?: string | undefined
}

export interface BaselineEffects {
  readonly env: NodeJS.ProcessEnv
  readonly print: (text: string) => void
}

const realEffects: BaselineEffects = { env: process.env, print: (text) => process.stdout.write(text) }

const TITLE = 'Runs with a name, to compare with. Written by: perfledger baseline set'

/** `perfledger baseline set v2.0 [run|commit|tag]`: gives runs a name. An earlier meaning of the name is replaced, and told. */
export async function setBaseline(
  options: BaselineSetOptions,
  effects: BaselineEffects = realEffects,
): Promise<ExitCode> {
  if (options.name.trim() === '') throw new UsageError('A baseline needs a name.')
  const config = await loadConfig(options.config, effects.env)
  const earlier = (await loadBaselines(config.ledger)).get(options.name)
  const { runs, commit } = await meant(config, options.what)
  const ids = runs.map(({ header }) => header.id)
  const file = stewardshipFile.baselines(config.ledger)
  const text =
    earlier === undefined && (await loadBaselines(config.ledger)).size === 0
      ? ''
      : await readFile(file, 'utf8')
  const entry = { runs: ids, ...(commit === undefined ? {} : { commit }) }
  await writeWhole(file, withEntry(text, 'baselines', options.name, entry, TITLE))
  const before = earlier === undefined ? '' : ` (before: ${earlier.runs.join(', ')})`
  effects.print(
    `${options.name} is ${ids.join(', ')}${before}. See it with: perfledger show <benchmark> --against ${options.name}\n`,
  )
  return ExitCode.ok
}

async function meant(config: Config, what: string | undefined) {
  const ledger = await openLedger(config.ledger, { commitOrder: commitOrderIn(config.root) })
  try {
    const runs = await ledger.runs()
    if (what !== undefined) return await findRunsIn(config.root, runs, what)
    const last = newest(runs, await baseBranchOf(config))
    const commit = last.header.commit?.sha
    return commit === undefined ? { runs: [last], commit } : findRuns(runs, commit)
  } finally {
    ledger.close()
  }
}

function newest(runs: readonly RunInfo[], baseBranch: string): RunInfo {
  const onBase = runs.filter(({ header }) => (header.commit?.branch ?? baseBranch) === baseBranch)
  const last = onBase.at(-1) ?? runs.at(-1)
  if (last === undefined)
    throw new UsageError('The ledger holds no run yet.', { hint: 'Measure first: perfledger run' })
  return last
}

/** `perfledger baseline list`. */
export async function listBaselines(
  options: BaselineOptions,
  effects: BaselineEffects = realEffects,
): Promise<ExitCode> {
  const config = await loadConfig(options.config, effects.env)
  const baselines = await loadBaselines(config.ledger)
  if (baselines.size === 0) effects.print('No run has a name yet. Give one: perfledger baseline set v1.0\n')
  for (const [name, { runs, commit }] of baselines) {
    const at = commit === undefined ? '' : ` (commit ${commit.slice(0, 10)})`
    effects.print(`${name}  ${runs.join(', ')}${at}\n`)
  }
  return ExitCode.ok
}
