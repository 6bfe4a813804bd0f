import { isBaseRun } from '../analyze/base-runs.ts'
import type { RunInfo } from '../ledger/series.ts'
import type { RunHeader } from '../measure/record.ts'

/** A baseline has 30 runs; changes and trends are looked for in many times as many. */
const enoughRuns = 1_000

/**
 * The past that judging a run needs, however long the history is: the ids of the last 1,000 runs on the base branch in
 * the run's own environment, in commit order, and the run itself. Runs of pull requests and of other branches do not
 * count, unless there is nothing else.
 */
export function recentRunIds(runs: readonly RunInfo[], judged: RunHeader, baseBranch: string): string[] {
  const { fingerprint } = judged.environment
  const base = runs.filter(({ header }) => isBaseRun(header, baseBranch))
  const ids = (base.length > 0 ? base : runs)
    .filter(({ header }) => header.environment.fingerprint === fingerprint && header.id !== judged.id)
    .map(({ header }) => header.id)
  return [...ids.slice(-enoughRuns), judged.id]
}
