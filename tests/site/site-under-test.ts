import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buildSite, type Server, serveSite } from '../../runner/commands/astro-site.ts'
import { judgeRun } from '../../runner/commands/judge-run.ts'
import type { LedgerPublication } from '../../runner/commands/publish-ledger.ts'
import { publishReport, reportFolder } from '../../runner/commands/publish-report.ts'
import type { Stewardship } from '../../runner/config/stewardship-files.ts'
import { appendRuns, appendVerdicts } from '../../runner/ledger/append.ts'
import { openLedger } from '../../runner/ledger/open.ts'
import type { MeasuredRun } from '../../runner/measure/record.ts'
import type { Policy } from '../../runner/plan/policy.ts'
import { linksOf } from '../../runner/report/links.ts'
import { measuredHistory } from './measured-history.ts'

/** A dashboard that was built by the real line, from measured runs to pages, and is served on this machine. */
export interface SiteUnderTest {
  /** `http://127.0.0.1:41234/some/base/` */
  readonly url: string
  readonly outFolder: string
  readonly reportFolder: string
  readonly stop: () => Promise<void>
}

/**
 * Inside the project, where Astro's renderer finds its packages, and in a folder that git ignores. Each test file has its
 * own, so that files can run side by side.
 */
function workFolder(name: string): string {
  return join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'perfledger-tests', name)
}

/** Measured runs → ledger → verdicts → report. Returns the report's folder. */
export async function writeTestReport(
  name: string,
  runs: readonly MeasuredRun[] = measuredHistory(),
  stewardship: Stewardship = { accepted: [], excluded: [] },
): Promise<string> {
  const ledgerFolder = join(workFolder(name), 'data')
  await rm(ledgerFolder, { recursive: true, force: true })
  await appendRuns(ledgerFolder, runs)
  await judgeEach(ledgerFolder, runs)
  const ledger = await openLedger(ledgerFolder)
  try {
    const decided = { ...today, decisions: { stewardship, warn: () => {} } }
    await publishReport(ledger, project, decided, reportFolder(ledgerFolder), new Date(Date.UTC(2026, 9, 1)))
  } finally {
    ledger.close()
  }
  return reportFolder(ledgerFolder)
}

/** Builds a report under a base path and serves it. */
export async function siteUnderTest(
  name: string,
  report: string,
  base: string,
  more: {
    readonly notesFolder?: string
    readonly wordsFile?: string
    readonly siteUrl?: string
    readonly ledger?: boolean
  } = {},
): Promise<SiteUnderTest> {
  const outFolder = join(workFolder(name), `dist-${base.replaceAll('/', '-')}`)
  const target = {
    reportFolder: report,
    notesFolder: more.notesFolder,
    wordsFile: more.wordsFile,
    ...(more.ledger ? { publication: publicationOf(name, outFolder) } : {}),
    outFolder,
    cacheFolder: join(workFolder(name), `cache-${base.replaceAll('/', '-')}`),
    base,
    siteUrl: more.siteUrl,
  }
  await rm(target.cacheFolder, { recursive: true, force: true })
  await buildSite(target)
  const server: Server = await serveSite(target, 0)
  return { url: server.url, outFolder: target.outFolder, reportFolder: report, stop: () => server.stop() }
}

/** The ledger that `writeTestReport` made, published with the pages. */
export function publicationOf(name: string, outFolder: string): LedgerPublication {
  return {
    ledger: join(workFolder(name), 'data'),
    reportFolder: reportFolder(join(workFolder(name), 'data')),
    copyFolder: join(workFolder(name), 'published'),
    outFolder,
    commitOrder: undefined,
  }
}

const repositoryUrl = 'https://github.com/example/project'
const project = {
  name: 'Project <under> test',
  repositoryUrl,
  ...linksOf(repositoryUrl),
  baseBranch: 'main',
  generated: false,
}

const brotliBudget = { operator: '<=', limit: 300e6, unit: 'ns', quantile: 0.5, text: '300 ms' } as const

const policy: Policy = {
  forMetric: ({ benchmark }) => ({
    thresholds: { minor: 1.2, moderate: 1.5, critical: 2 },
    confidence: 0.95,
    budgets: benchmark === 'brotli' ? [brotliBudget] : [],
  }),
  budgets: [],
  expected: [],
}

const today: Parameters<typeof publishReport>[2] = {
  budgetsOf: ({ benchmark }) => (benchmark === 'brotli' ? [brotliBudget] : []),
  commandOf: ({ benchmark }) => `${benchmark} --flag '<file>'`,
  placeOf: () => 0,
}

async function judgeEach(ledgerFolder: string, runs: readonly MeasuredRun[]): Promise<void> {
  const ledger = await openLedger(ledgerFolder)
  const history = { runs: await ledger.runs(), series: await ledger.series() }
  ledger.close()
  for (const run of runs) {
    const { verdicts } = judgeRun(run, history, policy, project.baseBranch)
    await appendVerdicts(ledgerFolder, run.header.id, run.header.startedAt, verdicts)
  }
}
