import { constants } from 'node:fs'
import { access, link, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { PerfledgerError } from '../errors.ts'
import { makeFolders } from './folders.ts'
import { temporaryName } from './layout.ts'
import { faultOf } from './parquet-file.ts'

/** A file that is whole and synced under a temporary name, and where it is going to be. */
export interface StagedFile {
  readonly temporary: string
  readonly target: string
  readonly sizeBytes: number
}

/**
 * First half of a write that is all or nothing: `write` makes the file under a temporary name beside the target and
 * syncs it; it is then looked at. Whatever fails, the temporary file is removed and the error passed on.
 */
export async function stageFile(target: string, write: (file: string) => Promise<void>): Promise<StagedFile> {
  await makeFolders(path.dirname(target))
  const temporary = temporaryName(target)
  try {
    await write(temporary)
    const fault = faultOf(temporary)
    if (fault !== undefined) throw new PerfledgerError(`What was just written ${fault}: ${temporary}.`)
    return { temporary, target, sizeBytes: (await stat(temporary)).size }
  } catch (error) {
    // What went wrong first is what is told, even where nothing can be removed any more.
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
}

/**
 * Second half: gives the file its name, for readers all at once, and makes that last. Never overwrites: returns false
 * where a file of that name exists, and then leaves it as it is. The temporary name is gone afterwards.
 */
export async function publishFile(staged: StagedFile): Promise<boolean> {
  try {
    await linkOrRename(staged)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(staged.temporary, { force: true })
  }
  return true
}

/** Gives up a staged file: nothing of it stays. */
export async function discardFile(staged: StagedFile): Promise<void> {
  await rm(staged.temporary, { force: true })
}

/** A rename would replace an existing file; a link fails. File systems without links get the next best thing. */
async function linkOrRename({ temporary, target }: StagedFile): Promise<void> {
  try {
    await link(temporary, target)
  } catch (error) {
    if (!noLinksHere((error as NodeJS.ErrnoException).code)) throw error
    if (await exists(target)) throw Object.assign(new Error('exists'), { code: 'EEXIST' })
    await rename(temporary, target)
  }
}

function noLinksHere(code: string | undefined): boolean {
  return (
    code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS' || code === 'EMLINK' || code === 'EOPNOTSUPP'
  )
}

async function exists(file: string): Promise<boolean> {
  return access(file, constants.F_OK).then(
    () => true,
    () => false,
  )
}
