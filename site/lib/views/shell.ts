import type { ReportIndex } from '../../../runner/report/model.ts'
import { exploring, words } from '../../words.ts'
import { hasStyle } from '../look.ts'
import { notes } from '../notes/source.ts'
import { report } from '../report.ts'
import { outsideUrl, urls } from '../urls.ts'

/** What every page shows around its content. It says nothing about the latest run: then every page would change with every run. */
export interface ShellView {
  /** At the head of every page; the project's name unless the config says otherwise. */
  readonly title: string
  readonly logoHref: string | null
  /** The colours and style sheet of the config. */
  readonly styleHref: string | null
  readonly footer: string
  readonly links: readonly { readonly text: string; readonly href: string }[]
  readonly projectName: string
  readonly repositoryHref: string | null
  /** Null where there are no notes. */
  readonly notesFeedHref: string | null
  readonly generated: boolean
  readonly toolVersion: string
  readonly navigation: readonly { readonly text: string; readonly href: string; readonly page: PageName }[]
}

export type PageName =
  | 'overview'
  | 'suite'
  | 'benchmark'
  | 'run'
  | 'history'
  | 'changes'
  | 'compare'
  | 'pull-request'
  | 'releases'
  | 'environments'
  | 'explore'
  | 'notes'
  | 'method'
  | 'not-found'

export function shellView(index: ReportIndex, hasLedger = report.ledger() !== undefined): ShellView {
  const { site } = index.project
  return {
    title: site?.title ?? index.project.name,
    logoHref: site?.logo ? urls.asset(`logo.${site.logo.type}`) : null,
    styleHref: site && hasStyle(site) ? urls.asset('custom.css') : null,
    footer: site?.footer ?? '',
    links: (site?.links ?? []).flatMap(({ text, href }) => {
      const safe = outsideUrl(href)
      return safe === null ? [] : [{ text, href: safe }]
    }),
    projectName: index.project.name,
    repositoryHref: outsideUrl(index.project.repositoryUrl),
    notesFeedHref: notes().length > 0 ? urls.notesFeed() : null,
    generated: index.project.generated,
    toolVersion: index.toolVersion,
    navigation: chosen(navigation(hasLedger), site?.pages),
  }
}

type NavigationItem = ShellView['navigation'][number]

function navigation(hasLedger: boolean): NavigationItem[] {
  return [
    { text: words.pageOverview, href: urls.overview(), page: 'overview' },
    { text: words.pageChanges, href: urls.changes(), page: 'changes' },
    { text: words.pageCompare, href: urls.compare(), page: 'compare' },
    { text: words.pageReleases, href: urls.releases(), page: 'releases' },
    { text: words.pageHistory, href: urls.history(), page: 'history' },
    { text: words.pageEnvironments, href: urls.environments(), page: 'environments' },
    ...(hasLedger ? [{ text: exploring.exploreTitle, href: urls.explore(), page: 'explore' as const }] : []),
    ...(notes().length > 0 ? [{ text: words.pageNotes, href: urls.notes(), page: 'notes' as const }] : []),
    { text: words.pageMethod, href: urls.method(), page: 'method' },
  ]
}

/** Those that the config names, in its order, after the overview. */
function chosen(
  all: readonly NavigationItem[],
  names: readonly string[] | undefined,
): readonly NavigationItem[] {
  if (names === undefined) return all
  const [overview, ...others] = all
  return [overview!, ...names.flatMap((name) => others.filter(({ page }) => page === name))]
}
