import { readFile, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { PerfledgerError } from '../errors.ts'
import { isLedgerName, knownRuns, ledgerFiles, partOf, takeFile } from '../ledger/exchange.ts'
import { isChunk } from '../ledger/layout.ts'
import { runIdsIn } from '../ledger/run-ids.ts'
import { settleTaken } from './conflict.ts'
import { pullDecisions } from './decisions.ts'
import { droppedRuns } from './dropped.ts'
import { forEach } from './each.ts'
import type { ObjectStore } from './object-store.ts'
import { readState, writeState } from './state.ts'

export interface PullOptions {
  /** Also files whose runs are here in a chunk: for a compaction, which takes them away. */
  readonly everything?: boolean | undefined
  /** Damaged files too: for a look at what is wrong with them. */
  readonly damagedToo?: boolean | undefined
  readonly tell?: ((text: string) => void) | undefined
}

/** What the store had, and what came of it. */
export interface Pulled {
  /** Names of the store's files of runs and verdicts. */
  readonly names: ReadonlySet<string>
  readonly taken: number
}

/** Each attempt is due to a compaction that ended meanwhile. */
const mostAttempts = 20
/** From so many files on, a word is said before they come. */
const manyFiles = 200

/**
 * Brings what the store has, and the folder lacks, into the folder, by name: files never change. A file that a compaction took
 * away meanwhile is in a chunk by then, so the store is looked at again. Files that went into chunks in the store go here too,
 * once these are here. Throws PerfledgerError where the store cannot be read or a file in it is damaged; nothing is lost then.
 */
export async function pull(store: ObjectStore, folder: string, options: PullOptions = {}): Promise<Pulled> {
  const { names: seen } = await readState(folder, store.url)
  await compareUnseen(store, folder, seen)
  const { names, came } = await takeAll(store, folder, options)
  await settle(store, folder, names, came)
  await pullDecisions(store, folder)
  const taken = came.size
  if (taken > 0) options.tell?.(`${taken === 1 ? '1 file' : `${taken} files`} taken from ${store.url}.`)
  return { names, taken }
}

interface Taken {
  readonly names: ReadonlySet<string>
  /** Also what was taken and is in the store no more. */
  readonly came: ReadonlySet<string>
}

async function takeAll(store: ObjectStore, folder: string, options: PullOptions): Promise<Taken> {
  const came = new Set<string>()
  for (let attempt = 1; ; attempt++) {
    const names = await namesIn(store)
    const wanted = await wantedOf(names, folder, options.everything ?? false)
    if (attempt === 1 && wanted.length >= manyFiles)
      options.tell?.(`Taking ${wanted.length} files from ${store.url} …`)
    const gone = await takeEach(store, folder, wanted, options.damagedToo ?? false)
    for (const name of wanted) if (!gone.includes(name)) came.add(name)
    if (gone.length === 0) return { names, came }
    if (attempt === mostAttempts) throw vanishing(store, gone)
  }
}

/** Files of single runs that are here and there, though nobody saw them go from one to the other: they must be the same. */
async function compareUnseen(store: ObjectStore, folder: string, seen: ReadonlySet<string>): Promise<void> {
  const local = [...(await ledgerFiles(folder))].filter(([name]) => !seen.has(name) && !isChunk(name))
  if (local.length === 0) return
  const names = await namesIn(store)
  await forEach(local, async ([name, file]) => {
    if (names.has(name)) await settleTaken(store, folder, name, await readFile(file))
  })
}

/** Remembers what is here and there, and drops what went into chunks there. */
async function settle(
  store: ObjectStore,
  folder: string,
  names: ReadonlySet<string>,
  came: ReadonlySet<string>,
): Promise<void> {
  const state = await readState(folder, store.url)
  const local = await ledgerFiles(folder)
  const here = [...local.keys()].filter((name) => names.has(name))
  const known = [...state.names].filter((name) => names.has(name) || local.has(name))
  const seen = new Set([...known, ...here, ...came])
  await writeState(folder, { ...state, names: seen })
  await dropFormer(store, folder, names, seen)
}

/** Names of the files of runs and verdicts. Verdicts first: what is told of them has its run in the listing that follows. */
export async function namesIn(store: ObjectStore): Promise<ReadonlySet<string>> {
  const verdicts = await store.list('verdicts/')
  const runs = await store.list('runs/')
  return new Set([...runs, ...verdicts].flatMap(({ name }) => (isLedgerName(name) ? [name] : [])))
}

async function wantedOf(names: ReadonlySet<string>, folder: string, everything: boolean): Promise<string[]> {
  const local = await ledgerFiles(folder)
  const lacking = [...names].filter((name) => !local.has(name))
  if (everything || lacking.length === 0) return lacking
  const known = await knownRuns(local)
  return lacking.filter((name) => isChunk(name) || !known[partOf(name)].has(basename(name, '.parquet')))
}

/** The names that are in the store no more. */
async function takeEach(
  store: ObjectStore,
  folder: string,
  names: readonly string[],
  damagedToo: boolean,
): Promise<string[]> {
  const gone: string[] = []
  await forEach(names, async (name) => {
    const content = await store.read(name)
    if (content === undefined) gone.push(name)
    else await take(store, folder, name, content, damagedToo)
  })
  return gone
}

/** A damaged file is told by its place in the store: there it has to be put right. */
async function take(
  { url }: ObjectStore,
  folder: string,
  name: string,
  content: Uint8Array,
  damagedToo: boolean,
): Promise<void> {
  try {
    await takeFile(folder, name, content, { from: `${url}/${name}`, damagedToo })
  } catch (error) {
    if (!(error instanceof PerfledgerError)) throw error
    throw new PerfledgerError(error.message, {
      hint: 'perfledger verify --repair puts it aside, here and in the store; nothing is deleted. perfledger never skips or replaces history.',
      cause: error,
    })
  }
}

/**
 * Files that were in the store and are no more, because their runs are in newer chunks of it, which are here, or were dropped for
 * good. What was never there, or is in nothing that the store has, stays.
 */
async function dropFormer(
  store: ObjectStore,
  folder: string,
  names: ReadonlySet<string>,
  seen: ReadonlySet<string>,
): Promise<void> {
  const local = await ledgerFiles(folder)
  const former = [...local].filter(([name]) => seen.has(name) && !names.has(name))
  if (former.length === 0) return
  const known = await knownRuns(new Map([...local].filter(([name]) => names.has(name))))
  const inside = await runIdsIn(former.filter(([name]) => isChunk(name)).map(([, file]) => file))
  const idsNotIn = (name: string, file: string) =>
    (isChunk(name) ? (inside.get(file) ?? []) : [basename(name, '.parquet')]).filter(
      (id) => !known[partOf(name)].has(id),
    )
  const lacking = former.flatMap(([name, file]) => idsNotIn(name, file))
  const dropped = lacking.length === 0 ? new Set<string>() : await droppedRuns(store)
  for (const [name, file] of former)
    if (idsNotIn(name, file).every((id) => dropped.has(id))) await rm(file, { force: true })
}

function vanishing(store: ObjectStore, gone: readonly string[]): PerfledgerError {
  return new PerfledgerError(`${store.url} lists files that it does not have, for example ${gone[0]}.`, {
    hint: 'Try again. Where it stays so, the store shows old listings: a ledger needs one whose listings are up to date.',
  })
}
