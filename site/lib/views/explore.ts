import type { PublishedLedger, ReportIndex } from '../../../runner/report/model.ts'
import { formatQuantity } from '../../../runner/units.ts'
import { duckdbExample } from '../api.ts'
import { type Question, questionAbout, questions } from '../explore/questions.ts'
import { type TableFacts, tables } from '../explore/tables.ts'
import { plural } from '../format.ts'
import { urls } from '../urls.ts'

/** The page of questions to the published ledger. */
export interface ExploreView {
  /** `24 files, 8.7 MB` */
  readonly extent: string
  /** Stands in the field of a reader who asked nothing yet. */
  readonly first: string
  readonly questions: readonly (Question & { readonly href: string })[]
  readonly tables: readonly TableFacts[]
  readonly listHref: string
  readonly folderHref: string
  readonly duckdb: string
}

export function exploreView({ files }: PublishedLedger, site: URL | undefined): ExploreView {
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0)
  const base = site ? new URL(urls.overview(), site).href : urls.overview()
  return {
    extent: `${plural(files.length, 'file')}, ${formatQuantity(sizeBytes, 'B')}`,
    first: questions[0]!.sql,
    questions: questions.map((question) => ({ ...question, href: urls.explore({ q: question.sql }) })),
    tables,
    listHref: urls.ledgerData(),
    folderHref: urls.ledgerFolder(),
    duckdb: duckdbExample(base),
  }
}

/** The page of questions with one about a case, by its first metric; null where the ledger is not published or the case has none. */
export function askHref(
  { suites }: ReportIndex,
  slug: string,
  ledger: PublishedLedger | undefined,
): string | null {
  if (ledger === undefined) return null
  const asked = suites.flatMap(({ cases }) => cases).find((one) => one.slug === slug)
  const [first] = asked?.series ?? []
  if (asked === undefined || first === undefined) return null
  return urls.explore({ q: questionAbout(asked.suite, asked.benchmark, first.metric.name) })
}
