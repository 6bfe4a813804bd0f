import { matching } from '../batches.ts'
import { shadowColumns, type View, withoutShadowed } from './view.ts'

/** Every verdict as it was given. */
export const verdicts: View = async function* (ledger, { columns, predicate }) {
  const rows = ledger.read(ledger.files('verdicts', predicate), (file) => ({
    columns: [...new Set([...columns, ...shadowColumns(file)])],
    predicate,
  }))
  for await (const { file, batch } of rows) yield matching(withoutShadowed(batch, file), predicate)
}
