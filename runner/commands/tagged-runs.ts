import { tagsByCommit } from '../git.ts'
import type { RunInfo } from '../ledger/series.ts'

/**
 * Runs with the tags that their commits have today. What is released is usually measured first and tagged afterwards, so the ledger
 * often does not know a release as one. A tag that was recorded stays.
 */
export async function withTags(runs: readonly RunInfo[], root: string): Promise<readonly RunInfo[]> {
  const tags = await tagsByCommit(root)
  if (tags.size === 0) return runs
  return runs.map((run) => {
    const { commit } = run.header
    const tag = commit === undefined || commit.tag !== undefined ? undefined : tags.get(commit.sha)
    return commit === undefined || tag === undefined
      ? run
      : { ...run, header: { ...run.header, commit: { ...commit, tag } } }
  })
}
