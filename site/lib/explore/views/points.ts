import { about, computed, filtered, matching } from '../batches.ts'
import type { LedgerFiles } from '../ledger.ts'
import type { RowBatch } from '../parquet.ts'
import { type Summary, summaryOf } from '../summary.ts'
import type { Value } from '../values.ts'
import { shadowColumns, type View, withoutShadowed } from './view.ts'

/** Columns of the files that are columns of the table too. */
const inFiles = new Set([
  'run_id',
  'case_position',
  'metric_position',
  'suite',
  'benchmark',
  'params',
  'metric',
  'unit',
  'direction',
  'environment',
  'status',
])
const SUMMARY = ['median', 'mad', 'low', 'high'] as const

/** One row per metric of a case in a run. Chunks have them ready; of other files they are computed. */
export const points: View = async function* (ledger, { columns, predicate }) {
  const pruning = about(predicate, inFiles)
  const wanted = [...columns].filter((name) => inFiles.has(name))
  const files = ledger.files('runs', predicate)

  const summaries = SUMMARY.filter((name) => columns.has(name))
  const chunks = ledger.read(
    files.filter(({ kind }) => kind === 'chunk'),
    (file) => ({
      columns: [...new Set([...wanted, ...shadowColumns(file), ...summaries, 'point_count'])],
      predicate: pruning,
    }),
  )
  for await (const { file, batch } of chunks) {
    const counts = batch.column('point_count')
    const ready = filtered(batch, (place) => counts[place] !== null)
    yield matching(renamed(withoutShadowed(ready, file)), predicate)
  }

  const reported = [
    columns.has('low') ? ['reported_low'] : [],
    columns.has('high') ? ['reported_high'] : [],
  ].flat()
  const single = ledger.read(
    files.filter(({ kind }) => kind === 'run'),
    (file) => ({
      columns: [...new Set([...wanted, ...shadowColumns(file), 'metric', 'status', 'samples', ...reported])],
      predicate: pruning,
    }),
  )
  for await (const { file, batch } of single) {
    const measured = matching(withoutShadowed(batch, file), pruning)
    yield matching(summarized(measured, ledger), predicate)
  }
}

/** In files, `sample_count` is how many measurements stand behind the samples. */
function renamed(batch: RowBatch): RowBatch {
  return computed(batch.rows, (name) => batch.column(name === 'sample_count' ? 'point_count' : name))
}

/** A failed case gives no point: its samples are kept, but not compared with. */
function summarized(all: RowBatch, { list }: LedgerFiles): RowBatch {
  const [metrics, statuses, lists] = [all.column('metric'), all.column('status'), all.column('samples')]
  const batch = filtered(
    all,
    (place) =>
      metrics[place] !== null &&
      statuses[place] !== null &&
      statuses[place] !== 'failed' &&
      samplesIn(lists[place]).length > 0,
  )
  const samples = Array.from(batch.column('samples'), samplesIn)
  let made: Summary[] | undefined
  const summaries = () => {
    made ??= samples.map((values) => summaryOf(values, list.medianRanks))
    return made
  }
  return computed(batch.rows, (name) => {
    if (name === 'sample_count') return samples.map(({ length }) => length)
    if (name === 'median' || name === 'mad') return summaries().map((summary) => summary[name])
    if (name === 'low' || name === 'high') {
      const reported = batch.column(`reported_${name}`)
      return summaries().map((summary, place) => reported[place] ?? summary[name])
    }
    return batch.column(name)
  })
}

function samplesIn(value: Value | undefined): readonly number[] {
  return (value ?? []) as readonly number[]
}
