import type { ReportIndex, RunSummary } from '../../runner/report/model.ts'
import type { Note } from './notes/note.ts'
import { urls } from './urls.ts'

/** What the browser searches: `data/search.json`, loaded when the field is first used. */
export interface SearchDocument {
  readonly version: 1
  readonly entries: readonly SearchEntry[]
}

export interface SearchEntry {
  readonly kind: 'suite' | 'case' | 'release' | 'pull request' | 'run' | 'note' | 'page'
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
        entries.push({ kind: 'release', title: commit.tag, detail: day, href: urls.run(id) })
      }
      if (pullRequest !== null && !pulls.has(pullRequest)) {
        pulls.add(pullRequest)
        entries.push({
          kind: 'pull request',
          title: `#${pullRequest}`,
          detail: commit?.branch ?? '',
          href: urls.pullRequest(pullRequest),
        })
      }
      const title = commit ? `${commit.sha.slice(0, 10)} ${commit.subject}` : id
      entries.push({
        kind: 'run',
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
          kind: 'suite',
          title: suite.name,
          detail: '',
          href: urls.suite(suite.slug),
        }),
      ),
      ...index.suites.flatMap((suite) =>
        suite.cases.map(
          (one): SearchEntry => ({
            kind: 'case',
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
  return { kind: 'note', title, detail, href: urls.note(slug) }
}

function pages(hasNotes: boolean, hasLedger: boolean): SearchEntry[] {
  const page = (title: string, detail: string, href: string): SearchEntry => ({
    kind: 'page',
    title,
    detail,
    href,
  })
  return [
    page('Changes', 'every change of level', urls.changes()),
    page('Compare', 'two runs', urls.compare()),
    page('Releases', 'tag against tag', urls.releases()),
    page('History', 'every run', urls.history()),
    page('Environments', 'machines', urls.environments()),
    ...(hasLedger ? [page('Explore', 'questions to the ledger in SQL', urls.explore())] : []),
    ...(hasNotes ? [page('Notes', 'what people wrote', urls.notes())] : []),
    page('Method', 'how verdicts are made', urls.method()),
  ]
}

const MOST_FOUND = 12

/** The entries in which every word occurs; those whose title begins with the words come first, then those with all words in the title. */
export function search(entries: readonly SearchEntry[], text: string): SearchEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const wanted = words.join(' ')
  const found = entries.flatMap((entry, place) => {
    const title = entry.title.toLowerCase()
    const all = `${title} ${entry.detail.toLowerCase()} ${entry.kind}`
    if (!words.every((word) => all.includes(word))) return []
    const rank = title.startsWith(wanted) ? 0 : words.every((word) => title.includes(word)) ? 1 : 2
    return [{ entry, rank, place }]
  })
  return found
    .sort((a, b) => a.rank - b.rank || a.place - b.place)
    .slice(0, MOST_FOUND)
    .map(({ entry }) => entry)
}
