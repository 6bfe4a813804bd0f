import type { PublishedLedgerFile } from '../../../../runner/report/model.ts'
import { filtered } from '../batches.ts'
import type { LedgerFiles } from '../ledger.ts'
import type { RowBatch } from '../parquet.ts'
import type { Predicate } from '../predicate.ts'
import type { Value } from '../values.ts'

export interface Wanted {
  /** Of the table, those of the predicate among them. */
  readonly columns: ReadonlySet<string>
  /** Over columns of the table. Rows of which it is not true may be left out. */
  readonly predicate: Predicate | undefined
}

/** A table of the ledger over the rows of its files. */
export type View = (ledger: LedgerFiles, wanted: Wanted) => AsyncGenerator<RowBatch>

/** Without the runs that another file has too. Needs `run_id`. */
export function withoutShadowed(batch: RowBatch, { shadowedRunIds }: PublishedLedgerFile): RowBatch {
  if (shadowedRunIds.length === 0) return batch
  const shadowed = new Set<Value>(shadowedRunIds)
  const ids = batch.column('run_id')
  return filtered(batch, (place) => !shadowed.has(ids[place] as Value))
}

/** What is read of a file besides what is asked for, so that {@link withoutShadowed} can tell. */
export function shadowColumns({ shadowedRunIds }: PublishedLedgerFile): readonly string[] {
  return shadowedRunIds.length === 0 ? [] : ['run_id']
}
