import { UsageError } from '../errors.ts'
import { resolveCommit } from '../git.ts'
import type { RunInfo } from '../ledger/series.ts'

/** A run, or all runs of a commit, as somebody named them. Runs in commit order, never empty. */
export interface FoundRuns {
  readonly runs: readonly [RunInfo, ...RunInfo[]]
  /** Defined where a commit or a tag was named. */
  readonly commit: string | undefined
}

/**
 * What is meant by `20261120-051230` (the start of a run id), `9d55ab4` (the start of a commit id) or `v2.0` (a tag).
 * @throws UsageError where nothing or more than one thing is meant
 */
export function findRuns(runs: readonly RunInfo[], written: string): FoundRuns {
  const byId = runs.filter(({ header }) => header.id.startsWith(written))
  if (byId.length === 1) return { runs: [byId[0]!], commit: undefined }
  if (byId.length > 1) throw several(written, `${byId.length} runs`)
  const isTag = runs.some(({ header }) => header.commit?.tag === written)
  const matches = ({ header }: RunInfo): boolean =>
    isTag
      ? header.commit?.tag === written
      : written.length >= 4 && (header.commit?.sha.startsWith(written) ?? false)
  const found = runs.filter(matches)
  const [first, ...others] = found
  if (first === undefined) {
    throw new UsageError(`The ledger has no run, commit or tag '${written}'.`, {
      hint: 'Name the start of a run id or of a commit id: perfledger query "select run_id, commit_sha, tag from runs"',
    })
  }
  const commits = new Set(found.map(({ header }) => header.commit?.sha))
  if (commits.size > 1) throw several(written, `${commits.size} commits`)
  return { runs: [first, ...others], commit: first.header.commit?.sha }
}

/** {@link findRuns}, where a name that the ledger does not know may also be any revision of the repository: `HEAD~2`, a later tag. */
export async function findRunsIn(
  root: string,
  runs: readonly RunInfo[],
  written: string,
): Promise<FoundRuns> {
  try {
    return findRuns(runs, written)
  } catch (error) {
    const sha = error instanceof UsageError ? await resolveCommit(root, written) : undefined
    if (sha === undefined) throw error
    if (runs.some(({ header }) => header.commit?.sha === sha)) return findRuns(runs, sha)
    throw new UsageError(`The ledger has no run of ${written} (commit ${sha.slice(0, 10)}).`, {
      hint: `Measure it: perfledger backfill ${sha.slice(0, 10)}~1..${sha.slice(0, 10)}`,
      cause: error,
    })
  }
}

function several(written: string, what: string): UsageError {
  return new UsageError(`'${written}' could mean ${what}.`, { hint: 'Write more of the id.' })
}
