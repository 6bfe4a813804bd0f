import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../config/load.ts'
import { readStoreUrl } from '../config/store-schema.ts'
import type { ObjectStore } from '../store/object-store.ts'

/**
 * Does this with ledgers that may be folders or `s3://bucket/prefix`: of the latter, a copy that goes again. They are looked for
 * where the config's own store is, if it has one.
 */
export async function withFolders<T>(
  places: readonly string[],
  options: { readonly config: string },
  work: (folders: string[]) => Promise<T>,
): Promise<T> {
  const copies: string[] = []
  try {
    const folders: string[] = []
    for (const place of places) {
      const found = readStoreUrl(place)
      if (found === undefined) folders.push(place)
      else {
        const copy = await mkdtemp(join(tmpdir(), 'perfledger-copy-'))
        copies.push(copy)
        await copyOf(found, options.config, copy)
        folders.push(copy)
      }
    }
    return await work(folders)
  } finally {
    for (const copy of copies) await rm(copy, { recursive: true, force: true })
  }
}

async function copyOf(
  found: Pick<ObjectStore, 'url'> & { readonly bucket: string; readonly prefix: string },
  configFile: string,
  folder: string,
): Promise<void> {
  const { store: own, root } = await loadConfig(configFile, process.env)
  const { openS3 } = await import('../store/s3.ts')
  const { pull } = await import('../store/pull.ts')
  const store = await openS3({ endpoint: own?.endpoint, region: own?.region, ...found }, root, process.env)
  try {
    await pull(store, folder)
  } finally {
    store.close()
  }
}
