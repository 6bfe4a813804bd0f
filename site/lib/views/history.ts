import type { ReportEnvironment, ReportIndex, RunList, RunSummary } from '../../../runner/report/model.ts'
import { environmentNames } from '../environments.ts'
import { STATES, wordOf } from '../verdicts.ts'
import type { ProjectLinks } from './commit.ts'
import { type RunRowView, runRowView } from './runs.ts'

/** The history page: the newest runs in the page itself, all others from the same data in a file. */
export interface HistoryView {
  readonly rows: readonly RunRowView[]
  readonly total: number
  /** False where no run tells its branch or its pull request, as in an imported history: a column of nothing. */
  readonly hasBranches: boolean
  /** False where no run was ever judged, nor broke off. */
  readonly hasCounts: boolean
  readonly branches: readonly Choice[]
  readonly environments: readonly Choice[]
  readonly verdicts: readonly Choice[]
}

export interface Choice {
  readonly value: string
  readonly text: string
}

/** What the browser filters: `data/runs.json`, unpacked (see `PackedRuns`). */
export interface RunsDocument {
  readonly project: ProjectLinks
  readonly environments: readonly Pick<ReportEnvironment, 'fingerprint' | 'description'>[]
  /** Newest first. */
  readonly runs: readonly RunSummary[]
}

/** How many runs stand in the page itself. */
export const ROWS_AT_ONCE = 100

export function historyView(index: ReportIndex, { runs }: RunList): HistoryView {
  const environmentName = environmentNames(index.environments)
  const states = new Set(runs.map((run) => run.state))
  return {
    rows: runs.slice(0, ROWS_AT_ONCE).map((run) => runRowView(run, index.project, environmentName)),
    total: runs.length,
    hasBranches: runs.some(({ commit, pullRequest }) => Boolean(commit?.branch) || pullRequest !== null),
    hasCounts: runs.some(
      ({ counts, commit, interrupted, partial }) =>
        counts !== null || commit?.dirty || interrupted || partial,
    ),
    branches: branchChoices(runs, index.project.baseBranch),
    environments: index.environments.map(({ fingerprint }) => ({
      value: fingerprint,
      text: environmentName(fingerprint).full,
    })),
    verdicts: STATES.filter((state) => states.has(state)).map((state) => ({
      value: state,
      text: wordOf(state),
    })),
  }
}

export function runsDocument(index: ReportIndex, { runs }: RunList): RunsDocument {
  const { commitUrl, compareUrl, pullRequestUrl } = index.project
  return {
    project: { commitUrl, compareUrl, pullRequestUrl },
    environments: index.environments.map(({ fingerprint, description }) => ({ fingerprint, description })),
    runs,
  }
}

/** The base branch first, then the others by their newest run. */
function branchChoices(runs: readonly RunSummary[], baseBranch: string): Choice[] {
  const branches = new Set(runs.flatMap((run) => run.commit?.branch ?? []))
  const ordered = [...branches].sort((a, b) => Number(b === baseBranch) - Number(a === baseBranch))
  return ordered.map((branch) => ({ value: branch, text: branch }))
}
