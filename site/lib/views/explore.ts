import type { PublishedLedger, ReportIndex } from '../../../runner/report/model.ts'
import { formatQuantity } from '../../../runner/units.ts'
import { words } from '../../words.ts'
import { duckdbExample } from '../api.ts'
import { type Question, questionAbout, questions } from '../explore/questions.ts'
import { type ColumnKind, type TableFacts, tables } from '../explore/tables.ts'
import { capitalised, plural } from '../format.ts'
import { urls } from '../urls.ts'

/** The page of questions to the published ledger. */
export interface ExploreView {
  /** `24 files, 8.7 MB` */
  readonly extent: string
  /** Stands in the field of a reader who asked nothing yet. */
  readonly first: string
  readonly questions: readonly { readonly title: string; readonly href: string }[]
  readonly tables: readonly TableView[]
  readonly listHref: string
  readonly folderHref: string
  readonly duckdb: string
}

/** A table that SQL sees, with what its columns hold. */
export interface TableView {
  readonly name: string
  readonly about: string
  readonly columns: readonly { readonly name: string; readonly kind: string; readonly about: string }[]
}

const TITLES: Record<Question['name'], string> = {
  newest: words.exploreNewestRuns,
  regressions: words.exploreRegressions,
  noisiest: words.exploreNoisiestSeries,
  machines: words.exploreMachines,
  months: words.exploreVerdictsByMonth,
}

const KINDS: Record<ColumnKind, string> = {
  text: words.exploreKindText,
  number: words.exploreKindNumber,
  boolean: words.exploreKindBoolean,
  time: words.exploreKindTime,
  list: words.exploreKindList,
}

function tableView({ name, columns }: TableFacts): TableView {
  return {
    name,
    about: aboutOf('exploreTable', name),
    columns: columns.map((column) => ({
      name: column.name,
      kind: KINDS[column.kind],
      about: aboutOf('exploreColumn', column.name) || aboutOf('exploreColumn', `${name}_${column.name}`),
    })),
  }
}

/** The word of a table or column: `exploreColumnRunId`; `exploreColumnSamplesValue` where tables differ. */
function aboutOf(what: string, name: string): string {
  const told: Readonly<Record<string, string>> = words
  return told[what + name.split('_').map(capitalised).join('')] ?? ''
}

export function exploreView({ files }: PublishedLedger, site: URL | undefined): ExploreView {
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0)
  const base = site ? new URL(urls.overview(), site).href : urls.overview()
  return {
    extent: `${plural(files.length, 'file')}, ${formatQuantity(sizeBytes, 'B')}`,
    first: questions[0]!.sql,
    questions: questions.map(({ name, sql }) => ({ title: TITLES[name], href: urls.explore({ q: sql }) })),
    tables: tables.map(tableView),
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
