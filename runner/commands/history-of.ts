import type { History } from '../analyze/analyze-run.ts'
import { loadStewardship } from '../config/stewardship-files.ts'
import type { Ledger } from '../ledger/series.ts'
import { steward } from '../stewardship.ts'

/**
 * The history that a run is judged against: all of the ledger, as far as people have not excluded it or accepted a change since.
 * @throws ConfigError where accepted.yaml or excluded.yaml has a mistake
 */
export async function historyFor(ledger: Ledger, folder: string, judgedRunId: string): Promise<History> {
  const stewardship = await loadStewardship(folder)
  return steward({ runs: await ledger.runs(), series: await ledger.series() }, stewardship, judgedRunId)
}
