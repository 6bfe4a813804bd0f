import type { ReportProject } from '../../runner/report/model.ts'
import type { ChartDocument, ChartSeries } from './chart-data.ts'
import { outsideUrl } from './urls.ts'
import { STATES } from './verdicts.ts'
import type { CommitView } from './views/commit.ts'

/**
 * A case's charts as they travel: `data/cases/<slug>.json`. The same as `ChartDocument`, with everything that repeats told once:
 * a history of 10,000 runs takes a third of the bytes.
 */
export interface PackedDocument {
  readonly version: 1
  /** With `{sha}` to fill in; null where the project's host is not known. */
  readonly commitUrl: string | null
  readonly branches: readonly string[]
  readonly commits: {
    /** The first twelve digits: enough for a link. */
    readonly sha: readonly string[]
    readonly subject: readonly string[]
    /** Index into `branches`; -1 for none. */
    readonly branch: readonly number[]
    /** By index of the commit. */
    readonly tags: Readonly<Record<string, string>>
    /** Indexes of commits that were measured with uncommitted changes. */
    readonly dirty: readonly number[]
  }
  readonly runs: {
    readonly id: readonly string[]
    /** Milliseconds: the first since 1970, each other since the one before it. */
    readonly startedMs: readonly number[]
    readonly commit: readonly number[]
  }
  readonly series: readonly PackedSeries[]
  /** Absent where nobody wrote about the case. */
  readonly notes?: ChartDocument['notes']
}

export type PackedSeries = Omit<ChartSeries, 'run' | 'count' | 'base' | 'verdict'> & {
  /** Null: all runs in their order. */
  readonly run: readonly number[] | null
  /** One number: the same for every point. */
  readonly count: number | readonly number[]
  readonly base: 0 | 1 | readonly (0 | 1)[]
  /** Index into the order of verdicts (failed, missing, over-budget, regressed, inconclusive, improved, ok); -1 for none. */
  readonly verdict: number | readonly number[]
}

const SHA_DIGITS = 12

export function packDocument(
  document: ChartDocument,
  shas: readonly string[],
  project: Pick<ReportProject, 'commitUrl'>,
): PackedDocument {
  const { commits, runs, series, notes } = document
  const branches = [...new Set(commits.map(({ branch }) => branch).filter(Boolean))]
  const times = runs.startedAt.map((time) => Date.parse(time))
  return {
    version: 1,
    ...(notes.length > 0 ? { notes } : {}),
    commitUrl: project.commitUrl,
    branches,
    commits: {
      sha: shas.map((sha) => sha.slice(0, SHA_DIGITS)),
      subject: commits.map(({ subject }) => subject),
      branch: commits.map(({ branch }) => branches.indexOf(branch)),
      tags: Object.fromEntries(commits.flatMap(({ tag }, index) => (tag ? [[index, tag]] : []))),
      dirty: commits.flatMap(({ dirty }, index) => (dirty ? [index] : [])),
    },
    runs: {
      id: runs.id,
      startedMs: times.map((time, index) => time - (index === 0 ? 0 : times[index - 1]!)),
      commit: runs.commit,
    },
    series: series.map((one) => ({
      ...one,
      run: one.run.length === runs.id.length && one.run.every((run, index) => run === index) ? null : one.run,
      count: once(one.count),
      base: once(one.base),
      verdict: once(one.verdict.map((state) => (state === null ? -1 : STATES.indexOf(state)))),
    })),
  }
}

/** A column whose values are all alike, as that value. */
function once<T>(values: readonly T[]): T | readonly T[] {
  const [first] = values
  return first !== undefined && values.every((value) => value === first) ? first : values
}

export function unpackDocument(packed: PackedDocument): ChartDocument {
  const { runs, commits } = packed
  let timeMs = 0
  return {
    runs: {
      id: runs.id,
      startedAt: runs.startedMs.map((step) => {
        timeMs += step
        return new Date(timeMs).toISOString()
      }),
      commit: runs.commit,
    },
    commits: commits.sha.map((_, index) => commitAt(packed, index)),
    notes: packed.notes ?? [],
    series: packed.series.map((one) => {
      const count = one.median.length
      return {
        ...one,
        run: one.run ?? runs.id.map((_, index) => index),
        count: column(one.count, count),
        base: column(one.base, count),
        verdict: column(one.verdict, count).map((state) => STATES[state] ?? null),
      }
    }),
  }
}

function commitAt({ commits, branches, commitUrl }: PackedDocument, index: number): CommitView {
  const sha = commits.sha[index]!
  return {
    short: sha.slice(0, 7),
    subject: commits.subject[index] ?? '',
    href: outsideUrl(commitUrl, { sha }),
    branch: branches[commits.branch[index] ?? -1] ?? '',
    tag: commits.tags[index] ?? '',
    dirty: commits.dirty.includes(index),
  }
}

function column<T>(values: T | readonly T[], count: number): readonly T[] {
  return Array.isArray(values) ? (values as readonly T[]) : Array.from({ length: count }, () => values as T)
}
