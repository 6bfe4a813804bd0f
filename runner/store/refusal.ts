import type { ObjectStore } from './object-store.ts'
import { readState, writeState } from './state.ts'

/**
 * The store as one that never writes over an object. Most refuse when they are asked to (`If-None-Match: *`); whether this one
 * does is found out with the first file that is brought to it: it is asked to write the same bytes once more where they are.
 */
export async function neverOverwriting(
  store: ObjectStore,
  folder: string,
  first: { readonly name: string; readonly content: Uint8Array } | undefined,
  tell: (text: string) => void,
): Promise<ObjectStore> {
  const { refuses } = await readState(folder, store.url)
  if (refuses === true) return store
  if (refuses === false || first === undefined) return lookingFirst(store)
  const looking = lookingFirst(store)
  await looking.create(first.name, first.content)
  const isRefused = !(await store.create(first.name, first.content))
  await writeState(folder, { ...(await readState(folder, store.url)), refuses: isRefused })
  if (isRefused) return store
  tell(
    `${store.url} writes over objects although it is asked not to (If-None-Match). Runs have names of their own, so none is lost; of decisions made in the same instant, only the last one stays.`,
  )
  return looking
}

/** Between the look and the write another job may write the same name. */
function lookingFirst(store: ObjectStore): ObjectStore {
  return {
    url: store.url,
    list: (start) => store.list(start),
    read: (name) => store.read(name),
    create: async (name, content) =>
      (await store.read(name)) === undefined && (await store.create(name, content)),
    remove: (name) => store.remove(name),
    close: () => store.close(),
  }
}
