import { createHash } from 'node:crypto'
import { contentKey } from './checksum.ts'
import type { Ask } from './duckdb.ts'
import type { LedgerFiles } from './read-faults.ts'

/** Where a run and its verdicts are. */
export interface RunPlace {
  readonly runId: string
  readonly file: string
  /** Rows of the run in it, about. */
  readonly rows: number
  readonly verdictFiles: readonly string[]
}

/**
 * Where each run of the ledger and its verdicts are, by run id; of equal copies one. Asked again, answers again until the files
 * are others.
 */
export function placesOver(
  ask: Ask,
  filesNow: () => LedgerFiles,
): () => Promise<ReadonlyMap<string, RunPlace>> {
  let known: { readonly files: LedgerFiles; readonly places: ReadonlyMap<string, RunPlace> } | undefined
  return async () => {
    const files = filesNow()
    if (known?.files !== files) {
      const places = await readRunPlaces(ask)
      known = { files, places: new Map(places.map((place) => [place.runId, place])) }
    }
    return known.places
  }
}

async function readRunPlaces(ask: Ask): Promise<RunPlace[]> {
  const runs = await ask<{ run_id: string; filename: string; row_count: number }>(
    `FROM (FROM filed_runs ANTI JOIN shadowed USING (run_id, filename))
     JOIN (SELECT filename, count(*) AS row_count FROM filed_rows GROUP BY filename) USING (filename)
     SELECT run_id, filename, row_count`,
  )
  const judged = await ask<{ run_id: string; filename: string }>(
    `SELECT DISTINCT run_id, filename FROM filed_verdicts ANTI JOIN shadowed_verdicts USING (run_id, filename)`,
  )
  const runsIn = countBy(runs.map(({ filename }) => filename))
  const verdictFilesOf = Map.groupBy(judged, ({ run_id }) => run_id)
  return runs.map(({ run_id, filename, row_count }) => ({
    runId: run_id,
    file: filename,
    rows: Math.ceil(row_count / (runsIn.get(filename) ?? 1)),
    verdictFiles: (verdictFilesOf.get(run_id) ?? []).map((each) => each.filename).sort(),
  }))
}

function countBy(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

/** By run id, a text of the contents of the files that hold the run and its verdicts. */
export async function keysOf(places: readonly RunPlace[]): Promise<ReadonlyMap<string, string>> {
  const files = [...new Set(places.flatMap(({ file, verdictFiles }) => [file, ...verdictFiles]))]
  const contents = new Map<string, string>()
  for (const file of files) contents.set(file, await contentKey(file))
  return new Map(
    places.map(({ runId, file, verdictFiles }) => {
      const parts = [file, '', ...verdictFiles].map((each) => contents.get(each) ?? '')
      return [runId, createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 32)]
    }),
  )
}
