/** A file of one month's folder, and the runs that are in it. */
export interface FileContent {
  readonly file: string
  /** A chunk that is as large as chunks get. */
  readonly closed: boolean
  /** Sorted. Empty for the verdicts of a run that was judged without any. */
  readonly runIds: readonly string[]
}

/** A chunk to be written. */
export interface PlannedChunk {
  readonly runIds: readonly string[]
  readonly closed: boolean
}

/** Runs in a chunk at most. */
export const mostRunsInChunk = 1_000
/** Numbers in a chunk at most, unless one run has more: 32 MB, which sort in little memory and stay far below what git hosts take. */
export const mostValuesInChunk = 4_000_000

/**
 * The files of one folder that a compaction makes chunks of: those of single runs, chunks that are not full, and full
 * ones that have a run which another file has too. None where there is nothing to gain, so that a second compaction
 * does nothing. Files without runs stay as they are.
 */
export function filesToCompact(files: readonly FileContent[]): FileContent[] {
  const owners = new Map<string, number>()
  for (const { runIds } of files) for (const id of runIds) owners.set(id, (owners.get(id) ?? 0) + 1)
  const isShared = (file: FileContent) => file.runIds.some((id) => (owners.get(id) ?? 0) > 1)
  const chosen = files.filter((file) => file.runIds.length > 0 && (!file.closed || isShared(file)))
  return chosen.length > 1 ? chosen : []
}

/**
 * Divides runs among chunks, in the order of their ids, which is that of their start. Every chunk but the last is
 * closed: it is not written anew when more runs come.
 */
export function divideIntoChunks(
  valuesOf: ReadonlyMap<string, number>,
  limits = { runs: mostRunsInChunk, values: mostValuesInChunk },
): PlannedChunk[] {
  const chunks: PlannedChunk[] = []
  let runIds: string[] = []
  let values = 0
  const close = (closed: boolean) => {
    if (runIds.length > 0) chunks.push({ runIds, closed })
    runIds = []
    values = 0
  }
  for (const id of [...valuesOf.keys()].sort()) {
    const more = valuesOf.get(id) ?? 0
    if (runIds.length === limits.runs || values + more > limits.values) close(true)
    runIds.push(id)
    values += more
  }
  close(runIds.length === limits.runs || values >= limits.values)
  return chunks
}
