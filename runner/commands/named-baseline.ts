import type { NamedRuns } from '../analyze/analysis.ts'
import type { Config } from '../config/config.ts'
import type { BaselineRequest } from '../config/limits.ts'
import { loadBaselines, type NamedBaseline, stewardshipFile } from '../config/stewardship-files.ts'
import { UsageError } from '../errors.ts'
import type { RunInfo } from '../ledger/series.ts'
import type { RunHeader } from '../measure/record.ts'
import type { Policy } from '../plan/policy.ts'
import { findRunsIn } from './find-run.ts'

/** Which runs the asked baselines of one judged run are, by name. Those that are nothing here are absent, and told. */
export type Baselines = ReadonlyMap<string, Omit<NamedRuns, 'instead'>>

/** What is needed to find them. */
export interface BaselineSearch {
  readonly config: Config
  /** All runs of the ledger, in commit order. */
  readonly runs: readonly RunInfo[]
  readonly judged: RunHeader
  readonly warn: (message: string) => void
}

/**
 * The runs behind names: of `perfledger baseline set`, or else of a tag, a commit or a run of the ledger. A name that stands for no
 * run, or only for runs of other environments, is no error: what was measured is judged without it, and a warning says what to do.
 */
export async function findBaselines(names: ReadonlySet<string>, search: BaselineSearch): Promise<Baselines> {
  if (names.size === 0) return new Map()
  const named = await loadBaselines(search.config.ledger)
  const found = new Map<string, Omit<NamedRuns, 'instead'>>()
  for (const name of names) {
    const runIds = await usableRuns(name, named.get(name), search)
    if (runIds.length > 0) found.set(name, { name, runIds })
  }
  return found
}

/** Every name that a policy asks for, of the cases that a plan expects. */
export function namesIn({ baselines = [] }: Policy): ReadonlySet<string> {
  return new Set(baselines.map(({ name }) => name))
}

/** A policy that compares everything with one baseline, as the command line asks. */
export function withBaseline(policy: Policy, name: string | undefined): Policy {
  if (name === undefined) return policy
  const baseline: BaselineRequest = { name, instead: false }
  return {
    ...policy,
    baselines: [baseline],
    forMetric: (key, metric) => ({ ...policy.forMetric(key, metric), baseline }),
  }
}

async function usableRuns(
  name: string,
  entry: NamedBaseline | undefined,
  search: BaselineSearch,
): Promise<string[]> {
  const { judged, warn } = search
  const found = entry === undefined ? await writtenRuns(name, search) : keptRuns(name, entry, search)
  const here = found.filter(({ header }) => header.environment.fingerprint === judged.environment.fingerprint)
  if (found.length > 0 && here.length === 0) warn(elsewhere(name, found))
  return here.map(({ header }) => header.id)
}

/** Of baselines.yaml, as far as the ledger has them. */
function keptRuns(name: string, entry: NamedBaseline, { config, runs, warn }: BaselineSearch): RunInfo[] {
  const wanted = new Set(entry.runs)
  const found = runs.filter(({ header }) => wanted.has(header.id))
  for (const { header } of found) wanted.delete(header.id)
  if (wanted.size > 0) {
    const them = [...wanted].join(', ')
    warn(
      `baseline ${name} names ${wanted.size === 1 ? 'a run' : 'runs'} that the ledger does not have: ${them} (${stewardshipFile.baselines(config.ledger)}). Bring them in (perfledger ledger pull), or set it again: perfledger baseline set ${name} <run, commit or tag>`,
    )
  }
  return found
}

/** A tag, a commit or a run. */
async function writtenRuns(
  name: string,
  { config, runs, warn }: BaselineSearch,
): Promise<readonly RunInfo[]> {
  try {
    return (await findRunsIn(config.root, runs, name)).runs
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    warn(
      `there is no baseline ${name}, and no run, commit or tag of that name in the ledger; verdicts do without it. Name one: perfledger baseline set ${name} <run, commit or tag>; perfledger baseline list tells what there is`,
    )
    return []
  }
}

function elsewhere(name: string, found: readonly RunInfo[]): string {
  const machines = [...new Set(found.map(({ header }) => header.environment.cpuModel))]
  const commit = found[0]?.header.commit?.sha.slice(0, 10)
  const measure = commit === undefined ? '' : `. Measure it here: perfledger backfill ${commit}~1..${commit}`
  return `baseline ${name} was measured in other environments only (${machines.join(', ')}), and numbers of different environments are not compared${measure}`
}
