import { about, computed, matching } from '../batches.ts'
import type { RowBatch } from '../parquet.ts'
import { holds, type Predicate } from '../predicate.ts'
import type { Value } from '../values.ts'
import { shadowColumns, type View, withoutShadowed } from './view.ts'

const MADE = ['phase', 'iteration', 'value']
const inFiles = new Set([
  'run_id',
  'suite',
  'benchmark',
  'params',
  'metric',
  'unit',
  'direction',
  'environment',
  'status',
])
const PHASES = [
  { phase: 'measured', from: 'samples' },
  { phase: 'warmup', from: 'warmup_samples' },
] as const

/** One row per sample: the lists of the files, unnested. */
export const samples: View = async function* (ledger, { columns, predicate }) {
  const pruning = about(predicate, inFiles)
  const phases = PHASES.filter(({ phase }) => isWanted(phase, predicate))
  const wanted = [...columns].filter((name) => !MADE.includes(name))
  const rows = ledger.read(ledger.files('runs', predicate), (file) => ({
    columns: [...new Set([...wanted, ...shadowColumns(file), ...phases.map(({ from }) => from)])],
    predicate: pruning,
  }))
  for await (const { file, batch } of rows) {
    const some = matching(withoutShadowed(batch, file), pruning)
    for (const { phase, from } of phases) yield matching(unnested(some, phase, from), predicate)
  }
}

function isWanted(phase: string, predicate: Predicate | undefined): boolean {
  const ofPhase = about(predicate, new Set(['phase']))
  return ofPhase === undefined || holds(ofPhase, () => phase)
}

function unnested(batch: RowBatch, phase: string, from: string): RowBatch {
  const lists = Array.from(batch.column(from), (list) => (list ?? []) as readonly Value[])
  const rows = lists.reduce((sum, { length }) => sum + length, 0)
  return computed(rows, (name) => {
    if (name === 'phase') return new Array<Value>(rows).fill(phase)
    if (name === 'value') return lists.flat(1) as Value[]
    if (name === 'iteration') return lists.flatMap((list) => list.map((_, iteration) => iteration))
    const values = batch.column(name)
    return lists.flatMap((list, place) => new Array<Value>(list.length).fill(values[place] as Value))
  })
}
