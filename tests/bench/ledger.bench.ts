import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bench, run } from '../../runner/bench/index.ts'
import { judgeRun } from '../../runner/commands/judge-run.ts'
import { generateDemoHistory } from '../../runner/demo/history.ts'
import { appendRun, appendRuns } from '../../runner/ledger/append.ts'
import { openLedger } from '../../runner/ledger/open.ts'
import { makeRunId } from '../../runner/measure/run-id.ts'
import type { Policy } from '../../runner/plan/policy.ts'
import { sampling } from './sampling.ts'

const folder = await mkdtemp(join(tmpdir(), 'perfledger-bench-'))
const runs = [...generateDemoHistory(1, new Date('2026-11-20T00:00:00Z'))]
const latest = runs.at(-1)!
await appendRuns(folder, runs)

const ledger = await openLedger(folder)
const history = { runs: await ledger.runs(), series: await ledger.series() }
ledger.close()
const policy: Policy = {
  forMetric: () => ({
    thresholds: { minor: 1.2, moderate: 1.5, critical: 2 },
    confidence: 0.95,
    budgets: [],
  }),
  budgets: [],
  expected: [],
}

const fewer = { ...sampling, iterations: 20, warmupIterations: 3 }
bench(
  'append a run of 30 cases',
  async () => {
    const id = makeRunId(new Date('2026-11-21T00:00:00Z'))
    await appendRun(join(folder, 'appended'), { ...latest, header: { ...latest.header, id } })
  },
  fewer,
)
bench(
  'open a ledger of 176 runs and read every series',
  async () => {
    const opened = await openLedger(folder)
    await opened.runs()
    await opened.series()
    opened.close()
  },
  fewer,
)
bench(
  'judge a run of 30 cases against 176 runs',
  () => {
    judgeRun(latest, history, policy, 'main')
  },
  fewer,
)
await run()
await rm(folder, { recursive: true })
