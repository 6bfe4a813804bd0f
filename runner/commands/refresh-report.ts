import type { Config } from '../config/config.ts'
import { openLedger } from '../ledger/open.ts'
import { decisionsOn } from './decisions.ts'
import {
  commitOrderIn,
  describeProject,
  fromConfig,
  publishReport,
  reportFolder,
  wholePlan,
} from './publish-report.ts'

/** Writes the report anew from what the ledger holds now; decisions of people that match nothing are told. */
export async function refreshReport(config: Config, now: Date, tell: (text: string) => void): Promise<void> {
  const ledger = await openLedger(config.ledger, { commitOrder: commitOrderIn(config.root) })
  try {
    const decisions = await decisionsOn(config.ledger, (text) => tell(`warning ${text}`))
    const today = { ...fromConfig(config, wholePlan(config)), decisions }
    await publishReport(ledger, await describeProject(config), today, reportFolder(config.ledger), now)
  } finally {
    ledger.close()
  }
}
