/**
 * Every address of the site, and the only place that knows the base path.
 * Slugs and run ids come from the report: they are never made from names here.
 */
export interface Urls {
  readonly overview: (filter?: Query) => string
  readonly suite: (slug: string, filter?: Query) => string
  /** `metric` and `environment` choose the series that the page opens with. */
  readonly benchmark: (slug: string, selection?: Query) => string
  readonly run: (id: string) => string
  readonly history: (filter?: Query) => string
  /** Every change point. */
  readonly changes: (filter?: Query) => string
  /** Two runs against each other: `base` and `head` are names of runs. */
  readonly compare: (pair?: Query) => string
  readonly pullRequest: (number: number) => string
  readonly releases: () => string
  readonly environments: () => string
  /** Questions to the published ledger: `q` is one in SQL. */
  readonly explore: (question?: Query) => string
  /** What people wrote about the history. */
  readonly notes: (filter?: Query) => string
  readonly note: (slug: string) => string
  /** The Atom feed of notes. */
  readonly notesFeed: () => string
  /** `anchor` is the id of a heading of the method page. */
  readonly method: (anchor?: string) => string
  /** The series of one case, for its charts. */
  readonly caseData: (slug: string) => string
  /** A series of a case as a picture; the first one where no series is named. */
  readonly chartImage: (slug: string, series?: string) => string
  /** All runs, for the history's filter. */
  readonly runsData: () => string
  /** One run, for comparing it. */
  readonly runData: (id: string) => string
  /** What runs can be chosen by. */
  readonly picksData: () => string
  /** What can be searched for. */
  readonly searchData: () => string
  /** The list of the ledger's published files, and the folder that they are in. */
  readonly ledgerData: () => string
  readonly ledgerFolder: () => string
  /** Every case under its suite. */
  readonly treeData: () => string
  /** The Atom feed of changes. */
  readonly feed: () => string
  /** The picture of a page where it is shared: of `overview`, or of one of the `runs` or `pr`. */
  readonly shareImage: (kind: 'overview' | 'runs' | 'pr', name?: string) => string
  /** A file of `site/public/`. */
  readonly asset: (name: string) => string
  /** A script of `site/client/`, by its name; `shared` is what several of them share. */
  readonly script: (name: string) => string
}

/** Parameters of an address; those that are undefined or empty are left out. */
export type Query = Readonly<Record<string, string | undefined>>

/** The addresses under a base path, which may or may not begin or end with a slash: `/some/base/`. */
export function createUrls(base: string): Urls {
  const root = normalizeBase(base)
  const page = (...parts: string[]) => root + parts.map((part) => `${encodeURIComponent(part)}/`).join('')
  return {
    overview: (filter) => root + queryText(filter),
    suite: (slug, filter) => page('suites', slug) + queryText(filter),
    benchmark: (slug, selection) => page('benchmarks', slug) + queryText(selection),
    run: (id) => page('runs', id),
    history: (filter) => page('history') + queryText(filter),
    changes: (filter) => page('changes') + queryText(filter),
    compare: (pair) => page('compare') + queryText(pair),
    pullRequest: (number) => page('pr', String(number)),
    releases: () => page('releases'),
    environments: () => page('environments'),
    explore: (question) => page('explore') + queryText(question),
    notes: (filter) => page('notes') + queryText(filter),
    note: (slug) => page('notes', slug),
    notesFeed: () => `${root}notes.xml`,
    method: (anchor) => page('method') + (anchor ? `#${encodeURIComponent(anchor)}` : ''),
    caseData: (slug) => `${root}data/cases/${encodeURIComponent(slug)}.json`,
    chartImage: (slug, series) =>
      `${root}api/charts/${[slug, ...(series === undefined ? [] : [series])].map(encodeURIComponent).join('/')}.svg`,
    runsData: () => `${root}data/runs.json`,
    runData: (id) => `${root}data/runs/${encodeURIComponent(id)}.json`,
    picksData: () => `${root}data/picks.json`,
    treeData: () => `${root}data/tree.json`,
    searchData: () => `${root}data/search.json`,
    ledgerData: () => `${root}data/ledger.json`,
    ledgerFolder: () => `${root}data/ledger/`,
    feed: () => `${root}changes.xml`,
    shareImage: (kind, name) =>
      name === undefined
        ? `${root}share/${kind}.png`
        : `${root}share/${kind}/${encodeURIComponent(name)}.png`,
    asset: (name) => root + name,
    script: (name) => root + scriptFile(name),
  }
}

/** Published, it carries the digest of all of them in its name; while working on the site it is its source. */
function scriptFile(name: string): string {
  const digest = typeof __SITE_SCRIPTS__ === 'undefined' ? null : __SITE_SCRIPTS__
  return digest === null ? `site/client/${name}.ts` : `assets/${name}.${digest}.js`
}

function normalizeBase(base: string): string {
  const inner = base.replace(/^\/+|\/+$/g, '')
  return inner === '' ? '/' : `/${inner}/`
}

/** `?verdict=regressed`, or nothing. */
export function queryText(query: Query | undefined): string {
  const given = Object.entries(query ?? {}).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

/**
 * An address on another site from a template of the report: `https://…/commit/{sha}`.
 * Null where the template is absent or is not a web address: a config is hostile text too.
 */
export function outsideUrl(template: string | null, values: Query = {}): string | null {
  if (template === null) return null
  const filled = template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : encodeURIComponent(value)
  })
  return /^https?:\/\//i.test(filled) && URL.canParse(filled) ? filled : null
}

/** The addresses of this build. */
export const urls: Urls = createUrls(typeof __SITE_BASE__ === 'undefined' ? '/' : __SITE_BASE__)
