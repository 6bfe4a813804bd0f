import type { ReportIndex, RunSummary } from '../../runner/report/model.ts'
import { fill, shared } from '../words.ts'

/** What a run can be chosen by in the page: `data/picks.json`. Small, whatever the length of the history. */
export interface PicksDocument {
  readonly baseBranch: string
  /** Newest first: the last runs, and of every tag, branch and pull request the newest in each environment. */
  readonly runs: readonly Pick[]
}

export interface Pick {
  readonly id: string
  readonly sha: string
  readonly subject: string
  readonly startedAt: string
  readonly branch: string
  readonly tag: string
  readonly pullRequest: number | null
  readonly environment: string
}

const LAST_RUNS = 200

/** `lastRuns` of the newest are offered whatever they are. */
export function picksDocument(
  index: ReportIndex,
  runs: readonly RunSummary[],
  lastRuns = LAST_RUNS,
): PicksDocument {
  const seen = new Set<string>()
  const isFirst = (...identity: unknown[]) => {
    const text = JSON.stringify(identity)
    return !seen.has(text) && Boolean(seen.add(text))
  }
  const chosen = runs.filter((run, place) => {
    const { commit, environment, pullRequest } = run
    const firsts = [
      commit?.branch && isFirst('branch', commit.branch, environment),
      commit?.tag && isFirst('tag', commit.tag, environment),
      pullRequest !== null && isFirst('pull', pullRequest, environment),
    ]
    return place < lastRuns || firsts.some(Boolean)
  })
  return { baseBranch: index.project.baseBranch, runs: chosen.map(pickOf) }
}

function pickOf({ id, commit, startedAt, pullRequest, environment }: RunSummary): Pick {
  return {
    id,
    sha: commit?.sha ?? '',
    subject: commit?.subject ?? '',
    startedAt,
    branch: commit?.branch ?? '',
    tag: commit?.tag ?? '',
    pullRequest,
    environment,
  }
}

const RUN_ID = /^\d{8}-\d{6}-[0-9a-z]+$/

/** A run's own id needs no look-up. */
export function isRunId(text: string): boolean {
  return RUN_ID.test(text)
}

/**
 * The run that a text means: `latest`, a run's id, a tag, a branch, a pull request (`#12`) or the beginning of a commit.
 * The newest that fits; of several environments the asked one first, for only those are comparable.
 */
export function pickRun(
  text: string,
  { runs, baseBranch }: PicksDocument,
  environment?: string,
): Pick | undefined {
  const asked = text.trim()
  if (asked === '') return undefined
  const fits: ((pick: Pick) => boolean)[] = [
    ({ id }) => id === asked,
    ({ tag }) => tag === asked,
    ({ branch }) => branch === (asked === 'latest' ? baseBranch : asked),
    ({ pullRequest }) => pullRequest !== null && `#${pullRequest}` === asked,
    ({ sha }) => /^[0-9a-f]{4,40}$/i.test(asked) && sha.startsWith(asked.toLowerCase()),
  ]
  const found = fits.map((fit) => runs.filter(fit)).find((some) => some.length > 0)
  if (!found && asked === 'latest') return runs[0]
  return found?.find((pick) => pick.environment === environment) ?? found?.[0]
}

/** The names that the list of suggestions offers: tags, the base branch, other branches, then the last runs. */
export function suggestions({ runs, baseBranch }: PicksDocument): { value: string; label: string }[] {
  const named = new Map<string, string>([['latest', fill(shared.pickNewest, baseBranch)]])
  const add = (value: string, label: string) => {
    if (value !== '' && !named.has(value)) named.set(value, label)
  }
  for (const { tag, startedAt } of runs) add(tag, fill(shared.pickRelease, startedAt.slice(0, 10)))
  for (const { branch } of runs) add(branch, shared.pickBranch)
  for (const { pullRequest } of runs) if (pullRequest !== null) add(`#${pullRequest}`, shared.pickPullRequest)
  for (const { sha, subject, startedAt } of runs.slice(0, LAST_RUNS)) {
    add(sha.slice(0, 7), `${subject}, ${startedAt.slice(0, 10)}`)
  }
  return [...named].map(([value, label]) => ({ value, label }))
}
