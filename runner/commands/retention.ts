import type { RetentionConfig } from '../config/config.ts'
import type { NamedBaseline, Stewardship } from '../config/stewardship-files.ts'
import type { Thinning } from '../ledger/compact.ts'
import type { RunInfo } from '../ledger/series.ts'

/** What people refer to: such runs stay as they are, however old. */
export interface References {
  readonly stewardship: Stewardship
  readonly baselines: ReadonlyMap<string, NamedBaseline>
  /** Commits that have a tag now, whatever they had when they were measured. */
  readonly tagged: ReadonlySet<string>
}

/** What the rules of the config want at one moment. */
export interface RetentionWish extends Thinning {
  /** Runs that are old enough, and stay as they are because a tag, a baseline or a decision refers to them. */
  readonly referred: ReadonlySet<string>
}

const DAY_MS = 86_400_000

/**
 * Which runs become less by the rules of the config. A run's age is that of its start. Pure.
 *
 * @param runs in commit order
 */
export function wishOf(
  { samplesDays, pullRequestsDays }: RetentionConfig,
  runs: readonly RunInfo[],
  references: References,
  now: Date,
): RetentionWish {
  const olderThan = (days: number | undefined, { header }: RunInfo) =>
    days !== undefined && Date.parse(header.startedAt) < now.getTime() - days * DAY_MS
  const drop = runs.filter((run) => run.header.pullRequest !== undefined && olderThan(pullRequestsDays, run))
  const thin = runs.filter((run) => !drop.includes(run) && olderThan(samplesDays, run))
  const referred = referredRuns(runs, references)
  const idsOf = (some: readonly RunInfo[], isReferred: boolean) =>
    new Set(some.map(({ header }) => header.id).filter((id) => referred.has(id) === isReferred))
  return { thin: idsOf(thin, false), drop: idsOf(drop, false), referred: idsOf([...thin, ...drop], true) }
}

/** Runs of tagged commits, of named baselines, and those at which something was accepted or excluded. */
function referredRuns(
  runs: readonly RunInfo[],
  { stewardship, baselines, tagged }: References,
): ReadonlySet<string> {
  const { accepted, excluded } = stewardship
  const named = new Set([...baselines.values()].flatMap(({ runs: ids }) => ids))
  const entries = [...accepted, ...excluded, ...baselines.values()]
  const commits = entries.flatMap(({ commit }) => commit ?? [])
  for (const { run } of [...accepted, ...excluded]) if (run !== undefined) named.add(run)
  const ranges = excluded.flatMap(({ from, to }) =>
    from === undefined || to === undefined ? [] : [{ from, to }],
  )
  const isReferred = ({ header: { id, commit } }: RunInfo) =>
    commit?.tag !== undefined ||
    (commit !== undefined && tagged.has(commit.sha)) ||
    named.has(id) ||
    commits.some((sha) => commit?.sha.startsWith(sha)) ||
    ranges.some(({ from, to }) => from <= id && id <= to)
  return new Set(runs.filter(isReferred).map(({ header }) => header.id))
}
