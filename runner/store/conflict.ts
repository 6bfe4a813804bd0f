import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { PerfledgerError } from '../errors.ts'
import { partOf } from '../ledger/exchange.ts'
import { isChunk, temporaryName } from '../ledger/layout.ts'
import { readRunsIn } from '../ledger/read-runs.ts'
import type { ObjectStore } from './object-store.ts'

/**
 * For a file whose name is taken in the store: mostly it is the very same, brought by a push that did not hear the answer. The
 * verdicts that were given first stay, as they do in a folder. Throws PerfledgerError where it is another run.
 */
export async function settleTaken(
  store: ObjectStore,
  folder: string,
  name: string,
  content: Uint8Array,
): Promise<void> {
  const theirs = await store.read(name)
  // A compaction took it into a chunk meanwhile.
  if (theirs === undefined || Buffer.compare(theirs, content) === 0) return
  const file = join(folder, name)
  const copy = temporaryName(file)
  try {
    await writeFile(copy, theirs)
    if (partOf(name) === 'verdicts' && !isChunk(name)) await rename(copy, file)
    else if (isChunk(name) || !(await isSameRun(file, copy))) throw conflict(store, name, file)
  } finally {
    await rm(copy, { force: true })
  }
}

async function isSameRun(one: string, other: string): Promise<boolean> {
  return isDeepStrictEqual(await readRunsIn([one]), await readRunsIn([other]))
}

function conflict({ url }: ObjectStore, name: string, file: string): PerfledgerError {
  return new PerfledgerError(`${url}/${name} is there already with other content than ${file}.`, {
    hint: 'A run never changes once it is kept. Find out which is the true one and move the other out of its place; nothing was changed.',
  })
}

/** Reads back what was written. Throws PerfledgerError where it is not what was sent. */
export async function assertThere(store: ObjectStore, name: string, content: Uint8Array): Promise<void> {
  const there = await store.read(name)
  // Another compaction may have taken it into a newer chunk already.
  if (there === undefined || Buffer.compare(there, content) === 0) return
  throw new PerfledgerError(`${store.url}/${name} is not what was written there.`, {
    hint: 'Nothing was taken away; every run is where it was. Remove that object and try again.',
  })
}
