import { constants, copyFileSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const DATA = 'data'

/** The files of a report that are published with the pages as they are, as paths in the folder of the pages. */
export function publishedData(reportFolder: string): Set<string> {
  return new Set(filesIn(join(reportFolder, DATA)).map((file) => relative(reportFolder, file)))
}

/**
 * Puts the files of a report's `data/` beside the pages, after a build. One of the same size and time of change is there already: a
 * build leaves it where it is. Thousands of files take less time one by one than as promises.
 */
export function placeData(reportFolder: string, outFolder: string): void {
  for (const path of publishedData(reportFolder)) copyChanged(join(reportFolder, path), join(outFolder, path))
}

function copyChanged(from: string, to: string): void {
  const source = statSync(from)
  const present = statSync(to, { throwIfNoEntry: false })
  if (present?.size === source.size && Math.abs(present.mtimeMs - source.mtimeMs) < 1) return
  if (!present) mkdirSync(dirname(to), { recursive: true })
  else rmSync(to)
  copyFileSync(from, to, constants.COPYFILE_FICLONE)
  utimesSync(to, source.atime, source.mtime)
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
      .map((entry) => join(entry.parentPath, entry.name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
