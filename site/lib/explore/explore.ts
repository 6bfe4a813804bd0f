import type { PublishedLedger } from '../../../runner/report/model.ts'
import { type ByteSourceOptions, byteSource, type Traffic } from './byte-source.ts'
import { ledgerFiles } from './ledger.ts'
import { type Answer, ask } from './sql/ask.ts'

/** A published ledger that answers questions. */
export interface Explorer {
  readonly ask: (sql: string, mostRows: number) => Promise<Answer>
  readonly traffic: () => Traffic
}

/** Nothing is loaded before a question needs it; what was loaded stays for the next. */
export function explorer(list: PublishedLedger, options: ByteSourceOptions): Explorer {
  const source = byteSource(options)
  const files = ledgerFiles(list, source)
  return { ask: (sql, mostRows) => ask(files, sql, mostRows), traffic: source.traffic }
}
