import type { Config } from '../../config/config.ts'
import { appendRun } from '../../ledger/append.ts'
import { readJournal, removeJournal } from '../../measure/journal.ts'
import { judgeKept } from '../judge-kept.ts'
import { refreshReport } from '../refresh-report.ts'
import { tidyLedger } from '../tidy-ledger.ts'

/** How many runs came into the ledger, and how many of them are only failed builds. */
export interface KeptRuns {
  readonly kept: number
  readonly unbuilt: number
}

/** Takes measured runs from their journals into the ledger, judges them in commit order, and writes the report anew. */
export async function keepRuns(
  config: Config,
  journals: readonly string[],
  tell: (text: string) => void,
): Promise<KeptRuns> {
  const ids = new Set<string>()
  let unbuilt = 0
  for (const file of journals) {
    const run = readJournal(file)
    await appendRun(config.ledger, run, { journal: file })
    removeJournal(file)
    ids.add(run.header.id)
    if (run.warnings.some(({ code }) => code === 'build-failed')) unbuilt += 1
  }
  await judgeKept(config, ids)
  await tidyLedger(config, tell)
  await refreshReport(config, new Date(), tell)
  return { kept: ids.size, unbuilt }
}
