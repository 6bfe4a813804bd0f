import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { isLedgerName } from '../ledger/exchange.ts'
import type { ObjectStore } from './object-store.ts'
import { hashOf } from './state.ts'

/** Where the store keeps what is put aside: by content, so that nothing is written over. */
function asideName(name: string, content: Uint8Array): string {
  return `quarantine/${name}.${hashOf(content)}`
}

/** Whether this very file was put aside in the store. */
export async function quarantined(store: ObjectStore, name: string, content: Uint8Array): Promise<boolean> {
  return (await store.read(asideName(name, content))) !== undefined
}

/**
 * Puts aside in the store what `verify --repair` put aside in the folder, where the store has the very same bytes; where its
 * copy is another, only the one here was damaged, and the next pull brings it back. The names that went aside.
 */
export async function quarantineStored(store: ObjectStore, folder: string): Promise<string[]> {
  const aside: string[] = []
  for (const [name, file] of await asideHere(folder)) {
    const content = await readFile(file)
    const there = await store.read(name)
    if (there === undefined || Buffer.compare(there, content) !== 0) continue
    await store.create(asideName(name, content), content)
    await store.remove(name)
    aside.push(name)
  }
  return aside
}

/** Names in the ledger, and where the files are that had them. */
async function asideHere(folder: string): Promise<[string, string][]> {
  const root = join(folder, 'quarantine')
  if (!existsSync(root)) return []
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file): [string, string] => [nameOf(relative(root, file)), file])
    .filter(([name]) => isLedgerName(name))
}

/** Of several of one name, later ones have a number at the end. */
function nameOf(path: string): string {
  return path
    .split(sep)
    .join('/')
    .replace(/\.parquet\.\d+$/, '.parquet')
}
