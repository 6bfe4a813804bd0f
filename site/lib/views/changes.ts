import type { ChangeSummary, ReportProject } from '../../../runner/report/model.ts'
import type { EnvironmentNames } from '../environments.ts'
import { type ChangeText, changeText, type MomentText, momentText, pValueText } from '../format.ts'
import { changeStateText, shiftText } from '../terms.ts'
import { urls } from '../urls.ts'
import { type VerdictMark, verdictMark } from '../verdicts.ts'
import { type CommitView, commitView, compareHref } from './commit.ts'

/** One change of level as a line: what, when, since which commit, by how much, how sure. */
export interface ChangeView {
  readonly mark: VerdictMark
  /** `step`, `spike` or `drift`. */
  readonly kind: string
  /** `step for the worse`: the direction belongs to the metric. */
  readonly what: string
  readonly better: boolean
  readonly change: ChangeText
  readonly caseTitle: string
  readonly suite: string
  /** The suite, where a case of another one is called alike. */
  readonly ofSuite: string
  readonly metric: string
  readonly environment: string
  readonly href: string
  readonly runHref: string
  readonly moment: MomentText
  /** `suspected`, `confirmed`, `accepted` or `fixed`. */
  readonly state: string
  readonly stateText: string
  /** Why people accepted it, and where that is discussed. */
  readonly accepted: { readonly reason: string; readonly href: string | null } | null
  /** The run that took it back. */
  readonly fixedBy: { readonly href: string; readonly text: string } | null
  /** `p < 0.001` */
  readonly pValue: string
  readonly commit: CommitView | null
  /** All commits that can be the cause, on the project's host. */
  readonly compareHref: string | null
  /** What else changed with it: `and throughput, in 2 environments`. */
  readonly also: string
  /** Everything that a filter searches in, lower-case. */
  readonly haystack: string
  readonly environmentId: string
  /** Of the same commit as the line above. */
  readonly continued: boolean
}

export function changeView(
  change: ChangeSummary,
  project: ReportProject,
  environmentName: EnvironmentNames,
): ChangeView {
  return {
    mark: verdictMark({ state: change.better ? 'improved' : 'regressed', severity: null }),
    kind: change.kind,
    what: shiftText(change.kind, change.better),
    better: change.better,
    change: changeText(change.change),
    caseTitle: change.caseTitle,
    suite: change.suite,
    ofSuite: '',
    metric: change.metric.name,
    environment: environmentName(change.environment).short,
    href: urls.benchmark(change.caseSlug, {
      metric: change.metric.name,
      environment: change.environment,
    }),
    runHref: urls.run(change.runId),
    moment: momentText(change.startedAt),
    state: change.state,
    stateText: changeStateText(change.state),
    accepted: change.accepted && { reason: change.accepted.reason, href: webAddress(change.accepted.link) },
    fixedBy: change.fixedBy && {
      href: urls.run(change.fixedBy.runId),
      text: change.fixedBy.commit?.sha.slice(0, 7) ?? momentText(change.fixedBy.startedAt).day,
    },
    pValue: pValueText(change.pValue),
    commit: commitView(change.commit, project),
    compareHref: compareHref(change.previousCommit, change.commit, project),
    also: '',
    haystack: [
      change.suite,
      change.caseTitle,
      change.metric.name,
      change.commit?.sha,
      change.commit?.subject,
      change.commit?.tag,
      change.accepted?.reason,
    ]
      .filter(Boolean)
      .join(' ')
      .toLowerCase(),
    environmentId: change.environment,
    continued: false,
  }
}

/** A link that somebody wrote into a file, if it leads to the web and nowhere else. */
function webAddress(link: string | null): string | null {
  return link !== null && URL.canParse(link) && /^https?:$/.test(new URL(link).protocol) ? link : null
}
