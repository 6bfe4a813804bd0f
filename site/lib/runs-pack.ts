import type { ReportCommit, RunSummary } from '../../runner/report/model.ts'
import type { RunsDocument } from './views/history.ts'

/**
 * All runs of a history as columns, newest first: what repeats is listed once and named by its place. A third of the bytes of a list
 * of objects. `data/runs.json`, and what the history page reads:
 *
 *     const { ids, columns: { state } } = document
 *     const stateOfTheNewest = state.values[state.places[0]]
 */
export interface PackedRuns {
  readonly version: 2
  readonly project: RunsDocument['project']
  readonly environments: RunsDocument['environments']
  readonly ids: readonly string[]
  /** Milliseconds since 1970. */
  readonly startedAt: readonly number[]
  /** Milliseconds. */
  readonly took: readonly number[]
  /** Null where the run had none. */
  readonly sha: readonly (string | null)[]
  readonly subject: readonly string[]
  /** Milliseconds before the start of the run. */
  readonly committedBefore: readonly number[]
  readonly cases: readonly number[]
  readonly columns: { readonly [Name in keyof Repeated]: Column<Repeated[Name]> }
}

/** For each run the place of its value. */
interface Column<T> {
  readonly values: readonly T[]
  readonly places: readonly number[]
}

/** What many runs have in common. */
interface Repeated extends Omit<RunSummary, 'id' | 'startedAt' | 'finishedAt' | 'commit' | 'cases'> {
  readonly branch: string | null
  readonly tag: string | null
  readonly dirty: boolean
}

export function packRuns({ project, environments, runs }: RunsDocument): PackedRuns {
  const startedAt = runs.map((run) => Date.parse(run.startedAt))
  const column = <T>(read: (run: RunSummary) => T) => columnOf(runs.map(read))
  return {
    version: 2,
    project,
    environments,
    ids: runs.map(({ id }) => id),
    startedAt,
    took: runs.map((run, place) => Date.parse(run.finishedAt) - startedAt[place]!),
    sha: runs.map(({ commit }) => commit?.sha ?? null),
    subject: runs.map(({ commit }) => commit?.subject ?? ''),
    committedBefore: runs.map(({ commit }, place) =>
      commit === null ? 0 : startedAt[place]! - Date.parse(commit.committedAt),
    ),
    cases: runs.map(({ cases }) => cases),
    columns: {
      branch: column(({ commit }) => commit?.branch ?? null),
      tag: column(({ commit }) => commit?.tag ?? null),
      dirty: column(({ commit }) => commit?.dirty ?? false),
      pullRequest: column(({ pullRequest }) => pullRequest),
      ci: column(({ ci }) => ci),
      environment: column(({ environment }) => environment),
      toolVersion: column(({ toolVersion }) => toolVersion),
      partial: column(({ partial }) => partial),
      interrupted: column(({ interrupted }) => interrupted),
      state: column(({ state }) => state),
      severity: column(({ severity }) => severity),
      counts: column(({ counts }) => counts),
    },
  }
}

function columnOf<T>(all: readonly T[]): Column<T> {
  const known = new Map<string, number>()
  const values: T[] = []
  const places = all.map((value) => {
    const text = JSON.stringify(value)
    const place = known.get(text) ?? values.push(value) - 1
    known.set(text, place)
    return place
  })
  return { values, places }
}

/** The reverse. */
export function unpackRuns(packed: PackedRuns): RunsDocument {
  const { project, environments } = packed
  return { project, environments, runs: packed.ids.map((_, place) => runAt(packed, place)) }
}

function runAt(packed: PackedRuns, place: number): RunSummary {
  const { columns, startedAt, took, cases } = packed
  const at = <T>({ values, places }: Column<T>): T => values[places[place]!]!
  const started = startedAt[place]!
  return {
    id: packed.ids[place]!,
    startedAt: timeText(started),
    finishedAt: timeText(started + took[place]!),
    commit: commitAt(packed, place),
    pullRequest: at(columns.pullRequest),
    ci: at(columns.ci),
    environment: at(columns.environment),
    toolVersion: at(columns.toolVersion),
    partial: at(columns.partial),
    interrupted: at(columns.interrupted),
    cases: cases[place]!,
    state: at(columns.state),
    severity: at(columns.severity),
    counts: at(columns.counts),
  }
}

function commitAt(packed: PackedRuns, place: number): ReportCommit | null {
  const { columns, sha, subject, startedAt, committedBefore } = packed
  const found = sha[place]!
  if (found === null) return null
  const at = <T>({ values, places }: Column<T>): T => values[places[place]!]!
  return {
    sha: found,
    subject: subject[place]!,
    committedAt: timeText(startedAt[place]! - committedBefore[place]!),
    branch: at(columns.branch),
    tag: at(columns.tag),
    dirty: at(columns.dirty),
  }
}

const timeText = (ms: number): string => new Date(ms).toISOString()
