import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** How a file of the report looks from outside. */
export interface FileLooks {
  readonly sizeBytes: number
  /** Whole seconds: what copies files, such as the cache of a CI service, may not keep more. */
  readonly changedAtS: number
}

/**
 * Writes a file where its content is not that already, whole or not at all. A file of another size need not be read to know that it
 * changed. Synchronous: for ten thousand small files, promises take longer than the disk.
 */
export function writeChangedFile(file: string, content: string): FileLooks {
  const bytes = Buffer.from(content)
  const found = statSync(file, { throwIfNoEntry: false })
  const isSame = found?.size === bytes.length && readFileSync(file).equals(bytes)
  return looksOf(isSame ? found : replaced(file, bytes))
}

export function looksOf({ size, mtimeMs }: Stats): FileLooks {
  return { sizeBytes: size, changedAtS: Math.floor(mtimeMs / 1_000) }
}

function replaced(file: string, bytes: Buffer): Stats {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    const stats = written(temporary, bytes)
    renameSync(temporary, file)
    return stats
  } catch (error) {
    // On a full disk, what was begun would take the last space.
    rmSync(temporary, { force: true })
    throw error
  }
}

function written(file: string, bytes: Buffer): Stats {
  const descriptor = opened(file)
  try {
    writeFileSync(descriptor, bytes)
    return fstatSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function opened(file: string): number {
  try {
    return openSync(file, 'w')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    mkdirSync(dirname(file), { recursive: true })
    return openSync(file, 'w')
  }
}
