import type { ReportIndex, RunSummary } from '../../runner/report/model.ts'
import { exploring, words } from '../words.ts'
import type { Note } from './notes/note.ts'
import { urls } from './urls.ts'

/** What the browser searches: `data/search.json`, loaded when the field is first used. */
export interface SearchDocument {
  readonly version: 1
  readonly entries: readonly SearchEntry[]
}

export interface SearchEntry {
  /** What it is, in words: `case`. */
  readonly kind: string
  readonly title: string
  /** Told beside the title, and searched too. */
  readonly detail: string
  readonly href: string
}

/** Older runs are found on the history page. */
const MOST_RUNS = 1000

export function searchDocument(
  index: ReportIndex,
  runs: readonly RunSummary[],
  notes: readonly Note[] = [],
  hasLedger = false,
): SearchDocument {
  const pulls = new Set<number>()
  const tags = new Set<string>()
  const fromRuns = runs
    .slice(0, MOST_RUNS)
    .flatMap(({ id, commit, pullRequest, startedAt }): SearchEntry[] => {
      const entries: SearchEntry[] = []
      const day = startedAt.slice(0, 10)
      if (commit?.tag && !tags.has(commit.tag)) {
        tags.add(commit.tag)
        entries.push({ kind: words.searchRelease, title: commit.tag, detail: day, href: urls.run(id) })
      }
      if (pullRequest !== null && !pulls.has(pullRequest)) {
        pulls.add(pullRequest)
        entries.push({
          kind: words.searchPullRequest,
          title: `#${pullRequest}`,
          detail: commit?.branch ?? '',
          href: urls.pullRequest(pullRequest),
        })
      }
      const title = commit ? `${commit.sha.slice(0, 10)} ${commit.subject}` : id
      entries.push({
        kind: words.searchRun,
        title,
        detail: [day, commit?.branch].filter(Boolean).join(', '),
        href: urls.run(id),
      })
      return entries
    })
  return {
    version: 1,
    entries: [
      ...index.suites.map(
        (suite): SearchEntry => ({
          kind: words.searchSuite,
          title: suite.name,
          detail: '',
          href: urls.suite(suite.slug),
        }),
      ),
      ...index.suites.flatMap((suite) =>
        suite.cases.map(
          (one): SearchEntry => ({
            kind: words.searchCase,
            title: one.title,
            detail: [suite.name, ...new Set(one.series.map(({ metric }) => metric.name))].join(', '),
            href: urls.benchmark(one.slug),
          }),
        ),
      ),
      ...notes.map(noteEntry),
      ...pages(notes.length > 0, hasLedger),
      ...fromRuns,
    ],
  }
}

function noteEntry({ title, date, tags, benchmarks, slug }: Note): SearchEntry {
  const detail = [date?.slice(0, 10), ...tags, ...benchmarks].filter(Boolean).join(', ')
  return { kind: words.searchNote, title, detail, href: urls.note(slug) }
}

function pages(hasNotes: boolean, hasLedger: boolean): SearchEntry[] {
  const page = (title: string, detail: string, href: string): SearchEntry => ({
    kind: words.searchPage,
    title,
    detail,
    href,
  })
  return [
    page(words.pageChanges, words.searchChanges, urls.changes()),
    page(words.pageCompare, words.searchCompare, urls.compare()),
    page(words.pageReleases, words.searchReleases, urls.releases()),
    page(words.pageHistory, words.searchHistory, urls.history()),
    page(words.pageEnvironments, words.searchEnvironments, urls.environments()),
    ...(hasLedger ? [page(exploring.exploreTitle, words.searchExplore, urls.explore())] : []),
    ...(hasNotes ? [page(words.pageNotes, words.searchNotes, urls.notes())] : []),
    page(words.pageMethod, words.searchMethod, urls.method()),
  ]
}

const MOST_FOUND = 12

/** The entries in which every word occurs; those whose title begins with the words come first, then those with all words in the title. */
export function search(entries: readonly SearchEntry[], text: string): SearchEntry[] {
  const parts = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (parts.length === 0) return []
  const wanted = parts.join(' ')
  const found = entries.flatMap((entry, place) => {
    const title = entry.title.toLowerCase()
    const all = `${title} ${entry.detail.toLowerCase()} ${entry.kind}`
    if (!parts.every((word) => all.includes(word))) return []
    const isTitled = parts.every((word) => title.includes(word))
    const rank = title.startsWith(wanted) ? 0 : (isTitled ? 1 : 2) + (isOfRun(entry) ? 2 : 0)
    return [{ entry, rank, place }]
  })
  return found
    .sort((a, b) => a.rank - b.rank || a.place - b.place)
    .slice(0, MOST_FOUND)
    .map(({ entry }) => entry)
}

/** Subjects of commits hold every word sooner or later: whoever types one means the suite, the case or the note first. */
function isOfRun({ href }: SearchEntry): boolean {
  return /\/runs\/[^/]+\/$/.test(href)
}
