import { isBaseRun } from '../analyze/base-runs.ts'
import { RUNS_AT_EACH_END } from '../analyze/since-past.ts'
import type { RunInfo } from '../ledger/series.ts'
import type { RunHeader } from '../measure/record.ts'
import type { Baselines } from './named-baseline.ts'

/** A benchmark that the last release did not have may be in one of those before. */
const RELEASES = 3

/**
 * The runs of long ago that judging one run needs besides the recent ones: those of the asked baselines and of the last releases
 * before it, each with the few runs right before it on the base branch, in the run's own environment. A few dozen at most, however
 * long the history is; what is recent anyway may be among them.
 */
export function pastRunIds(
  runs: readonly RunInfo[],
  judged: RunHeader,
  baseBranch: string,
  baselines: Baselines,
): string[] {
  const { fingerprint } = judged.environment
  const end = runs.findIndex(({ header }) => header.id === judged.id)
  const earlier = (end < 0 ? runs : runs.slice(0, end)).filter(
    ({ header }) => header.environment.fingerprint === fingerprint && isBaseRun(header, baseBranch),
  )
  const named = new Set([...baselines.values()].flatMap(({ runIds }) => runIds))
  const releases = new Set(
    earlier
      .filter(({ header: { commit } }) => isRelease(commit, judged.commit?.sha))
      .slice(-RELEASES)
      .map(({ header }) => header.id),
  )
  const near = earlier.flatMap(({ header }, place) =>
    named.has(header.id) || releases.has(header.id)
      ? earlier.slice(Math.max(0, place + 1 - RUNS_AT_EACH_END), place + 1).map((run) => run.header.id)
      : [],
  )
  return [...new Set([...named, ...near])]
}

function isRelease(commit: RunHeader['commit'], judgedSha: string | undefined): boolean {
  return commit?.tag !== undefined && !commit.dirty && commit.sha !== judgedSha
}
