import type { Config } from '../config/config.ts'
import { caseId } from '../plan/identity.ts'
import type { CaseKey } from '../plan/plan.ts'
import { askLedger } from './ask-ledger.ts'

/**
 * What the wall-time of each case added up to when it was last measured. Not in a shard: one that is measured after another
 * into the same ledger would otherwise split the plan by another history.
 */
const COSTS = `
  SELECT suite, benchmark, params, max_by(median * sample_count, run_position) AS cost
  FROM points JOIN runs USING (run_id) WHERE metric = 'wall-time' AND shard IS NULL GROUP BY ALL`

interface CostRow {
  readonly suite: string
  readonly benchmark: string
  readonly params: string
  readonly cost: number
}

/** What the cases took before, as the ledger knows it. */
export async function readCosts(config: Config): Promise<(key: CaseKey) => number | undefined> {
  const rows = await askLedger<CostRow>(config, COSTS)
  const costs = new Map(
    rows.map(({ suite, benchmark, params, cost }) => [
      caseId({ suite, benchmark, params: JSON.parse(params) }),
      Number(cost),
    ]),
  )
  return (key) => costs.get(caseId(key))
}
