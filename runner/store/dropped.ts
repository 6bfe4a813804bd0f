import type { ObjectStore } from './object-store.ts'
import { hashOf } from './state.ts'

/**
 * Remembers runs that are gone from the store for good, by the rules of retention: a file that is gone and in no chunk is
 * otherwise taken for lost, and comes back from a copy that still has it. Before they go.
 */
export async function rememberDropped(store: ObjectStore, ids: ReadonlySet<string>): Promise<void> {
  if (ids.size === 0) return
  const text = [...ids]
    .sort()
    .map((id) => `${id}\n`)
    .join('')
  await store.create(`dropped/${hashOf(text)}.txt`, Buffer.from(text))
}

/** All runs that are gone for good. */
export async function droppedRuns(store: ObjectStore): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for (const { name } of await store.list('dropped/')) {
    const text = Buffer.from((await store.read(name)) ?? []).toString()
    for (const id of text.split('\n')) if (id !== '') ids.add(id)
  }
  return ids
}
