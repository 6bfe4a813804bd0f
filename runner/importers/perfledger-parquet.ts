import path from 'node:path'
import { readRunsIn } from '../ledger/read-runs.ts'
import type { MeasuredRun } from '../measure/record.ts'
import type { Importer } from './importer.ts'
import type { Source } from './source.ts'

/** Another ledger, or a file that perfledger exported as Parquet: its runs are taken as they are. */
export const perfledgerParquet: Importer = {
  name: 'perfledger',
  description: 'Another ledger, or a file of `perfledger export --format parquet`.',
  detect: (source) => runFiles(source).length > 0,
  read: async (source) => ({ runs: [], ownRuns: await runsOf(source), unread: [] }),
}

/** Of a ledger its runs, not its verdicts: those were given under another config. */
function runFiles(source: Source): string[] {
  return source.files.filter(
    (file) =>
      file.endsWith('.parquet') &&
      !path.basename(file).startsWith('.') &&
      !/(^|\/)(verdicts|report|cache|summaries)\//.test(file),
  )
}

function runsOf(source: Source): Promise<MeasuredRun[]> {
  return readRunsIn(runFiles(source).map(source.absolute))
}
