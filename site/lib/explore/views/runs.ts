import { about, computed, filtered, joined, matching } from '../batches.ts'
import type { RowBatch } from '../parquet.ts'
import { tables } from '../tables.ts'
import type { Value } from '../values.ts'
import { shadowColumns, type View, withoutShadowed } from './view.ts'

/** Not columns of single files: made here, or ready in chunks only. */
const MADE = ['run_position', 'cases', 'failed_cases']
const runColumns = tables
  .find(({ name }) => name === 'runs')!
  .columns.map(({ name }) => name)
  .filter((name) => !MADE.includes(name))
const inFiles = new Set(runColumns)

/** One row per run. In a chunk, `first_of_run` marks it; in other files it is the first row of the first case. */
export const runs: View = async function* (ledger, { columns, predicate }) {
  const wanted = [...columns].filter((name) => inFiles.has(name))
  const needsId = columns.has('run_position') ? ['run_id'] : []
  const files = ledger.files('runs', predicate)
  const pruning = about(predicate, inFiles)
  const positions = new Map(ledger.list.runIds.map((id, position): [Value, number] => [id, position]))
  const withPosition = (batch: RowBatch) => placed(batch, positions)

  const chunks = ledger.read(
    files.filter(({ kind }) => kind === 'chunk'),
    (file) => ({
      columns: [
        ...new Set([...wanted, ...needsId, ...shadowColumns(file), 'first_of_run', ...ready(columns)]),
      ],
      predicate: { all: [{ column: 'first_of_run', is: '=', value: true }, ...(pruning ? [pruning] : [])] },
    }),
  )
  for await (const { file, batch } of chunks) {
    const marks = batch.column('first_of_run')
    const firsts = filtered(batch, (place) => marks[place] === true)
    yield matching(withPosition(withoutShadowed(firsts, file)), predicate)
  }

  const counted = ready(columns).length > 0 ? ['run_id', 'suite', 'status'] : []
  const single = ledger.read(
    files.filter(({ kind }) => kind === 'run'),
    (file) => ({
      columns: [
        ...new Set([
          ...wanted,
          ...needsId,
          ...shadowColumns(file),
          'case_position',
          'metric_position',
          ...counted,
        ]),
      ],
      predicate: undefined,
    }),
  )
  for await (const { file, batch } of byFile(single)) {
    const [cases, metrics] = [batch.column('case_position'), batch.column('metric_position')]
    const withCounts = counted.length > 0 ? withCaseCounts(batch) : batch
    const firsts = filtered(withCounts, (place) => cases[place] === 0 && metrics[place] === 0)
    yield matching(withPosition(withoutShadowed(firsts, file)), predicate)
  }
}

const ready = (columns: ReadonlySet<string>) => ['cases', 'failed_cases'].filter((name) => columns.has(name))

function placed(batch: RowBatch, positions: ReadonlyMap<Value, number>): RowBatch {
  return computed(batch.rows, (name) =>
    name === 'run_position'
      ? Array.from(batch.column('run_id'), (id) => positions.get(id) ?? null)
      : batch.column(name),
  )
}

/** A file's groups of rows as one: the cases of a run may be in several. */
async function* byFile<T extends { readonly file: { readonly path: string }; readonly batch: RowBatch }>(
  batches: AsyncIterable<T>,
): AsyncGenerator<T> {
  let same: T[] = []
  const all = () => ({ ...same[0]!, batch: joined(same.map(({ batch }) => batch)) })
  for await (const next of batches) {
    if (same.length > 0 && same[0]!.file.path !== next.file.path) {
      yield all()
      same = []
    }
    same.push(next)
  }
  if (same.length > 0) yield all()
}

function withCaseCounts(batch: RowBatch): RowBatch {
  const [ids, positions] = [batch.column('run_id'), batch.column('case_position')]
  const [suites, statuses] = [batch.column('suite'), batch.column('status')]
  const counts = new Map<Value, { cases: Set<Value>; failed_cases: Set<Value> }>()
  for (let place = 0; place < batch.rows; place++) {
    const id = ids[place] as Value
    const count = counts.get(id) ?? { cases: new Set(), failed_cases: new Set() }
    counts.set(id, count)
    if (suites[place] !== null) count.cases.add(positions[place] as Value)
    if (statuses[place] === 'failed') count.failed_cases.add(positions[place] as Value)
  }
  return computed(batch.rows, (name) =>
    name === 'cases' || name === 'failed_cases'
      ? Array.from(ids, (id) => counts.get(id)?.[name].size ?? 0)
      : batch.column(name),
  )
}
