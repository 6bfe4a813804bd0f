import { mkdtemp, open, readdir, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { checkReadable } from './check.ts'
import { brokenFile } from './faults.ts'
import { makeFolders, syncFolder } from './folders.ts'
import { isChunk, type LedgerPart, listLedgerFiles, temporaryName } from './layout.ts'
import { faultOf } from './parquet-file.ts'
import { discardFile, publishFile } from './place.ts'
import { runIdsIn } from './run-ids.ts'

const parts: readonly LedgerPart[] = ['runs', 'verdicts']

/** The files of a ledger by their names in it, with slashes: `runs/year=2026/month=11/….parquet` → absolute. */
export async function ledgerFiles(folder: string): Promise<Map<string, string>> {
  const files = (await Promise.all(parts.map((part) => listLedgerFiles(folder, part)))).flat()
  return new Map(
    files.map((file) => [path.relative(folder, file).split(path.sep).join('/'), path.resolve(file)]),
  )
}

/** True for a name that a file of a ledger can have; nothing else is taken from or put among them. */
export function isLedgerName(name: string): boolean {
  return /^(runs|verdicts)\/(?:[\w=-]+\/)*[0-9A-Za-z][\w.-]*\.parquet$/.test(name) && !name.includes('..')
}

/** For each part, the runs that a ledger has something of, whatever files they are in. */
export async function knownRuns(
  files: ReadonlyMap<string, string>,
): Promise<Record<LedgerPart, ReadonlySet<string>>> {
  const chunks = [...files].filter(([name]) => isChunk(name))
  const inChunks = await runIdsIn(chunks.map(([, file]) => file))
  const known = { runs: new Set<string>(), verdicts: new Set<string>() }
  for (const name of files.keys())
    if (!isChunk(name)) known[partOf(name)].add(path.basename(name, '.parquet'))
  for (const [name, file] of chunks) for (const id of inChunks.get(file) ?? []) known[partOf(name)].add(id)
  return known
}

export function partOf(name: string): LedgerPart {
  return name.startsWith('verdicts/') ? 'verdicts' : 'runs'
}

/** A folder beside the files of a ledger, on the same disk, that no reader looks into. Remove it when done. */
export async function waitingFolder(folder: string): Promise<string> {
  await makeFolders(folder)
  return mkdtemp(path.join(folder, '.waiting-'))
}

/**
 * Puts the files of a waiting folder, laid out like a ledger, into the ledger, each whole and synced; a name that is taken stays as it
 * is. Nothing is put where one of them is damaged.
 * Throws PerfledgerError that names a damaged file.
 */
export async function takeIn(folder: string, waiting: string): Promise<number> {
  await checkReadable(waiting)
  let taken = 0
  const folders = new Set<string>()
  for (const [name, temporary] of await ledgerFiles(waiting)) {
    const target = path.join(folder, name)
    await makeFolders(path.dirname(target))
    await syncFile(temporary)
    if (await publishFile({ temporary, target, sizeBytes: (await stat(temporary)).size })) taken += 1
    folders.add(path.dirname(target))
  }
  for (const each of folders) await syncFolder(each)
  return taken
}

export interface TakeOptions {
  /** Where it came from, for the message about one that is damaged. */
  readonly from: string
  /** Take it as it is: for a look at what is wrong with it. */
  readonly damagedToo?: boolean | undefined
}

/**
 * Puts one file into the ledger by its name there, whole and synced. False where the name is taken: that file stays as it is.
 * Throws PerfledgerError where the content is no whole Parquet file; nothing is left behind then.
 */
export async function takeFile(
  folder: string,
  name: string,
  content: Uint8Array,
  { from, damagedToo = false }: TakeOptions,
): Promise<boolean> {
  const target = path.join(folder, name)
  await makeFolders(path.dirname(target))
  const staged = { temporary: temporaryName(target), target, sizeBytes: content.length }
  try {
    await writeFile(staged.temporary, content, { flag: 'wx' })
    await syncFile(staged.temporary)
    const fault = faultOf(staged.temporary)
    if (fault !== undefined && !damagedToo) throw brokenFile(from, fault)
    const taken = await publishFile(staged)
    await syncFolder(path.dirname(target))
    return taken
  } catch (error) {
    await discardFile(staged).catch(() => undefined)
    throw error
  }
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What pulls that were killed left behind. */
export async function removeWaiting(folder: string, olderThanMs: number): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter((each) => each.startsWith('.waiting-'))) {
    const { mtimeMs } = await stat(path.join(folder, name))
    if (Date.now() - mtimeMs > olderThanMs)
      await rm(path.join(folder, name), { recursive: true, force: true })
  }
}
