import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { checkReadable, checkWritable } from '../ledger/check.ts'
import { recoverJournals } from '../measure/journal.ts'
import { perfledgerAside } from './ask-ledger.ts'

/** Where runs are until they are in the ledger. */
export function journalFolder(ledgerFolder: string): string {
  return join(ledgerFolder, 'journal')
}

/**
 * Before minutes are spent on measuring: the ledger can be read and written, and what an earlier process left behind
 * when it died is in it, judged. Throws PerfledgerError that names the file or the folder.
 */
export async function prepareLedger(config: Config, tell: (text: string) => void): Promise<void> {
  await checkReadable(config.ledger)
  await checkWritable(config.ledger)
  if (recoverJournals(journalFolder(config.ledger)).length === 0) return
  const told = await perfledgerAside(config, ['recover'])
  for (const line of told.split('\n').filter(Boolean)) tell(line)
}
