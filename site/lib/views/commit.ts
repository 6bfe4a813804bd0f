import type { ReportCommit, ReportProject } from '../../../runner/report/model.ts'
import { outsideUrl, urls } from '../urls.ts'

/** A commit as shown: never its author. */
export interface CommitView {
  readonly short: string
  readonly subject: string
  /** On the project's host; null where that is not known. */
  readonly href: string | null
  readonly branch: string
  readonly tag: string
  /** Measured with uncommitted changes: the numbers may not be this commit's. */
  readonly dirty: boolean
}

export type ProjectLinks = Pick<ReportProject, 'commitUrl' | 'compareUrl' | 'pullRequestUrl'>

export function commitView(commit: ReportCommit | null, project: ProjectLinks): CommitView | null {
  if (commit === null) return null
  return {
    short: commit.sha.slice(0, 7),
    subject: commit.subject,
    href: outsideUrl(project.commitUrl, { sha: commit.sha }),
    branch: commit.branch ?? '',
    tag: commit.tag ?? '',
    dirty: commit.dirty,
  }
}

/** The difference between two commits on the project's host; null where either is not known or they are the same. */
export function compareHref(
  base: ReportCommit | null,
  head: ReportCommit | null,
  project: ProjectLinks,
): string | null {
  if (base === null || head === null || base.sha === head.sha) return null
  return outsideUrl(project.compareUrl, { base: base.sha, head: head.sha })
}

export interface PullRequestView {
  readonly number: number
  readonly text: string
  /** Its page here. */
  readonly href: string
  /** On the project's host; null where that is not known. */
  readonly hostHref: string | null
}

export function pullRequestView(number: number | null, project: ProjectLinks): PullRequestView | null {
  if (number === null) return null
  return {
    number,
    text: `#${number}`,
    href: urls.pullRequest(number),
    hostHref: outsideUrl(project.pullRequestUrl, { number: String(number) }),
  }
}
