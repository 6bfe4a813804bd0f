import type { ChartCommit, ChartDocument } from '../chart-data.ts'

/** A note at its place in a chart. */
export interface NoteMark {
  readonly title: string
  readonly href: string
  readonly atMs: number
  /** Index into the commits of the case; -1 where it is placed by its time alone. */
  readonly commit: number
}

/** A note as far as its place in charts is concerned. */
export interface MarkedNote {
  readonly title: string
  readonly href: string
  /** ISO 8601; null where it is of no certain time. */
  readonly date: string | null
  /** The beginning of a commit's hash, or a tag. */
  readonly commit: string | null
}

type Commits = Pick<ChartDocument, 'runs' | 'commits'>

/** Where notes stand in the charts of a case. One of no certain time, or of a commit that was not measured, stands nowhere. */
export function noteMarks(notes: readonly MarkedNote[], document: Commits): NoteMark[] {
  return notes
    .flatMap(({ title, href, ...note }) => {
      const place = placeIn(note, document)
      return place ? [{ title, href, ...place }] : []
    })
    .sort((a, b) => a.atMs - b.atMs)
}

function placeIn(
  { commit, date }: Pick<MarkedNote, 'commit' | 'date'>,
  document: Commits,
): Pick<NoteMark, 'atMs' | 'commit'> | undefined {
  const at = commit === null ? -1 : document.commits.findIndex((one) => isCommit(one, commit))
  const time = at >= 0 ? measuredAt(document, at) : date
  return time ? { atMs: Date.parse(time), commit: at } : undefined
}

/** When the first run of a commit began. */
function measuredAt({ runs }: Commits, commit: number): string | undefined {
  return runs.startedAt.filter((_, index) => runs.commit[index] === commit).sort()[0]
}

/** A commit by its tag, or by digits of its hash: twelve of them are known. */
export function isCommit({ tag, sha }: Pick<ChartCommit, 'tag' | 'sha'>, asked: string): boolean {
  if (tag !== '' && tag === asked) return true
  return isHash(asked) && sha.startsWith(asked.toLowerCase().slice(0, sha.length))
}

/** Enough digits to mean one commit, and no more than there are. */
function isHash(text: string): boolean {
  return /^[0-9a-f]{4,40}$/i.test(text)
}
