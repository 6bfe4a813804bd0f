import { mkdir, open, stat } from 'node:fs/promises'
import path from 'node:path'

/**
 * Makes a folder and those above it, and makes their names last. Node's own recursive `mkdir` never returns where the
 * system says "no such file" to a new name in a folder that exists (as in /proc), and hides a read-only file system
 * behind that same message: here the system's first answer is what is told.
 */
export async function makeFolders(folder: string): Promise<void> {
  if (await isFolder(folder)) return
  const parent = path.dirname(folder)
  if (parent !== folder) await makeFolders(parent)
  try {
    await mkdir(folder)
  } catch (error) {
    // Another process may have made it since.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !(await isFolder(folder))) throw error
  }
  await syncFolder(parent)
}

/** Absent is no; a file in the way is told by what is tried next. */
async function isFolder(folder: string): Promise<boolean> {
  return stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

/**
 * Syncs a folder, so that the names in it outlast a crash of the machine. Windows and some network file systems have no
 * such call and need none.
 */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  try {
    await syncFile(folder, 'r')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EINVAL' && code !== 'ENOTSUP') throw error
  }
}

/** Waits until the disk has all of a file. */
async function syncFile(file: string, flags: string): Promise<void> {
  const handle = await open(file, flags)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
