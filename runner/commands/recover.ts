import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { ExitCode } from '../errors.ts'
import { appendRun } from '../ledger/append.ts'
import { isKept } from '../ledger/kept.ts'
import { type RecoveredRun, recoverJournals, removeJournal } from '../measure/journal.ts'
import { judgeKept } from './judge-kept.ts'
import { journalFolder } from './prepare-ledger.ts'

/**
 * `perfledger recover`: takes what processes left in their journals when they died into the ledger, and judges it. Other commands
 * call it, in a process of its own, before they measure.
 */
export async function recover(
  options: { readonly config: string },
  print: (text: string) => void = (text) => process.stdout.write(text),
): Promise<ExitCode> {
  const config = await loadConfig(options.config, process.env)
  const recovered: RecoveredRun[] = []
  for (const lost of recoverJournals(journalFolder(config.ledger))) {
    if (await takeIn(config, lost)) recovered.push(lost)
  }
  if (recovered.length > 0) await judgeKept(config, new Set(recovered.map(({ run }) => run.header.id)))
  for (const { run } of recovered) {
    const what = run.interrupted ? 'which was cut off' : 'which was measured but not taken in'
    print(`Recovered run ${run.header.id}, ${what}: ${counted(run.cases.length)} kept.\n`)
  }
  return ExitCode.ok
}

/** False where its process died between keeping the run and removing the journal: what is kept is whole. */
async function takeIn(config: Config, { file, run }: RecoveredRun): Promise<boolean> {
  const kept = await isKept(config.ledger, 'runs', run.header.id, run.header.startedAt)
  if (!kept) await appendRun(config.ledger, run, { journal: file })
  removeJournal(file)
  return !kept
}

const counted = (cases: number): string => (cases === 1 ? '1 case is' : `${cases} cases are`)
