import type { Ledger } from '../ledger/series.ts'
import type { RunReport } from '../report/model.ts'
import { runReport } from '../report/run-report.ts'
import { type RunState, type WrittenRun, writeRunReport } from '../report/write.ts'
import { besideModule, inThreads } from './thread-pool.ts'

/** From so many runs on, starting threads takes less time than they save. */
const RUNS_FOR_THREADS = 300
/** Runs that a thread is given at once, about. */
const RUNS_AT_ONCE = 100

/** Makes and writes the reports of these runs, in threads where they are many. */
export async function* writeReportsOf(
  ledger: Ledger,
  folder: string,
  states: readonly RunState[],
  { runsForThreads = RUNS_FOR_THREADS } = {},
): AsyncGenerator<WrittenRun> {
  if (states.length < runsForThreads) {
    for await (const report of runReportsOf(ledger, states)) yield writeRunReport(folder, report)
    return
  }
  const jobs = await jobsOf(ledger, states)
  const data = { ledgerFolder: ledger.folder, reportFolder: folder }
  const file = besideModule(import.meta.url, 'run-reports-thread')
  for await (const written of inThreads<RunState[], WrittenRun[]>(file, data, jobs)) yield* written
}

/** Runs that are read together stay together, so that no two threads read the same part of a file. */
async function jobsOf(ledger: Ledger, states: readonly RunState[]): Promise<RunState[][]> {
  const stateOf = new Map(states.map((state) => [state.runId, state]))
  const jobs: RunState[][] = []
  for (const ids of await ledger.readTogether([...stateOf.keys()])) {
    const last = jobs.at(-1)
    const some = ids.map((id) => stateOf.get(id)!)
    if (last && last.length + some.length <= RUNS_AT_ONCE) last.push(...some)
    else jobs.push(some)
  }
  return jobs
}

/** The reports of these runs, in any order. */
export async function* runReportsOf(ledger: Ledger, states: readonly RunState[]): AsyncGenerator<RunReport> {
  const stateOf = new Map(states.map((state) => [state.runId, state]))
  for await (const { run, verdicts } of ledger.judgedRuns([...stateOf.keys()])) {
    yield runReport(run, verdicts, stateOf.get(run.header.id))
  }
}
