import type { ReportIndex } from '../../../runner/report/model.ts'
import { type MomentText, momentText } from '../format.ts'
import type { Note } from '../notes/note.ts'
import { casesNamed } from '../notes/references.ts'
import { outsideUrl, urls } from '../urls.ts'

/** A note as told in lists and at the head of its own page. */
export interface NoteView {
  readonly title: string
  readonly summary: string
  readonly href: string
  readonly moment: MomentText | null
  /** A note of a day has no hour. */
  readonly isDay: boolean
  readonly commit: { readonly text: string; readonly href: string | null } | null
  readonly tags: readonly { readonly text: string; readonly href: string }[]
  readonly benchmarks: readonly { readonly text: string; readonly href: string }[]
  readonly haystack: string
}

export function noteView(note: Note, index: ReportIndex): NoteView {
  const { title, summary, date, commit, tags, benchmarks, slug } = note
  return {
    title,
    summary,
    href: urls.note(slug),
    moment: date === null ? null : momentText(date),
    isDay: date?.length === 10,
    commit:
      commit === null
        ? null
        : { text: shortCommit(commit), href: outsideUrl(index.project.commitUrl, { sha: commit }) },
    tags: tags.map((text) => ({ text, href: urls.notes({ tag: text }) })),
    benchmarks: benchmarks.map((text) => ({ text, href: hrefOf(note, text, index) })),
    haystack: [title, summary, ...tags, ...benchmarks, commit].filter(Boolean).join(' ').toLowerCase(),
  }
}

/** A hash by its first seven digits; a tag as it is. */
function shortCommit(commit: string): string {
  return /^[0-9a-f]{8,40}$/i.test(commit) ? commit.slice(0, 7) : commit
}

/** The page of the one case; of several the suite's. */
function hrefOf(note: Note, name: string, index: ReportIndex): string {
  const [first, ...others] = casesNamed(note, name, index)
  if (others.length === 0) return urls.benchmark(first!.slug)
  const suite = index.suites.find((one) => one.name === first!.suite)
  return suite ? urls.suite(suite.slug) : urls.overview()
}
