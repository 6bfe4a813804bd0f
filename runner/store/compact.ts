import { basename } from 'node:path'
import { type CompactedFolder, type CompactOptions, compactLedger, type Thinning } from '../ledger/compact.ts'
import { knownRuns, ledgerFiles, partOf } from '../ledger/exchange.ts'
import { isChunk } from '../ledger/layout.ts'
import { runIdsIn } from '../ledger/run-ids.ts'
import { rememberDropped } from './dropped.ts'
import { forEach } from './each.ts'
import type { ObjectStore } from './object-store.ts'
import { namesIn, pull } from './pull.ts'
import { bringFresh, push } from './push.ts'

/**
 * Compacts the ledger of a store: everything comes into the folder, is compacted there (each chunk compared row by row with what it was made
 * of), the chunks go to the store and are read back, and only then what is in them goes from the store. May be killed at any
 * instant and run by several jobs at once: a run is then perhaps in two objects, which readers count once and the next compaction
 * puts right. It takes away only what it made newer chunks of, so two compactions never take away each other's.
 *
 * @param thin takes from the folder, before it is compacted, what is not to be kept, and says what that was: it goes from the store too
 */
export async function compactStored(
  store: ObjectStore,
  folder: string,
  options: CompactOptions,
  tell: (text: string) => void,
  thin?: () => Promise<Thinning>,
): Promise<CompactedFolder[]> {
  // What is new here must be there before chunks of it are.
  await push(store, folder, tell)
  const { names } = await pull(store, folder, { everything: true, tell })
  const sources = [...(await ledgerFiles(folder))].filter(([name]) => names.has(name))
  const idsOf = await runsOf(sources)
  const less = await thin?.()
  const done = await compactLedger(folder, options)
  if (done.length === 0 && (less === undefined || less.thin.size + less.drop.size === 0)) return done
  await bringFresh(store, folder, names, tell)
  const dropped = less?.drop ?? new Set<string>()
  await rememberDropped(store, dropped)
  await removeCompacted(store, folder, idsOf, dropped)
  return done
}

async function runsOf(
  files: readonly (readonly [string, string])[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const inChunks = await runIdsIn(files.filter(([name]) => isChunk(name)).map(([, file]) => file))
  return new Map(
    files.map(([name, file]) => [
      name,
      isChunk(name) ? (inChunks.get(file) ?? []) : [basename(name, '.parquet')],
    ]),
  )
}

/** Takes from the store what is not in the folder any more, once it is sure that all of it that is to stay is in files that are in both. */
async function removeCompacted(
  store: ObjectStore,
  folder: string,
  idsOf: ReadonlyMap<string, readonly string[]>,
  dropped: ReadonlySet<string>,
): Promise<void> {
  const local = await ledgerFiles(folder)
  const there = await namesIn(store)
  const known = await knownRuns(new Map([...local].filter(([name]) => there.has(name))))
  const isSafe = (name: string, id: string) => known[partOf(name)].has(id) || dropped.has(id)
  const gone = [...idsOf].filter(
    ([name, ids]) => there.has(name) && !local.has(name) && ids.every((id) => isSafe(name, id)),
  )
  await forEach(gone, ([name]) => store.remove(name))
}

/**
 * Whether this job may compact by itself: one in an hour does, however many end at the same time. An hour and not a lock, which
 * somebody who was killed would leave behind; a second compaction would only be work for nothing.
 */
export async function claimCompaction(store: ObjectStore, now: Date): Promise<boolean> {
  const claim = `compaction/${now.toISOString().slice(0, 13)}`
  if (!(await store.create(claim, Buffer.from(`${now.toISOString()}\n`)))) return false
  const earlier = (await store.list('compaction/')).filter(({ name }) => name < claim)
  await forEach(earlier, ({ name }) => store.remove(name))
  return true
}
