import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config/config.ts'
import { runAside } from '../measure/aside.ts'
import { caseId } from '../plan/identity.ts'
import type { CaseKey } from '../plan/plan.ts'

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

/**
 * What the cases took before, as the ledger knows it. Asked by a process of its own: the one that is about to measure
 * must not load DuckDB, and forking gets slower with what a process holds.
 */
export async function readCosts(config: Config): Promise<(key: CaseKey) => number | undefined> {
  if (!existsSync(join(config.ledger, 'runs'))) return () => undefined
  const file = import.meta.url.endsWith('.ts') ? '../cli.ts' : '../cli.js'
  const cli = fileURLToPath(new URL(file, import.meta.url))
  const words = [cli, '--config', config.file, 'query', COSTS, '--format', 'json']
  const rows = JSON.parse(await runAside(words)) as CostRow[]
  const costs = new Map(
    rows.map(({ suite, benchmark, params, cost }) => [
      caseId({ suite, benchmark, params: JSON.parse(params) }),
      Number(cost),
    ]),
  )
  return (key) => costs.get(caseId(key))
}
