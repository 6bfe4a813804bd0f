import type { Config } from '../config/config.ts'
import { PerfledgerError } from '../errors.ts'
import { compactLedger, isCompactionDue } from '../ledger/compact.ts'
import { commitOrderIn } from './publish-report.ts'

/**
 * Compacts the ledger where about a hundred files have come together, unless the config says `ledger-compact: false`.
 * The run is kept by then, and a compaction that fails takes nothing away: it is told, and tried again after the next run.
 */
export async function tidyLedger(config: Config, tell: (text: string) => void): Promise<void> {
  // A store is compacted where its files are brought to it: one job does it for all.
  if (config.store !== undefined) return
  if (config.ledgerCompact === false || !(await isCompactionDue(config.ledger))) return
  try {
    const done = await compactLedger(config.ledger, { commitOrder: commitOrderIn(config.root) })
    const files = done.reduce((sum, { filesBefore }) => sum + filesBefore, 0)
    const chunks = done.reduce((sum, { filesAfter }) => sum + filesAfter, 0)
    tell(`Compacted ${files} files of the ledger into ${chunks}; commit both the new files and the removals.`)
  } catch (error) {
    if (!(error instanceof PerfledgerError)) throw error
    tell(
      `The ledger was not compacted: ${error.message} Nothing was taken away; it is tried again after the next run.`,
    )
  }
}
