import type { Config } from '../config/config.ts'
import { loadStewardship } from '../config/stewardship-files.ts'
import { appendVerdicts } from '../ledger/append.ts'
import { openLedger } from '../ledger/open.ts'
import { makePolicy } from '../plan/make-policy.ts'
import { steward } from '../stewardship.ts'
import { judgeRun } from './judge-run.ts'
import { findBaselines, namesIn } from './named-baseline.ts'
import { pastRunIds } from './past-runs.ts'
import { baseBranchOf, commitOrderIn, wholePlan } from './publish-report.ts'
import { recentRunIds } from './recent-runs.ts'

/**
 * Judges runs that came into the ledger without a verdict, in commit order, each against what comes before its own commit, by the
 * config of today. What such a run did not measure is not missing: nobody knows what was declared then.
 */
export async function judgeKept(config: Config, ids: ReadonlySet<string>): Promise<void> {
  const ledger = await openLedger(config.ledger, { commitOrder: commitOrderIn(config.root) })
  try {
    const baseBranch = await baseBranchOf(config)
    const runs = await ledger.runs()
    const kept = runs.filter(({ header }) => ids.has(header.id))
    const policy = { ...makePolicy(config, wholePlan(config)), expected: [], budgets: [] }
    const asked = await Promise.all(
      kept.map(async ({ header }) => {
        const baselines = await findBaselines(namesIn(policy), {
          config,
          runs,
          judged: header,
          warn: () => {},
        })
        return [header.id, baselines] as const
      }),
    )
    const baselinesOf = new Map(asked)
    const needed = kept.flatMap(({ header }) => [
      ...recentRunIds(runs, header, baseBranch),
      ...pastRunIds(runs, header, baseBranch, baselinesOf.get(header.id) ?? new Map()),
    ])
    const series = await ledger.series({ runIds: [...new Set(needed)] })
    const history = { runs, series, artifacts: await ledger.artifacts() }
    const decided = await loadStewardship(config.ledger)
    for (const { header } of kept) {
      const run = await ledger.run(header.id)
      if (run === undefined) continue
      const known = steward(history, decided, header.id)
      const { verdicts } = judgeRun(run, known, policy, baseBranch, baselinesOf.get(header.id))
      await appendVerdicts(config.ledger, header.id, header.startedAt, verdicts)
    }
  } finally {
    ledger.close()
  }
}
