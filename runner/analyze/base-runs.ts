import type { RunInfo } from '../ledger/series.ts'
import type { RunHeader } from '../measure/record.ts'

/** On the base branch, or without any branch (no git, detached head), and not of a pull request. */
export function isBaseRun(header: RunHeader, baseBranch: string): boolean {
  const branch = header.commit?.branch
  return header.pullRequest === undefined && (branch === undefined || branch === baseBranch)
}

/** The runs that make up the history: those on the base branch. */
export interface BaseRuns {
  /** By id, in commit order. */
  readonly byId: ReadonlyMap<string, RunHeader>
  /** False where nothing was ever measured on the base branch, so that all runs have to do. */
  readonly onBaseBranch: boolean
}

/**
 * The runs that later ones are compared with. A project that has only ever measured side branches (somebody who tries
 * perfledger on a branch of their own) has no others, so there all runs count.
 */
export function baseRuns(runs: readonly RunInfo[], baseBranch: string): BaseRuns {
  const known = knownBaseRuns.get(runs)
  if (known?.baseBranch === baseBranch) return known.base
  const base = findBaseRuns(runs, baseBranch)
  knownBaseRuns.set(runs, { baseBranch, base })
  return base
}

/** Every series of a history asks for the same. */
const knownBaseRuns = new WeakMap<
  readonly RunInfo[],
  { readonly baseBranch: string; readonly base: BaseRuns }
>()

function findBaseRuns(runs: readonly RunInfo[], baseBranch: string): BaseRuns {
  const headers = runs.map((run) => run.header)
  const onBase = headers.filter((header) => isBaseRun(header, baseBranch))
  const chosen = onBase.length > 0 ? onBase : headers
  return { byId: new Map(chosen.map((header) => [header.id, header])), onBaseBranch: onBase.length > 0 }
}
