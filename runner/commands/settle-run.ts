import type { Config } from '../config/config.ts'
import { loadStewardship } from '../config/stewardship-files.ts'
import type { ExitCode } from '../errors.ts'
import { appendRun, appendVerdicts } from '../ledger/append.ts'
import { openLedger } from '../ledger/open.ts'
import type { Ledger } from '../ledger/series.ts'
import { removeJournal } from '../measure/journal.ts'
import type { MeasuredRun } from '../measure/record.ts'
import { makePolicy } from '../plan/make-policy.ts'
import type { Plan } from '../plan/plan.ts'
import type { RunReport } from '../report/model.ts'
import { runReport } from '../report/run-report.ts'
import { againstBaseline } from '../reporters/against.ts'
import { jsonReport } from '../reporters/json.ts'
import { terminalReport } from '../reporters/terminal.ts'
import { steward } from '../stewardship.ts'
import type { RunVerdict } from '../verdict.ts'
import { exitCodeOf } from './exit-code.ts'
import { judgeRun } from './judge-run.ts'
import { metricWarnings } from './metric-warnings.ts'
import { findBaselines, namesIn, withBaseline } from './named-baseline.ts'
import { pastRunIds } from './past-runs.ts'
import { baseBranchOf, commitOrderIn, neighboursOf } from './publish-report.ts'
import { recentRunIds } from './recent-runs.ts'
import { refreshReport } from './refresh-report.ts'
import type { RunEffects, RunOptions } from './run-options.ts'
import { withTags } from './tagged-runs.ts'
import { tidyLedger } from './tidy-ledger.ts'

export interface SettleInput {
  readonly config: Config
  readonly plan: Plan
  readonly run: MeasuredRun
  /** Holds the run until it is in the ledger; undefined where nothing is kept. */
  readonly journal: string | undefined
  /** The run is in the ledger already, and its verdicts are to be. */
  readonly isKept?: boolean | undefined
  readonly options: RunOptions
  readonly effects: RunEffects
}

/** What follows measuring: append → analyze → judge → report → exit code. */
export async function settleRun(input: SettleInput): Promise<ExitCode> {
  const { config, run, journal } = input
  const keeps = journal !== undefined || input.isKept === true
  if (journal !== undefined) {
    await appendRun(config.ledger, run, { journal })
    removeJournal(journal)
  }
  const ledger = await openLedger(config.ledger, { commitOrder: commitOrderIn(config.root) })
  try {
    const verdict = await judgeAgainst(ledger, input)
    const report = runReport(run, verdict.verdicts, neighboursOf(await ledger.runs(), run.header.id))
    if (keeps) await appendVerdicts(config.ledger, run.header.id, run.header.startedAt, verdict.verdicts)
    tell(report, input)
    return exitCodeOf(report, { strict: input.options.strict ?? false, isDeclared: declaredIn(config) })
  } finally {
    ledger.close()
    if (keeps) {
      const warn = (text: string) => void input.effects.stderr.write(`${text}\n`)
      await tidyLedger(config, warn)
      await refreshReport(config, input.effects.now(), warn)
    }
  }
}

async function judgeAgainst(
  ledger: Ledger,
  { config, plan, run, options, effects }: SettleInput,
): Promise<RunVerdict> {
  const baseBranch = await baseBranchOf(config)
  const runs = await withTags(await ledger.runs(), config.root)
  const warn = (text: string) => void effects.stderr.write(`warning ${text}\n`)
  const policy = withBaseline(makePolicy(config, plan), options.baseline)
  const baselines = await findBaselines(namesIn(policy), { config, runs, judged: run.header, warn })
  const recent = recentRunIds(runs, run.header, baseBranch)
  const past = pastRunIds(runs, run.header, baseBranch, baselines)
  const history = {
    runs,
    series: await ledger.series({ runIds: [...new Set([...past, ...recent])] }),
    artifacts: await ledger.artifacts(),
  }
  for (const warning of metricWarnings(run, history.series)) warn(warning)
  // An interrupted run owes nothing: what it did not get to is not missing.
  const fair = run.interrupted ? { ...policy, expected: [] } : policy
  const decided = await loadStewardship(config.ledger)
  return judgeRun(run, steward(history, decided, run.header.id), fair, baseBranch, baselines)
}

function tell(report: RunReport, { options, effects, config, journal, isKept }: SettleInput): void {
  if (options.json) {
    effects.stdout.write(jsonReport(report))
    return
  }
  const colour = effects.stdout.hasColors?.() ?? false
  effects.stdout.write(`\n${terminalReport(report, { colour })}`)
  if (options.baseline !== undefined) effects.stdout.write(againstBaseline(report, options.baseline))
  const kept =
    journal === undefined && !isKept
      ? 'Nothing was kept (--no-append).'
      : `Run ${report.run.id} is kept in ${config.ledger}.`
  effects.stdout.write(`${kept}\n`)
}

/** True for what today's config declares, and for the results of its commands. */
function declaredIn(config: Config): (measured: RunReport['cases'][number]) => boolean {
  const names = new Set(
    config.suites.flatMap((suite) => suite.benchmarks.map(({ name }) => `${suite.name}\n${name}`)),
  )
  return ({ suite, benchmark }) => {
    const parts = benchmark.split('/')
    return parts.some((_, end) => names.has(`${suite}\n${parts.slice(0, parts.length - end).join('/')}`))
  }
}
