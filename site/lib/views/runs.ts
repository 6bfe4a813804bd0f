import type { RunSummary } from '../../../runner/report/model.ts'
import { shared } from '../../words.ts'
import type { EnvironmentName, EnvironmentNames } from '../environments.ts'
import { type MomentText, momentText } from '../format.ts'
import { urls } from '../urls.ts'
import { countsText, type ShownState, type VerdictMark, verdictMark } from '../verdicts.ts'
import {
  type CommitView,
  commitView,
  type ProjectLinks,
  type PullRequestView,
  pullRequestView,
} from './commit.ts'

/** A run as one line of the history: only text and addresses, so that the browser can fill in the same line. */
export interface RunRowView {
  readonly id: string
  readonly href: string
  readonly moment: MomentText
  readonly commit: CommitView | null
  readonly branch: string
  readonly pullRequest: PullRequestView | null
  readonly environment: string
  readonly environmentName: EnvironmentName
  readonly mark: VerdictMark
  /** `2 regressed, 28 ok` */
  readonly counts: string
  /** `partial, uncommitted changes` */
  readonly flags: string
  /** The same beside the commit, which tells of its uncommitted changes itself. */
  readonly ownFlags: string
  readonly haystack: string
  readonly verdict: ShownState
}

export function runRowView(
  run: RunSummary,
  project: ProjectLinks,
  environmentName: EnvironmentNames,
): RunRowView {
  const branch = run.commit?.branch ?? ''
  const row = {
    id: run.id,
    href: urls.run(run.id),
    moment: momentText(run.startedAt),
    commit: commitView(run.commit, project),
    branch,
    pullRequest: pullRequestView(run.pullRequest, project),
    environment: run.environment,
    environmentName: environmentName(run.environment),
    mark: verdictMark(run),
    counts: run.counts === null ? '' : countsText(run.counts),
    flags: flagsText(run),
    ownFlags: ownFlags(run).join(', '),
    verdict: run.state ?? ('unjudged' as const),
  }
  return { ...row, haystack: haystack(run, row.environmentName.full) }
}

function flagsText(run: RunSummary): string {
  return [...ownFlags(run), ...(run.commit?.dirty ? [shared.commitUncommitted] : [])].join(', ')
}

function ownFlags({ interrupted, partial }: RunSummary): string[] {
  return [...(interrupted ? [shared.runInterrupted] : []), ...(partial ? [shared.runPartial] : [])]
}

function haystack(run: RunSummary, environmentName: string): string {
  const commit = run.commit
  const parts = [
    run.id,
    commit?.sha,
    commit?.subject,
    commit?.branch,
    commit?.tag,
    run.pullRequest === null ? '' : `#${run.pullRequest}`,
    environmentName,
    flagsText(run),
  ]
  return parts.filter(Boolean).join(' ').toLowerCase()
}
