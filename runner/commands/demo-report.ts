import type { Thresholds } from '../config/limits.ts'
import { demoTags } from '../demo/cases.ts'
import { demoBudgets, generateDemoHistory } from '../demo/history.ts'
import { appendRuns, appendVerdicts } from '../ledger/append.ts'
import { openLedger } from '../ledger/open.ts'
import type { RunInfo, Series } from '../ledger/series.ts'
import type { MeasuredRun } from '../measure/record.ts'
import type { Metric } from '../metrics/metric.ts'
import type { CaseKey } from '../plan/plan.ts'
import type { Policy } from '../plan/policy.ts'
import type { ReportProject } from '../report/model.ts'
import { judgeRun } from './judge-run.ts'
import { publishReport, reportBudget, reportFolder } from './publish-report.ts'

const BASE_BRANCH = 'main'

/** Tighter than the defaults, so that a visitor sees every kind of verdict. */
const thresholds: Thresholds = { minor: 1.05, moderate: 1.2, critical: 1.5 }

const demoProject: ReportProject = {
  name: 'Larch (demo)',
  repositoryUrl: null,
  commitUrl: null,
  compareUrl: null,
  pullRequestUrl: null,
  baseBranch: BASE_BRANCH,
  generated: true,
}

const policy: Policy = {
  forMetric: (key, metric) => ({ thresholds, confidence: 0.95, budgets: demoBudgets(key, metric) }),
  budgets: [],
  expected: [],
}

/** Generates a history, keeps it in a ledger, judges every run as it would have been at its time, writes the report. */
export async function writeDemoReport(ledgerFolder: string, seed: number, now: Date): Promise<number> {
  const runs = [...generateDemoHistory(seed, now)]
  await appendRuns(ledgerFolder, runs)
  await judgeInOrder(ledgerFolder, runs)
  const ledger = await openLedger(ledgerFolder)
  try {
    const today = {
      budgetsOf: (key: CaseKey, metric: Metric) => demoBudgets(key, metric).map(reportBudget),
      commandOf: () => null,
      tagsOf: demoTags,
      placeOf: (): number => 0,
    }
    await publishReport(ledger, demoProject, today, reportFolder(ledgerFolder), now)
  } finally {
    ledger.close()
  }
  return runs.length
}

async function judgeInOrder(ledgerFolder: string, runs: readonly MeasuredRun[]): Promise<void> {
  const ledger = await openLedger(ledgerFolder)
  const history = { runs: await ledger.runs(), series: await ledger.series() }
  ledger.close()
  for (const run of runs) {
    const { id, startedAt } = run.header
    const { verdicts } = judgeRun(run, upTo(id, history), policy, BASE_BRANCH)
    await appendVerdicts(ledgerFolder, id, startedAt, verdicts)
  }
}

/** What was known when a run was judged: every run that started no later. Ids sort by start. */
function upTo(
  runId: string,
  history: { readonly runs: readonly RunInfo[]; readonly series: readonly Series[] },
): { runs: RunInfo[]; series: Series[] } {
  return {
    runs: history.runs.filter(({ header }) => header.id <= runId),
    series: history.series
      .map(({ key, points }) => ({ key, points: points.filter((point) => point.runId <= runId) }))
      .filter(({ points }) => points.length > 0),
  }
}
