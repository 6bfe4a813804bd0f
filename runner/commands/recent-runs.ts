import { isBaseRun } from '../analyze/base-runs.ts'
import type { RunInfo } from '../ledger/series.ts'
import type { RunHeader } from '../measure/record.ts'

/** A baseline has 30 runs; changes and trends are looked for in many times as many. */
const enoughRuns = 1_000

/**
 * The past that judging a run needs, however long the history is: the ids of the last 1,000 runs on the base branch before it in
 * commit order, in the run's own environment, and the run itself. Runs of pull requests and of other branches do not
 * count, unless there is nothing else.
 */
export function recentRunIds(runs: readonly RunInfo[], judged: RunHeader, baseBranch: string): string[] {
  const { fingerprint } = judged.environment
  const place = runs.findIndex(({ header }) => header.id === judged.id)
  const hasBase = runs.some(({ header }) => isBaseRun(header, baseBranch))
  const ids = (place < 0 ? runs : runs.slice(0, place))
    .filter(({ header }) => !hasBase || isBaseRun(header, baseBranch))
    .filter(({ header }) => header.environment.fingerprint === fingerprint && header.id !== judged.id)
    .map(({ header }) => header.id)
  return [...ids.slice(-enoughRuns), judged.id]
}
