import type { CaseReport, CaseSummary, ReportCommit, ReportIndex } from '../../../runner/report/model.ts'
import { urls } from '../urls.ts'
import type { Note } from './note.ts'
import { casesNamed, isHash } from './references.ts'

/** A note at its place in a chart. */
export interface NoteMark {
  readonly title: string
  readonly href: string
  readonly atMs: number
  /** Index into the commits of the case; -1 where it is placed by its time alone. */
  readonly commit: number
}

/** The notes that are about a case: those that name it, and those that name nothing. */
export function notesAbout(
  notes: readonly Note[],
  one: Pick<CaseSummary, 'slug'>,
  index: ReportIndex,
): Note[] {
  return notes.filter(
    (note) =>
      note.benchmarks.length === 0 ||
      note.benchmarks.some((name) => casesNamed(note, name, index).some(({ slug }) => slug === one.slug)),
  )
}

/** Where notes stand in the charts of a case. One of no certain time, or of a commit that was not measured, stands nowhere. */
export function noteMarks(notes: readonly Note[], report: CaseReport): NoteMark[] {
  return notes
    .flatMap((note) => {
      const place = placeIn(note, report)
      return place ? [{ title: note.title, href: urls.note(note.slug), ...place }] : []
    })
    .sort((a, b) => a.atMs - b.atMs)
}

function placeIn({ commit, date }: Note, report: CaseReport): Pick<NoteMark, 'atMs' | 'commit'> | undefined {
  const at = commit === null ? -1 : report.commits.findIndex((one) => isCommit(one, commit))
  const time = at >= 0 ? measuredAt(report, at) : date
  return time ? { atMs: Date.parse(time), commit: at } : undefined
}

/** When the first run of a commit began. */
function measuredAt({ series }: CaseReport, commit: number): string | undefined {
  return series
    .flatMap(({ points }) => points.startedAt.filter((_, index) => points.commit[index] === commit))
    .sort()[0]
}

function isCommit({ tag, sha }: ReportCommit, asked: string): boolean {
  return tag === asked || (isHash(asked) && sha.startsWith(asked.toLowerCase()))
}
