import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { UsageError } from '../errors.ts'
import { makeFolders } from '../ledger/folders.ts'

/** What a folder remembers of the store that it is a copy of. Losing it costs a comparison, never a run. */
export interface CopyState {
  readonly url: string
  /** Files that were seen in the store: as long as they are there, a copy of them is nothing new. */
  readonly names: ReadonlySet<string>
  /** Whether the store refuses to write over an object when it is asked to; undefined before the first write. */
  readonly refuses: boolean | undefined
  /** For each file of decisions, its newest version that was seen, and the hash of its text. */
  readonly decisions: Readonly<Record<string, { readonly version: number; readonly hash: string }>>
}

const fileName = '.store.json'

/**
 * The state of a folder that is, or is to be, the copy of this store. Makes the folder where it is absent, and keeps git from
 * taking it for a part of the project. Throws UsageError where it is the copy of another store.
 */
export async function readState(folder: string, url: string): Promise<CopyState> {
  await keepFromGit(folder)
  const text = await readFile(join(folder, fileName), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  const found = parsed(text)
  if (found?.url !== undefined && found.url !== url) {
    throw new UsageError(`${folder} is the copy of ${found.url}, not of ${url}.`, {
      hint: `Name another folder for this one: ledger: { url: ${url}, cache: … }. Nothing was changed.`,
    })
  }
  return {
    url,
    names: new Set(found?.names ?? []),
    refuses: found?.refuses,
    decisions: found?.decisions ?? {},
  }
}

/** A folder that is made here, or is where copies are unless somebody says otherwise. */
async function keepFromGit(folder: string): Promise<void> {
  const file = join(folder, '.gitignore')
  const isOwn = !existsSync(folder) || basename(dirname(folder)) === '.perfledger'
  if (!isOwn || existsSync(file)) return
  await makeFolders(folder)
  await writeFile(file, '*\n')
}

type Written = Omit<CopyState, 'names'> & { readonly names: readonly string[] }

/** What was cut off is as good as lost. */
function parsed(text: string | undefined): Partial<Written> | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Partial<Written>)
  } catch {
    return undefined
  }
}

/** Under another name first, so that nobody reads half of it. Of two that write at once, the last wins. */
export async function writeState(folder: string, state: CopyState): Promise<void> {
  const temporary = join(folder, `${fileName}.${randomBytes(6).toString('hex')}.tmp`)
  await writeFile(temporary, `${JSON.stringify({ ...state, names: [...state.names].sort() })}\n`)
  await rename(temporary, join(folder, fileName))
}

/** Of a text of decisions. */
export function hashOf(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
