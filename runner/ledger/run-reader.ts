import type { MeasuredRun } from '../measure/record.ts'
import { type Ask, quotedList } from './duckdb.ts'
import { type CaseKeyOf, sameCaseKeys } from './identity.ts'
import { runFrom } from './measured.ts'
import type { RunPlace } from './run-places.ts'
import { type RunColumns, type RunRow, runColumns, type VerdictRow, verdictColumns } from './schema.ts'
import { selectTold } from './select-told.ts'
import type { JudgedRun } from './series.ts'
import { verdictOf } from './verdict-rows.ts'
import { firstRowOfRun, selectFrom, wholeRunColumns } from './views.ts'

/** Rows of samples that are in memory together, about: a file of a busy month is then read once. */
const rowsAtOnce = 20_000

/**
 * Runs that are read together, as few of them as memory asks for: those of one file, so that one that holds many runs is read a
 * few times and not once for each.
 */
export function* batchesOf(places: readonly RunPlace[]): Generator<string[]> {
  for (const some of Map.groupBy(places, ({ file }) => file).values()) {
    let batch: string[] = []
    let rows = 0
    for (const place of some) {
      if (rows > 0 && rows + place.rows > rowsAtOnce) {
        yield batch
        batch = []
        rows = 0
      }
      batch.push(place.runId)
      rows += place.rows
    }
    yield batch
  }
}

/** These runs, whole, with their verdicts, from where they are now. */
export async function readBatch(
  ask: Ask,
  ids: readonly string[],
  places: ReadonlyMap<string, RunPlace>,
): Promise<JudgedRun[]> {
  const here = ids.flatMap((id) => places.get(id) ?? [])
  const keyOf = sameCaseKeys()
  const verdicts = await readVerdicts(ask, here, keyOf)
  const judged: JudgedRun[] = []
  for (const [file, some] of Map.groupBy(here, (place) => place.file)) {
    const runs = await readRuns(
      ask,
      file,
      some.map(({ runId }) => runId),
      keyOf,
    )
    judged.push(...runs.map((run) => ({ run, verdicts: verdicts.get(run.header.id) ?? [] })))
  }
  return judged
}

const inside = (ids: readonly string[]) => `run_id IN (SELECT unnest(${quotedList(ids)}))`
const partColumns = Object.keys(runColumns).filter((column) => !wholeRunColumns.includes(column))
const told = {
  parts: [
    'suite',
    'benchmark',
    'params',
    'status',
    'executor',
    'stop',
    'artifact',
    'metric',
    'unit',
    'direction',
  ],
  verdicts: [
    ...['suite', 'benchmark', 'params', 'metric', 'unit', 'direction', 'environment'],
    ...['state', 'severity', 'budget', 'tool_version', 'analysis_version'],
  ],
  baseline: ['run_id', 'baseline_run_ids', 'filename'],
} as const

type PartRow = Omit<RunRow, keyof RunColumns> & { readonly run_id: string }

/** What belongs to the run is on each of its rows and read from one of them. */
async function readRuns(
  ask: Ask,
  file: string,
  ids: readonly string[],
  keyOf: CaseKeyOf,
): Promise<MeasuredRun[]> {
  const source = `(${selectFrom([file], runColumns)})`
  const heads = await ask<RunColumns>(
    `SELECT ${wholeRunColumns.join(', ')} FROM ${source} WHERE ${firstRowOfRun} AND ${inside(ids)}`,
  )
  const parts = await selectTold<PartRow>(ask, {
    source,
    where: inside(ids),
    groups: [['run_id'], told.parts],
    others: without(partColumns, told.parts),
  })
  const partsOf = Map.groupBy(parts, ({ run_id }) => run_id)
  return heads.map((head) => runFrom(head, partsOf.get(head.run_id) ?? [], keyOf))
}

/** A run's own files hold each of its verdicts once; another's may hold a copy, which is left out. */
async function readVerdicts(ask: Ask, places: readonly RunPlace[], keyOf: CaseKeyOf) {
  const filesOf = new Map(places.map(({ runId, verdictFiles }) => [runId, new Set(verdictFiles)]))
  const files = [...new Set(places.flatMap(({ verdictFiles }) => verdictFiles))]
  const rows = await selectTold<VerdictRow & { filename: string }>(ask, {
    source: `(${selectFrom(files, verdictColumns, ['filename'])})`,
    where: inside([...filesOf.keys()]),
    groups: [told.baseline, told.verdicts],
    others: without(Object.keys(verdictColumns), [...told.baseline, ...told.verdicts]),
  })
  const own = rows
    .filter(({ run_id, filename }) => filesOf.get(run_id)?.has(filename))
    .sort((a, b) => a.verdict_position - b.verdict_position)
  return Map.groupBy(
    own.map((row) => verdictOf(row, keyOf)),
    ({ runId }) => runId,
  )
}

function without(columns: readonly string[], some: readonly string[]): string[] {
  return columns.filter((column) => !some.includes(column))
}
