/**
 * The report: the contract between the runner and everything that reads its results: the site, the reporters, and
 * people's own tools. JSON files under `data/report/`:
 *
 *   index.json            {@link ReportIndex}: enough for the overview, the suite pages and the history
 *   runs.json             {@link RunList}: every run, newest first
 *   changes.json          {@link ChangeList}: every change point of every series, newest first
 *   decisions.json        {@link DecisionList}: what people decided about points of single runs
 *   cases/<slug>.json     {@link CaseReport}: what is known of every series of one case
 *   runs/<run-id>.json    {@link RunPage}: one run with its verdicts as they were given
 *   data/…                what browsers and programs read, published with the site as it is:
 *   data/cases/<slug>.json    {@link CaseData}: one case with every point of its series
 *   data/runs/<run-id>.json   {@link RunDocument}: one run with its samples
 *   ledger.json           {@link PublishedLedger}: the files of the ledger, only where they are published with the site
 *   manifest.json         {@link ReportManifest}: what the many files hold, so that nobody reads those that did not change
 *
 * Values are in the base unit of the metric (ns, B, B/s, ops/s, ratio, count, or the project's own). Ratios are
 * ratios (0.05), never percentages. Times are ISO 8601 in UTC. A field is null where it is not known; none is ever left out.
 * `schemaVersion` rises when a reader of the older form would misread the newer one.
 */
export const REPORT_SCHEMA_VERSION = 2

export type Direction = 'lower' | 'higher'
export type VerdictState =
  | 'ok'
  | 'improved'
  | 'regressed'
  | 'over-budget'
  | 'inconclusive'
  | 'missing'
  | 'failed'
export type Severity = 'minor' | 'moderate' | 'critical'
export type ParamValue = string | number | boolean

/** A value with its interval. */
export interface ReportEstimate {
  value: number
  low: number
  high: number
  confidence: number
}

export interface ReportMetric {
  name: string
  unit: string
  direction: Direction
}

/** What a config says about the look of its dashboard. */
export interface ReportSite {
  title: string | null
  /** `svg` or `png`, and the file in base64. */
  logo: { type: 'svg' | 'png'; base64: string } | null
  /** `#rrggbb` in each theme. */
  accent: { light: string; dark: string } | null
  links: { text: string; href: string }[]
  /** Names of the pages that every page links to, in their order; absent for all. */
  pages?: string[]
  footer: string | null
  /** The text of a style sheet. */
  css: string | null
}

export interface ReportProject {
  name: string
  /** `https://github.com/owner/name`, without a trailing slash; null where unknown. */
  repositoryUrl: string | null
  /** With `{sha}`, `{base}` and `{head}`, `{number}` to fill in; null where the host is not known. */
  commitUrl: string | null
  compareUrl: string | null
  pullRequestUrl: string | null
  baseBranch: string
  /** The numbers were made by a generator (`perfledger demo`): every page says so. */
  generated: boolean
  /** How the dashboard looks; absent where the config leaves it as it is. */
  site?: ReportSite
}

/** A verdict as shown everywhere: one word, how bad, why. */
export interface ReportVerdict {
  state: VerdictState
  severity: Severity | null
  significant: boolean
  /** Most important first. */
  reasons: string[]
  /** Version of perfledger that gave it. */
  toolVersion: string
}

export interface ReportEnvironment {
  fingerprint: string
  /** For people: `AMD EPYC 7B13 · 2 cores · 24 GiB · Debian GNU/Linux 12 · node 24`. */
  description: string
  cpuModel: string
  cores: number
  memoryGiB: number
  platform: string
  arch: string
  os: string
  runtime: string
  labels: Record<string, string>
  runs: number
  lastRunAt: string
}

export interface ReportCommit {
  sha: string
  subject: string
  committedAt: string
  branch: string | null
  tag: string | null
  dirty: boolean
}

export type VerdictCounts = Record<VerdictState, number>

export interface RunSummary {
  id: string
  startedAt: string
  finishedAt: string
  commit: ReportCommit | null
  pullRequest: number | null
  ci: { service: string; job: string | null; url: string | null } | null
  /** Fingerprint. */
  environment: string
  toolVersion: string
  partial: boolean
  interrupted: boolean
  cases: number
  /** The worst verdict of the run; null where the run was never judged. */
  state: VerdictState | null
  severity: Severity | null
  /** Of cases, each by its worst metric; null where the run was never judged. */
  counts: VerdictCounts | null
}

export interface RunList {
  schemaVersion: number
  /** Newest first, by start time. */
  runs: RunSummary[]
}

/** A budget as drawn on a chart and told in a table. */
export interface ReportBudget {
  /** As written, with its percentile where it is not the median: `250 ms`, `>= 95%`, `300 ms (p95)`. */
  text: string
  /** In the metric's unit. */
  limit: number
  operator: '<=' | '>='
  /** What of a run's samples is limited: 0.5 is their median. */
  quantile: number
}

/** A budget beside what the newest run has of it. */
export interface BudgetState extends ReportBudget {
  /** Of the samples of the newest run; null where they are not known. An end is null where so few samples do not bound it. */
  latest: { value: number; low: number | null; high: number | null; confidence: number } | null
}

/** The newest state of one series, for tables. */
export interface SeriesSummary {
  /** See {@link SeriesReport}. */
  slug: string
  metric: ReportMetric
  environment: string
  latestRunId: string
  latest: ReportEstimate
  /** What the newest value is the median of; 1 has no interval. Absent in a report of an older version. */
  latestSamples?: number
  /** Against the baseline; null where there was none to compare with. */
  change: ReportEstimate | null
  baselineRuns: number
  smallestDetectableRatio: number | null
  /** The verdict that was given to the latest run; null where it was never judged. */
  verdict: ReportVerdict | null
  /** The median's first, then by percentile. */
  budgets: BudgetState[]
  /** Medians of the last (at most 60) runs on the base branch, oldest first. */
  sparkline: number[]
  /** Newest confirmed or suspected change point, if any. */
  lastChange: ChangeSummary | null
}

export interface CaseSummary {
  slug: string
  suite: string
  benchmark: string
  params: Record<string, ParamValue>
  /** `gzip (level 9)`: benchmark with params, for people. */
  title: string
  /** The worst verdict of the newest run that measured or expected the case, over its metrics; null if never judged. */
  verdict: ReportVerdict | null
  /** No longer among the benchmarks of the newest complete run. */
  retired: boolean
  /** Words to narrow lists by; absent where the config gives none. */
  tags?: string[]
  /** First metric first: the config's order. One entry per metric × environment; the environment of the newest run first. */
  series: SeriesSummary[]
}

export interface SuiteSummary {
  slug: string
  name: string
  cases: CaseSummary[]
}

export type ChangeState = 'suspected' | 'confirmed' | 'accepted' | 'fixed'

/** What people decided about a point, from the files beside the ledger. */
export interface ReportMark {
  runId: string
  reason: string
  /** An issue or a pull request. */
  link: string | null
}

/** One change of level, for lists: what, when, since which commit, by how much, how sure. */
export interface ChangeSummary {
  caseSlug: string
  caseTitle: string
  suite: string
  metric: ReportMetric
  environment: string
  kind: 'step' | 'spike' | 'drift'
  /**
   * `suspected` until enough points agree, then `confirmed`; `accepted` where people said that it is the new normal; `fixed` where a
   * later change took a worsening back, at least three quarters of it.
   */
  state: ChangeState
  /** What people said when they accepted it; null otherwise. */
  accepted: ReportMark | null
  /** The later change that took it back; null where none did. */
  fixedBy: { runId: string; startedAt: string; commit: ReportCommit | null } | null
  better: boolean
  change: ReportEstimate
  pValue: number
  runId: string
  startedAt: string
  commit: ReportCommit | null
  previousRunId: string
  previousCommit: ReportCommit | null
}

/** Every change point of every series, newest first. */
export interface ChangeList {
  schemaVersion: number
  changes: ChangeSummary[]
}

export interface ReportIndex {
  schemaVersion: number
  toolVersion: string
  generatedAt: string
  project: ReportProject
  /** One sentence: `2 regressions, 31 of 33 cases stable`. */
  sentence: string
  /** Of cases in their newest state, retired ones left out. */
  counts: VerdictCounts
  /** Null in an empty ledger. */
  latestRun: RunSummary | null
  totalRuns: number
  environments: ReportEnvironment[]
  suites: SuiteSummary[]
  /** Newest first, of the last 90 days or the last 200 runs, whichever is more; at most 100. */
  changes: ChangeSummary[]
}

/**
 * What is known of one series as a whole, with its points at the resolution of a picture: as small after ten thousand runs as after
 * a hundred. Every point is in {@link CaseData}; an `index` is into the points there.
 */
export interface SeriesReport {
  /** The last part of the address of its picture, `api/charts/<case>/<series>.svg`: a function of metric and environment alone. */
  slug: string
  metric: ReportMetric
  environment: string
  /** The median's first, then by percentile. */
  budgets: ReportBudget[]
  /** Points that count, those that people excluded, and when the first of all was measured. */
  runs: { counted: number; excluded: number; firstStartedAt: string | null }
  /** The newest point that counts. */
  latest: ReportEstimate | null
  /** Of the medians on the base branch (of all, where none is); null where nothing counts. */
  spread: {
    lowest: number
    highest: number
    /** 1.4826 × the median absolute deviation at the present level, relative to its median; null for fewer than four runs. */
    atLevelRatio: number | null
  } | null
  changes: (ChangeSummary & { index: number })[]
  /** The first points of levels that people accepted as the new normal, oldest first. */
  accepted: (ReportMark & { index: number; startedAt: string })[]
  /** Points that people excluded: kept and drawn hollow, part of no baseline, estimate or change, and counted nowhere. */
  excluded: (ReportMark & { index: number; median: number })[]
  /** The level since the last change point: index of its first point, and the baseline that a new run is compared with. */
  baseline: { fromIndex: number; estimate: ReportEstimate; runs: number } | null
  trend: SeriesTrend | null
  /** Of the last (at most 12) runs that have any; null where none has. */
  sampled: SampledRuns | null
  /** Null for a series without points. */
  picture: SeriesPicture | null
}

export interface SeriesTrend {
  direction: 'improving' | 'stable' | 'degrading' | 'volatile'
  slopePer100: ReportEstimate
  /** At the pace of the runs so far; null where it is not known. */
  slopePerWeek: ReportEstimate | null
  slopePer100Commits: ReportEstimate | null
  confidence: number
  /** It is of so many newest runs of the present level; null where it is of all of them. */
  lastRuns: number | null
}

/** What the samples of the last runs are like; they themselves are in {@link CaseData}. */
export interface SampledRuns {
  runs: number
  count: number
  lowest: number
  highest: number
  lowestMedian: number
  highestMedian: number
}

/** At most some hundred points, evenly chosen, the last among them: columns of the same length. */
export interface SeriesPicture {
  index: number[]
  median: number[]
  low: number[]
  high: number[]
  firstStartedAt: string
  lastStartedAt: string
}

/** What the page of a case shows before its charts are drawn. */
export interface CaseReport {
  schemaVersion: number
  case: CaseSummary
  /** The command as last measured, for "run it yourself". Null where the case came from an import. */
  command: string | null
  series: SeriesReport[]
}

/**
 * Every point of every series of a case, for browsers and programs: `data/cases/<slug>.json`. Columns, with what repeats told once;
 * values carry seven significant digits, more than a screen can show.
 */
export interface CaseData {
  version: number
  /** With `{sha}` to fill in; null where the project's host is not known. */
  commitUrl: string | null
  branches: string[]
  /** The verdicts that points have, each once. */
  verdicts: VerdictState[]
  series: CaseDataSeries[]
  commits: {
    /** The first twelve digits: enough for a link. */
    sha: string[]
    subject: string[]
    /** Index into `branches`; -1 for none. */
    branch: number[]
    /** By index of the commit. */
    tags: Record<string, string>
    /** Indexes of commits that were measured with uncommitted changes. */
    dirty: number[]
  }
  /** Of all series together, in commit order. */
  runs: {
    id: string[]
    /** Milliseconds: the first since 1970, each other since the one before it. */
    startedMs: number[]
    /** Index into `commits`; -1 for none. */
    commit: number[]
  }
}

/** One series: its columns have the same length, oldest first in commit order. */
export interface CaseDataSeries {
  /** See {@link SeriesReport}. */
  slug: string
  metric: string
  unit: string
  direction: Direction
  environment: string
  budgets: ReportBudget[]
  /** Index into `runs`; null: all runs in their order. */
  run: number[] | null
  median: number[]
  /** The interval of the median inside the run. */
  low: number[]
  high: number[]
  /** Samples; one number: the same for every point. */
  count: number | number[]
  /** 1 on the base branch (or without any branch), 0 on a side branch or pull request; one number: the same for every point. */
  base: 0 | 1 | (0 | 1)[]
  /** Index into `verdicts`, -1 for none; one number: the same for every point. */
  verdict: number | number[]
  /** `index` is into the columns, here and below. */
  changes: CaseDataChange[]
  accepted: { index: number; reason: string }[]
  excluded: { index: number; reason: string }[]
  baseline: { fromIndex: number; value: number; low: number; high: number; runs: number } | null
  trend: SeriesTrend | null
  sampled: SampledRuns | null
  /** Of the last (at most 12) runs, oldest first. */
  samples: { run: number; values: number[] }[]
}

export type CaseDataChange = Pick<ChangeSummary, 'kind' | 'state' | 'better' | 'change' | 'pValue'> & {
  index: number
  /** What people said when they accepted it; null otherwise. */
  accepted: string | null
}

/** What people decided about runs after these were judged, by id of the run: beside the verdicts that were given, which stay. */
export interface DecisionList {
  schemaVersion: number
  runs: Record<string, RunDecision[]>
}

/** Of one metric of one case in the run. */
export interface RunDecision {
  /** `excluded`: it counts nowhere. `accepted`: the first point of a level that is the new normal. */
  kind: 'excluded' | 'accepted'
  caseSlug: string
  metric: string
  reason: string
  link: string | null
}

/** Of the files of single cases, by slug, and of single runs, by id. It only saves work, and may be absent. */
export interface ReportManifest {
  schemaVersion: number
  cases: Record<string, ReportManifestEntry>
  runs: Record<string, ReportManifestEntry>
}

/** True of a file as long as it has this size and time of change. */
export interface ReportManifestEntry {
  sha256: string
  sizeBytes: number
  /** Seconds since 1970, rounded down. */
  changedAtS: number
  /** What the file was made from. */
  key?: string
  /** The file of the same name below `data/`, where there is one. */
  data?: { sizeBytes: number; changedAtS: number }
}

export interface RunMetric {
  metric: ReportMetric
  estimate: ReportEstimate | null
  change: ReportEstimate | null
  /** Index into `RunReport.baselines`; null where there was none to compare with. */
  baseline: number | null
  /** How many runs that baseline has. */
  baselineRuns: number
  smallestDetectableRatio: number | null
  pValue: number | null
  budget: string | null
  verdict: ReportVerdict | null
  samples: number[]
  warmupSamples: number[]
}

export interface RunCase {
  /** Null for a case that has no page of its own. */
  slug: string | null
  suite: string
  benchmark: string
  params: Record<string, ParamValue>
  title: string
  status: 'ok' | 'failed' | 'interrupted' | 'missing'
  failure: { reason: string; message: string; outputTail: string | null } | null
  iterations: number
  failures: number
  executor: string | null
  stop: string | null
  precisionRatio: number | null
  /** Failed iterations that were repeated; not among `failures`. */
  retries: number
  /** SHA-256 of the files that are the program; the same in two runs: a difference between them is noise. */
  artifact: string | null
  /** What a typical iteration used while it ran; null for commands too short to be looked at. */
  timeline: ReportTimeline | null
  /** The same of the slowest iteration; null where none took much longer than the typical one. */
  slowestTimeline: ReportTimeline | null
  /** Worst of the metrics, or of the case itself. */
  verdict: ReportVerdict | null
  metrics: RunMetric[]
}

/** Resources over time, as columns of the same length. Each value holds for the time since the one before. */
export interface ReportTimeline {
  /** Index among the measured iterations, from 0; null where it was not kept. */
  iteration: number | null
  intervalMs: number
  /** Since the start of the command. */
  atMs: number[]
  /** Processors in use: 1 is one of them all the time. */
  cpuRatio: number[]
  residentBytes: number[]
  readBytesPerSecond: number[]
  writtenBytesPerSecond: number[]
  threads: number[]
  openFiles: number[]
  /** Of the machine: time that its host gave to others, and runnable processes. */
  stealRatio: number[]
  load: number[]
}

export interface RunReport {
  schemaVersion: number
  run: RunSummary
  environment: ReportEnvironment
  configHash: string
  seed: number
  /** The smallest relative change that the machine could show just before the run. */
  noiseFloorRatio: number | null
  /** What starting a program took through the executor: contained in every wall-time. */
  executorStartNs: number | null
  /** What starting the shell took: subtracted from commands with `shell: true`. Null where the run has none. */
  shellStartNs: number | null
  warnings: { code: string; message: string; advice: string; caseTitle: string | null }[]
  cases: RunCase[]
  /** The runs that verdicts rest on, each list of them once: most cases of a run have the same. */
  baselines: string[][]
  /** The neighbours in the history, for stepping through it; null at the ends. */
  previousRunId: string | null
  nextRunId: string | null
}

/** What the samples of a metric in a run are like; they themselves are in the {@link RunDocument}. */
export interface SampleSummary {
  count: number
  lowest: number
  highest: number
}

/** Values carry seven significant digits, more than a page can show. */
export type RunPageMetric = Pick<
  RunMetric,
  'estimate' | 'change' | 'baselineRuns' | 'smallestDetectableRatio' | 'pValue' | 'budget'
> & {
  metric: Pick<ReportMetric, 'name' | 'unit'>
  /** Without reasons where they are those of the case. */
  verdict: Pick<ReportVerdict, 'state' | 'severity' | 'reasons'> | null
  /** Null where there are no samples. */
  sampled: SampleSummary | null
}

export type RunPageCase = Pick<RunCase, 'slug' | 'suite' | 'title' | 'failure'> & {
  verdict: Omit<ReportVerdict, 'significant'> | null
  /** Whether there is a timeline in the {@link RunDocument}. */
  hasTimeline: boolean
  metrics: RunPageMetric[]
}

/** A run as its page shows it at once: of its {@link RunReport} a fifth, for there are as many as runs. */
export type RunPage = Omit<RunReport, 'cases'> & { cases: RunPageCase[] }

/** What browsers and programs read of one run, to show its samples and to compare it with another: `data/runs/<id>.json`. */
export interface RunDocument {
  version: number
  id: string
  startedAt: string
  commit: ReportCommit | null
  environment: { fingerprint: string; description: string }
  configHash: string
  toolVersion: string
  cases: RunDocumentCase[]
}

/** In the order of {@link RunPage}. */
export interface RunDocumentCase {
  /** Null for a case without a page. */
  slug: string | null
  suite: string
  title: string
  failed: boolean
  iterations: number
  failures: number
  executor: string | null
  stop: string | null
  precisionRatio: number | null
  timeline: ReportTimeline | null
  slowestTimeline: ReportTimeline | null
  /** Those that were measured. */
  metrics: RunDocumentMetric[]
}

export interface RunDocumentMetric {
  name: string
  unit: string
  direction: Direction
  value: number
  low: number
  high: number
  /** As told when the run was judged; null where it was not. */
  verdict: VerdictState | null
  /** The smallest relative change that the history could have told from noise; null where there was none. */
  smallestDetectableRatio: number | null
  /** In the order of the iterations, with at least seven digits; only the first thousand. */
  samples: number[]
}

/** The ledger's own Parquet files, as they are published beside the pages, for readers that have neither DuckDB nor git. */
export interface PublishedLedger {
  schemaVersion: number
  /** Sorted by path within each part. */
  files: PublishedLedgerFile[]
  /** Every run in commit order: the place of a run is its `run_position`. */
  runIds: string[]
  /**
   * For 1, 2, 3 … samples: the median's 95 % interval reaches from the k-th smallest to the k-th largest. Beyond the last of them,
   * k is the whole part of (n − 1.96 √n) / 2.
   */
  medianRanks: number[]
}

export interface PublishedLedgerFile {
  /** Below `data/ledger/`: `runs/year=2026/month=11/chunk-0123456789abcdef.parquet`. */
  path: string
  part: 'runs' | 'verdicts'
  /** A `chunk` has many runs and their points ready; anything else does not. */
  kind: 'chunk' | 'run'
  /** As the folders say it: `2026-11`; null where they do not. */
  month: string | null
  sizeBytes: number
  /** The end of the file that has its footer, with the eight bytes after it. */
  footerBytes: number
  runs: number
  firstRunId: string | null
  lastRunId: string | null
  /** Of its runs; null for verdicts. */
  firstStartedAt: string | null
  lastStartedAt: string | null
  /** Runs that another file has too: here they do not count. */
  shadowedRunIds: string[]
}
