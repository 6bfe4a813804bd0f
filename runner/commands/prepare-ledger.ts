import { join } from 'node:path'
import { checkReadable, checkWritable } from '../ledger/check.ts'
import { recoverJournals, removeJournal } from '../measure/journal.ts'

/** Where runs are until they are in the ledger. */
export function journalFolder(ledgerFolder: string): string {
  return join(ledgerFolder, 'journal')
}

/**
 * Before minutes are spent on measuring: the ledger can be read and written, and what an earlier process left behind
 * when it died is in it. Throws PerfledgerError that names the file or the folder.
 */
export async function prepareLedger(ledgerFolder: string, tell: (text: string) => void): Promise<void> {
  await checkReadable(ledgerFolder)
  await checkWritable(ledgerFolder)
  const lost = recoverJournals(journalFolder(ledgerFolder))
  if (lost.length === 0) return
  const { appendRun } = await import('../ledger/append.ts')
  const { isKept } = await import('../ledger/kept.ts')
  for (const { file, run } of lost) {
    // It died between keeping the run and removing the journal: what is kept is whole.
    const kept = await isKept(ledgerFolder, 'runs', run.header.id, run.header.startedAt)
    if (!kept) await appendRun(ledgerFolder, run, { journal: file })
    removeJournal(file)
    if (kept) continue
    tell(`Recovered run ${run.header.id}, which was cut off: ${count(run.cases.length)} kept.`)
  }
}

const count = (cases: number): string => (cases === 1 ? '1 case is' : `${cases} cases are`)
