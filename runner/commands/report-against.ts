import type { Config } from '../config/config.ts'
import { loadStewardship } from '../config/stewardship-files.ts'
import { UsageError } from '../errors.ts'
import type { Ledger } from '../ledger/series.ts'
import type { RecordedVerdict } from '../ledger/verdicts.ts'
import type { MeasuredRun } from '../measure/record.ts'
import { caseId } from '../plan/identity.ts'
import { makePolicy } from '../plan/make-policy.ts'
import type { Policy } from '../plan/policy.ts'
import { steward } from '../stewardship.ts'
import { judgeRun } from './judge-run.ts'
import { findBaselines } from './named-baseline.ts'
import { pastRunIds } from './past-runs.ts'
import { baseBranchOf, wholePlan } from './publish-report.ts'
import { recentRunIds } from './recent-runs.ts'
import { withTags } from './tagged-runs.ts'

/**
 * The recorded verdicts of a stored run, each with one reason more: how it compares with a baseline, as the ledger and the config of
 * today tell it. The verdicts themselves stay, and nothing is kept.
 * @throws UsageError where the name means no run of the run's environment
 */
export async function toldAgainst(
  name: string,
  run: MeasuredRun,
  recorded: readonly RecordedVerdict[],
  config: Config,
  ledger: Ledger,
): Promise<RecordedVerdict[]> {
  const baseBranch = await baseBranchOf(config)
  const runs = await withTags(await ledger.runs(), config.root)
  const problems: string[] = []
  const search = { config, runs, judged: run.header, warn: (text: string) => void problems.push(text) }
  const baselines = await findBaselines(new Set([name]), search)
  if (baselines.size === 0) throw new UsageError(`${problems.join('; ')}.`)
  const recent = recentRunIds(runs, run.header, baseBranch)
  const past = pastRunIds(runs, run.header, baseBranch, baselines)
  const series = await ledger.series({ runIds: [...new Set([...past, ...recent])] })
  const history = { runs, series, artifacts: await ledger.artifacts() }
  const decided = steward(history, await loadStewardship(config.ledger), run.header.id)
  const policy = onlyAgainst(name, makePolicy(config, wholePlan(config)))
  const { verdicts } = judgeRun(run, decided, policy, baseBranch, baselines)
  const reasons = new Map(verdicts.map((verdict) => [idOf(verdict), verdict.reasons[0]]))
  return recorded.map((verdict) => {
    const reason = verdict.metric && reasons.get(idOf(verdict))
    if (reason === undefined) return verdict
    // What was told at its time may have been about other runs of that name.
    const others = verdict.reasons.filter((told) => !told.includes(`baseline ${name}`))
    return { ...verdict, reasons: [...others, reason] }
  })
}

/** Nothing but the comparison: no budget, nothing expected. */
function onlyAgainst(name: string, policy: Policy): Policy {
  return {
    forMetric: (key, metric) => ({
      ...policy.forMetric(key, metric),
      budgets: [],
      baseline: { name, instead: true },
    }),
    budgets: [],
    expected: [],
  }
}

function idOf({ case: key, metric }: RecordedVerdict): string {
  return JSON.stringify([caseId(key), metric?.name])
}
