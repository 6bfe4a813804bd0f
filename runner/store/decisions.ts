import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { stewardshipFile } from '../config/stewardship-files.ts'
import { PerfledgerError } from '../errors.ts'
import type { ObjectStore } from './object-store.ts'
import { hashOf, readState, writeState } from './state.ts'

type Kind = keyof typeof stewardshipFile
const kinds = Object.keys(stewardshipFile) as Kind[]

/** In the store each version is an object of its own, so that of two people who decide at once neither undoes the other. */
function versionName(kind: Kind, version: number): string {
  return `stewardship/${kind}-${String(version).padStart(6, '0')}.yaml`
}

/** Brings the newest accepted, excluded and named runs into the folder. What was changed here and not brought there stays. */
export async function pullDecisions(store: ObjectStore, folder: string): Promise<void> {
  const newest = await newestVersions(store)
  for (const kind of kinds) await pullKind(store, folder, kind, newest.get(kind) ?? 0)
}

/** Brings what was decided here to the store, as the next version. The names of the files that were. */
export async function pushDecisions(store: ObjectStore, folder: string): Promise<string[]> {
  const newest = await newestVersions(store)
  const brought: string[] = []
  for (const kind of kinds) {
    await pullKind(store, folder, kind, newest.get(kind) ?? 0)
    if (await pushKind(store, folder, kind)) brought.push(`${kind}.yaml`)
  }
  return brought
}

async function newestVersions(store: ObjectStore): Promise<ReadonlyMap<string, number>> {
  const newest = new Map<string, number>()
  for (const { name } of await store.list('stewardship/')) {
    const [, kind, digits] = /^stewardship\/(\w+)-(\d{6,})\.yaml$/.exec(name) ?? []
    if (kind !== undefined) newest.set(kind, Math.max(newest.get(kind) ?? 0, Number(digits)))
  }
  return newest
}

async function pullKind(store: ObjectStore, folder: string, kind: Kind, newest: number): Promise<void> {
  const file = stewardshipFile[kind](folder)
  const seen = (await readState(folder, store.url)).decisions[kind]
  const isLost = seen !== undefined && !existsSync(file)
  if (newest <= (seen?.version ?? 0) && !isLost) return
  const text = await store.read(versionName(kind, newest))
  if (text === undefined) return
  const mine = await textOf(file)
  const isChangedHere =
    !isLost && hashOf(mine) !== (seen?.hash ?? hashOf('')) && hashOf(mine) !== hashOf(text)
  const aside = isChangedHere ? freeName(`${file}.mine`) : undefined
  if (aside !== undefined) await rename(file, aside)
  await write(file, text)
  await remember(store, folder, kind, newest, text)
  if (aside !== undefined) throw bothChanged(store, kind, file, aside)
}

async function pushKind(store: ObjectStore, folder: string, kind: Kind): Promise<boolean> {
  const file = stewardshipFile[kind](folder)
  if (!existsSync(file)) return false
  const text = await textOf(file)
  const seen = (await readState(folder, store.url)).decisions[kind]
  if (hashOf(text) === (seen?.hash ?? hashOf(''))) return false
  const version = (seen?.version ?? 0) + 1
  if (await store.create(versionName(kind, version), Buffer.from(text))) {
    await remember(store, folder, kind, version, text)
    return true
  }
  // Somebody was faster, by an instant.
  await pullKind(store, folder, kind, version)
  return false
}

async function remember(
  store: ObjectStore,
  folder: string,
  kind: Kind,
  version: number,
  text: string | Uint8Array,
): Promise<void> {
  const state = await readState(folder, store.url)
  const decisions = { ...state.decisions, [kind]: { version, hash: hashOf(text) } }
  await writeState(folder, { ...state, decisions })
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
}

async function write(file: string, text: Uint8Array): Promise<void> {
  const temporary = `${file}.${hashOf(text)}.tmp`
  await writeFile(temporary, text)
  await rename(temporary, file)
}

function freeName(wanted: string): string {
  let name = wanted
  for (let number = 2; existsSync(name); number++) name = `${wanted}.${number}`
  return name
}

function bothChanged(store: ObjectStore, kind: Kind, file: string, aside: string): PerfledgerError {
  const [there, here] = [file, aside].map((each) => relative(process.cwd(), each))
  return new PerfledgerError(`${kind}.yaml was changed here and in ${store.url} at the same time.`, {
    hint: `What the store has is now in ${there}; yours is kept in ${here}. Decide again what is missing, then remove that file.`,
  })
}
