import type { CaseSummary } from '../../../runner/report/model.ts'
import { report } from '../report.ts'
import type { Live } from './live.ts'
import { notesAbout } from './marks.ts'
import { type Note, NoteError } from './note.ts'
import { notes } from './source.ts'

/** What a component inside the page of a note needs to answer. */
export function liveNote(slug: string | undefined): Live {
  const note = notes().find((one) => one.slug === slug)
  if (note) return { note, door: report }
  throw new NoteError('<Trend>, <Compare>, <Verdict> and <Budget> stand only in notes.')
}

/** Changes when the page of a note would: with its text, and, where it names anything of the report, with all of that. */
export function noteKey(note: Note): string {
  const isLive = /<(?:Trend|Compare|Verdict|Budget)\b/.test(note.text)
  const { generatedAt: _, ...index } = report.index()
  const shown = isLive || note.benchmarks.length > 0 ? index : [index.project, index.toolVersion]
  return report.keyOf([], note.slug, note.text, shown)
}

/** What the page of a case shows of notes: a change of it is a reason to build the page again. */
export function notesKey(one: Pick<CaseSummary, 'slug'>): string {
  return JSON.stringify(
    notesAbout(notes(), one, report.index()).map(({ slug, title, date, commit }) => [
      slug,
      title,
      date,
      commit,
    ]),
  )
}
