import type { History } from './history.ts'
import type { CaseData, ReportCommit } from './model.ts'
import { commitOf } from './run-summary.ts'

/** The runs of a case and their commits, each once. */
export interface RunColumns extends Pick<CaseData, 'runs' | 'commits' | 'branches'> {
  /** Where a run stands among them. */
  readonly placeOf: (runId: string) => number
  /** The same of a series' runs; null where these are all, in their order. */
  readonly placesOf: (runIds: readonly string[]) => number[] | null
}

/**
 * The columns for the runs of several series. Most cases of a history were measured by the same runs: they get the same columns
 * again, which are made once.
 */
export function runColumnsIn(history: History): (series: readonly (readonly string[])[]) => RunColumns {
  let last: { readonly ids: readonly string[]; readonly columns: RunColumns } | undefined
  return (series) => {
    const ids = unionOf(series)
    if (last === undefined || !isSame(last.ids, ids)) last = { ids, columns: columnsOf(ids, history) }
    return last.columns
  }
}

/** Each series is in commit order, so the longest gives the order; others only add what it lacks. */
function unionOf(series: readonly (readonly string[])[]): readonly string[] {
  const [longest = [], ...others] = [...series].sort((a, b) => b.length - a.length)
  if (others.every((ids) => isSame(ids, longest))) return longest
  return [...new Set([longest, ...others].flat())]
}

function columnsOf(ids: readonly string[], history: History): RunColumns {
  const commits = new CommitList()
  const headers = ids.map((id) => history.runById.get(id)?.header)
  const timesMs = headers.map((header) => Date.parse(header?.startedAt ?? ''))
  const places = new Map(ids.map((id, place) => [id, place]))
  const placeOf = (id: string) => places.get(id) ?? -1
  const commit = headers.map((header) => commits.placeOf(commitOf(header?.commit)))
  return {
    runs: {
      id: [...ids],
      startedMs: timesMs.map((timeMs, place) => timeMs - (place === 0 ? 0 : timesMs[place - 1]!)),
      commit,
    },
    ...commits.columns(),
    placeOf,
    placesOf: (some) => (isSame(some, ids) ? null : some.map(placeOf)),
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, place) => id === b[place])
}

const SHA_DIGITS = 12

class CommitList {
  readonly #commits: ReportCommit[] = []
  readonly #places = new Map<string, number>()

  /** -1 for none. */
  placeOf(commit: ReportCommit | null): number {
    if (commit === null) return -1
    const identity = `${commit.sha} ${commit.dirty} ${commit.branch} ${commit.tag}`
    const known = this.#places.get(identity)
    if (known !== undefined) return known
    this.#places.set(identity, this.#commits.length)
    return this.#commits.push(commit) - 1
  }

  columns(): Pick<CaseData, 'commits' | 'branches'> {
    const commits = this.#commits
    const branches = [...new Set(commits.flatMap(({ branch }) => branch ?? []))]
    return {
      branches,
      commits: {
        sha: commits.map(({ sha }) => sha.slice(0, SHA_DIGITS)),
        subject: commits.map(({ subject }) => subject),
        branch: commits.map(({ branch }) => branches.indexOf(branch ?? '')),
        tags: Object.fromEntries(commits.flatMap(({ tag }, place) => (tag ? [[place, tag]] : []))),
        dirty: commits.flatMap(({ dirty }, place) => (dirty ? [place] : [])),
      },
    }
  }
}
