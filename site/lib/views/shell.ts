import type { ReportIndex } from '../../../runner/report/model.ts'
import { outsideUrl, urls } from '../urls.ts'

/** What every page shows around its content. It says nothing about the latest run: then every page would change with every run. */
export interface ShellView {
  readonly projectName: string
  readonly repositoryHref: string | null
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
  | 'method'
  | 'not-found'

export function shellView(index: ReportIndex): ShellView {
  return {
    projectName: index.project.name,
    repositoryHref: outsideUrl(index.project.repositoryUrl),
    generated: index.project.generated,
    toolVersion: index.toolVersion,
    navigation: [
      { text: 'Overview', href: urls.overview(), page: 'overview' },
      { text: 'Changes', href: urls.changes(), page: 'changes' },
      { text: 'Compare', href: urls.compare(), page: 'compare' },
      { text: 'Releases', href: urls.releases(), page: 'releases' },
      { text: 'History', href: urls.history(), page: 'history' },
      { text: 'Environments', href: urls.environments(), page: 'environments' },
      { text: 'Method', href: urls.method(), page: 'method' },
    ],
  }
}
