import type { CaseSummary, ReportIndex } from '../../../runner/report/model.ts'
import type { Note } from './note.ts'
import { casesNamed } from './references.ts'

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
