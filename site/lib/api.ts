import type { ReportIndex } from '../../runner/report/model.ts'
import type { Note } from './notes/note.ts'
import { urls } from './urls.ts'
import { picturedSeries } from './views/embeds.ts'

/** Rises when a reader of the older form would misread the newer one. */
export const API_VERSION = 1

interface Endpoint {
  readonly path: string
  readonly type: string
  readonly about: string
}

/** What machines can read, with a sentence each: the one list behind `api/index.json` and `llms.txt`. */
const endpoints: readonly Endpoint[] = [
  {
    path: 'api/overview.json',
    type: 'application/json',
    about:
      'The state of everything: the sentence, counts of verdicts, environments, suites with the newest state of every series, changes of the last 90 days.',
  },
  {
    path: 'api/changes.json',
    type: 'application/json',
    about:
      'Every change of level of every series, newest first, with its state: suspected, confirmed, accepted (by people, with reason and link) or fixed (with the run that took it back).',
  },
  {
    path: 'changes.xml',
    type: 'application/atom+xml',
    about: 'The newest changes of level as an Atom feed.',
  },
  {
    path: 'notes.xml',
    type: 'application/atom+xml',
    about: 'What people wrote about the history, as an Atom feed.',
  },
  {
    path: 'data/runs.json',
    type: 'application/json',
    about:
      'Every run, newest first, with the counts of its verdicts, as columns: ids[i] belongs to startedAt[i] (ms since 1970) and to columns.state.values[columns.state.places[i]].',
  },
  {
    path: 'data/runs/{run}.json',
    type: 'application/json',
    about: 'One run: every value with its interval, samples and verdict.',
  },
  {
    path: 'data/cases/{case}.json',
    type: 'application/json',
    about:
      'One case (version 2): every point of all its series as columns, oldest first: series[i].median[j] was measured by run series[i].run[j] (run j where `run` is null), whose id is runs.id[…]; runs.startedMs are steps. A column whose values are all alike is that one value.',
  },
  {
    path: 'data/search.json',
    type: 'application/json',
    about: 'Names and addresses of suites, cases, tags and recent commits.',
  },
  {
    path: 'data/tree.json',
    type: 'application/json',
    about: 'Every case under its benchmark and suite, with its newest verdict.',
  },
  { path: 'api/badge.svg', type: 'image/svg+xml', about: "The project's state as a badge." },
  { path: 'api/badge.json', type: 'application/json', about: 'The same for shields.io (endpoint badge).' },
  {
    path: 'api/badges/suites/{suite}.svg',
    type: 'image/svg+xml',
    about: "A suite's state as a badge; .json for shields.io.",
  },
  {
    path: 'api/badges/benchmarks/{case}.svg',
    type: 'image/svg+xml',
    about: "A case's state as a badge; .json for shields.io.",
  },
  {
    path: 'api/charts/{case}.svg',
    type: 'image/svg+xml',
    about:
      "A case's first series as a picture, light or dark as the reader's system is: its first metric, where it was measured last.",
  },
  {
    path: 'api/charts/{case}/{series}.svg',
    type: 'image/svg+xml',
    about:
      'The same of each series of a case that has several; `charts` of every case in api/index.json lists them with metric and environment.',
  },
]

/** Only where the address of the site is known: networks want the whole address of a picture. */
const shareEndpoints: readonly Endpoint[] = [
  {
    path: 'share/overview.png',
    type: 'image/png',
    about:
      'The state of the project as a card for shared links; share/runs/{run}.png and share/pr/{number}.png of the newest runs and pull requests.',
  },
]

/** Only where the ledger is published too. */
const ledgerEndpoints: readonly Endpoint[] = [
  {
    path: 'data/ledger.json',
    type: 'application/json',
    about:
      'The Parquet files of the ledger, published as they are: their paths, sizes, months and runs, every run in commit order, and the copies that do not count.',
  },
  {
    path: 'data/ledger/{path}',
    type: 'application/vnd.apache.parquet',
    about:
      'One of these files: one row per metric of a case in a run, with every sample. DuckDB, Polars and others read them from here.',
  },
]

function endpointsOf(site: URL | undefined, hasLedger: boolean): readonly Endpoint[] {
  return [...endpoints, ...(site ? shareEndpoints : []), ...(hasLedger ? ledgerEndpoints : [])]
}

/** Every run's medians from the published files, as DuckDB asks for them. */
export function duckdbExample(base: string): string {
  return [
    `SET VARIABLE files = (SELECT list('${base}data/ledger/' || file.path)`,
    `  FROM (SELECT unnest(files) AS file FROM read_json('${base}data/ledger.json'))`,
    `  WHERE file.part = 'runs' AND file.runs > 0);`,
    'SELECT run_id, benchmark, metric, list_median(samples) AS median',
    `  FROM read_parquet(getvariable('files'), union_by_name = true, hive_partitioning = false)`,
    '  WHERE metric IS NOT NULL;',
  ].join('\n')
}

const CONVENTIONS =
  'Values are in the base unit of their metric (ns, B, B/s, ops/s, ratio, count or the project’s own). Ratios are ratios: 0.05, never 5. Times are ISO 8601 in UTC. What is not known is null.'

export function apiIndex(index: ReportIndex, site: URL | undefined, hasLedger = false) {
  const base = site ? new URL(urls.overview(), site).href : urls.overview()
  return {
    version: API_VERSION,
    toolVersion: index.toolVersion,
    project: index.project.name,
    base,
    conventions: CONVENTIONS,
    endpoints: endpointsOf(site, hasLedger),
    ...(hasLedger ? { duckdb: duckdbExample(base) } : {}),
    suites: index.suites.map(({ slug, name, cases }) => ({
      slug,
      name,
      cases: cases.map((one) => ({
        slug: one.slug,
        title: one.title,
        charts: picturedSeries(one).map(({ slug, metric, environment }) => ({
          slug,
          metric: metric.name,
          environment,
        })),
      })),
    })),
  }
}

/** https://llmstxt.org: what this site is and where its data are, for readers that are programs. */
export function llmsText(
  index: ReportIndex,
  site: URL | undefined,
  notes: readonly Note[] = [],
  hasLedger = false,
): string {
  const address = (path: string) => (site ? new URL(path, site).href : path)
  const one = (text: string) => text.replace(/\s+/g, ' ').replace(/[[\]()<>]/g, '')
  return [
    `# ${one(index.project.name)}: performance history`,
    '',
    `> ${one(index.sentence)}${index.project.generated ? ' (Generated numbers: a demonstration.)' : ''}`,
    '',
    `Measured with perfledger ${index.toolVersion}: every run keeps its samples, a verdict compares a run with earlier runs of the same environment. ${CONVENTIONS}`,
    '',
    '## Pages',
    '',
    `- [Overview](${address(urls.overview())})`,
    `- [Changes of level](${address(urls.changes())})`,
    `- [Releases](${address(urls.releases())})`,
    `- [How verdicts are made](${address(urls.method())})`,
    ...index.suites.map(
      (suite) =>
        `- [${one(suite.name)}](${address(urls.suite(suite.slug))}): a suite of ${suite.cases.length}`,
    ),
    '',
    ...(notes.length > 0
      ? [
          '## Notes',
          '',
          ...notes.map(({ title, slug, date, summary }) =>
            [
              `- [${one(title)}](${address(urls.note(slug))})`,
              one([date?.slice(0, 10), summary].filter(Boolean).join(', ')),
            ]
              .filter(Boolean)
              .join(': '),
          ),
          '',
        ]
      : []),
    '## Data',
    '',
    ...endpointsOf(site, hasLedger).map(({ path, about }) =>
      path.includes('{')
        ? `- ${address(urls.asset(''))}${path}: ${about}`
        : `- [${path}](${address(urls.asset(path))}): ${about}`,
    ),
    ...(hasLedger ? ['', 'In DuckDB:', '', '```sql', duckdbExample(address(urls.overview())), '```'] : []),
    '',
  ].join('\n')
}
