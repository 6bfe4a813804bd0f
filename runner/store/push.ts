import { mkdir, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { checkReadable } from '../ledger/check.ts'
import { ledgerFiles } from '../ledger/exchange.ts'
import { isChunk } from '../ledger/layout.ts'
import { assertThere, settleTaken } from './conflict.ts'
import { pushDecisions } from './decisions.ts'
import { forEach } from './each.ts'
import type { ObjectStore } from './object-store.ts'
import { type Pulled, pull } from './pull.ts'
import { quarantined } from './quarantine.ts'
import { neverOverwriting } from './refusal.ts'
import { readState, writeState } from './state.ts'

/**
 * Brings what is in the folder, and not in the store, to the store; before, what the store has comes here. Any number of jobs may
 * push at once, and be killed at any instant: what is not there by then goes with the next push. How many files went.
 * Throws PerfledgerError where something cannot be brought; it stays in the folder.
 */
export async function push(
  store: ObjectStore,
  folder: string,
  tell: (text: string) => void,
): Promise<number> {
  const { names } = await pull(store, folder, { tell })
  return bringFresh(store, folder, names, tell)
}

/**
 * The second half of a push: `names` is what the store had. Runs go first, so that nobody finds verdicts of a run that is not
 * there; a chunk is read back.
 */
export async function bringFresh(
  store: ObjectStore,
  folder: string,
  names: Pulled['names'],
  tell: (text: string) => void,
): Promise<number> {
  await checkReadable(folder)
  const fresh = await freshFiles(store, folder, names)
  const safe = await neverOverwriting(store, folder, await firstOf(fresh), tell)
  const brought: string[] = []
  try {
    for (const part of ['runs/', 'verdicts/']) {
      const own = [...fresh].filter(([name]) => name.startsWith(part))
      await forEach(own, async ([name, file]) => {
        await bring(safe, folder, name, file)
        brought.push(name)
      })
    }
  } finally {
    await remember(store, folder, brought)
  }
  const count = brought.length + (await pushDecisions(safe, folder)).length
  if (count > 0) tell(`${count === 1 ? '1 file' : `${count} files`} brought to ${store.url}.`)
  return count
}

async function bring(store: ObjectStore, folder: string, name: string, file: string): Promise<void> {
  const content = await readFile(file)
  if (!(await store.create(name, content))) await settleTaken(store, folder, name, content)
  else if (isChunk(name)) await assertThere(store, name, content)
}

async function firstOf(
  fresh: ReadonlyMap<string, string>,
): Promise<{ readonly name: string; readonly content: Uint8Array } | undefined> {
  for (const [name, file] of fresh)
    if (name.startsWith('runs/')) return { name, content: await readFile(file) }
  return undefined
}

/**
 * What the store lacks. A file that it had and has no more, though its runs are in nothing that it has, was lost there and goes
 * back, unless somebody put it aside there: then it is put aside here too.
 */
async function freshFiles(
  store: ObjectStore,
  folder: string,
  names: Pulled['names'],
): Promise<ReadonlyMap<string, string>> {
  const fresh = new Map([...(await ledgerFiles(folder))].filter(([name]) => !names.has(name)))
  const { names: seen } = await readState(folder, store.url)
  for (const [name, file] of [...fresh].filter(([name]) => seen.has(name))) {
    if (!(await quarantined(store, name, await readFile(file)))) continue
    const aside = join(folder, 'quarantine', name)
    await mkdir(dirname(aside), { recursive: true })
    await rename(file, aside)
    fresh.delete(name)
  }
  return fresh
}

async function remember(store: ObjectStore, folder: string, brought: readonly string[]): Promise<void> {
  if (brought.length === 0) return
  const state = await readState(folder, store.url)
  await writeState(folder, { ...state, names: new Set([...state.names, ...brought]) })
}
