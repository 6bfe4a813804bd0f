import type { ReportIndex, RunPage, RunSummary } from '../../../runner/report/model.ts'
import { fill, shared, words } from '../../words.ts'
import { environmentNames } from '../environments.ts'
import { plural } from '../format.ts'
import { type PullRequestView, pullRequestView } from './commit.ts'
import { baselineCompareHref, type RunView, runView } from './run.ts'
import { type RunRowView, runRowView } from './runs.ts'

/** A pull request: the state of its latest run, and the runs of earlier pushes. */
export interface PullRequestPageView {
  readonly pull: PullRequestView
  readonly sentence: string
  readonly latest: RunView
  /** Newest first, without the latest. */
  readonly earlier: readonly RunRowView[]
  readonly compareHref: string | null
}

/** The pull requests that were ever measured, with their runs, newest first. */
export function pullRequestRuns(runs: readonly RunSummary[]): Map<number, RunSummary[]> {
  const groups = new Map<number, RunSummary[]>()
  for (const run of runs) {
    if (run.pullRequest === null) continue
    const known = groups.get(run.pullRequest)
    if (known) known.push(run)
    else groups.set(run.pullRequest, [run])
  }
  return groups
}

export function pullRequestPageView(
  index: ReportIndex,
  number: number,
  runs: readonly RunSummary[],
  latest: RunPage,
): PullRequestPageView {
  const environmentName = environmentNames(index.environments)
  const view = runView(index, latest)
  return {
    pull: pullRequestView(number, index.project)!,
    sentence: sentence(latest.run),
    latest: view,
    earlier: runs.slice(1).map((run) => runRowView(run, index.project, environmentName)),
    compareHref: baselineCompareHref(latest),
  }
}

function sentence({ counts }: RunSummary): string {
  if (counts === null) return words.pullRequestNotJudged
  const bad = counts.failed + counts.missing + counts['over-budget'] + counts.regressed
  const parts = [
    counts.failed > 0 && fill(shared.countedFailed, counts.failed),
    counts.missing > 0 && fill(shared.countedMissing, counts.missing),
    counts['over-budget'] > 0 && fill(shared.countedOverBudget, counts['over-budget']),
    counts.regressed > 0 && plural(counts.regressed, 'regression'),
    counts.improved > 0 && plural(counts.improved, 'improvement'),
  ].filter(Boolean)
  if (parts.length > 0) return fill(words.pullRequestState, parts.join(', '))
  return bad === 0 && counts.ok > 0 ? words.pullRequestNothing : words.pullRequestNoVerdict
}
