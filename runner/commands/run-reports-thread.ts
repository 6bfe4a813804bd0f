import { workerData } from 'node:worker_threads'
import { openLedger } from '../ledger/open.ts'
import { type RunState, writeRunReport } from '../report/write.ts'
import { runReportsOf } from './run-reports.ts'
import { answerJobs } from './thread.ts'

export interface RunReportsThreadData {
  readonly ledgerFolder: string
  readonly reportFolder: string
}

const { ledgerFolder, reportFolder } = workerData as RunReportsThreadData
// Each thread has a database of its own.
const ledger = openLedger(ledgerFolder, { threads: 1, memoryMiB: 192 })
// Told where it is awaited.
ledger.catch(() => undefined)

answerJobs(
  async (states: readonly RunState[]) => {
    const written = []
    for await (const report of runReportsOf(await ledger, states))
      written.push(writeRunReport(reportFolder, report))
    return written
  },
  // One that could not be opened was told.
  () => ledger.then((opened) => opened.close()).catch(() => undefined),
)
