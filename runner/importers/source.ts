import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { UsageError } from '../errors.ts'

/** A file or a folder of files of another tool, to be read and never changed. */
export interface Source {
  /** Names of the files relative to the folder, with slashes, sorted; the file's own name where the source is one file. */
  readonly files: readonly string[]
  readonly read: (file: string) => string
  readonly modifiedAt: (file: string) => Date
  /** As the user wrote it, for messages. */
  readonly path: string
  /** Absolute path of a file, for what cannot be read as text. */
  readonly absolute: (file: string) => string
}

/** More than any tracker leaves; a larger folder is some other folder. */
const MOST_FILES = 200_000
/** JavaScript holds no longer texts. */
const MOST_BYTES = 500_000_000

/**
 * Opens a path for an importer. Links are not followed, and `.git` and `node_modules` not looked into.
 * @throws UsageError where there is nothing, or it cannot be read
 */
export function openSource(written: string): Source {
  const root = path.resolve(written)
  const isFile = statOf(root, written).isFile()
  const folder = isFile ? path.dirname(root) : root
  const files = isFile ? [path.basename(root)] : listFiles(root)
  if (files.length > MOST_FILES) {
    throw new UsageError(`${written} holds ${files.length} files: that is not the folder of a tracker.`, {
      hint: 'Name the folder in which the results are, not one around it.',
    })
  }
  const texts = new Map<string, string>()
  return {
    files,
    path: written,
    absolute: (file) => path.join(folder, file),
    modifiedAt: (file) => statSync(path.join(folder, file)).mtime,
    read: (file) => {
      const known = texts.get(file)
      if (known !== undefined) return known
      const text = readText(path.join(folder, file))
      texts.set(file, text)
      return text
    },
  }
}

function statOf(root: string, written: string) {
  try {
    return statSync(root)
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw new UsageError(
      missing ? `There is no ${written}.` : `${written} cannot be read: ${(cause as Error).message}.`,
      { hint: 'Name the file or the folder that holds the history: perfledger import <path>', cause },
    )
  }
}

function listFiles(root: string): string[] {
  const found: string[] = []
  const walk = (folder: string, prefix: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const name = `${prefix}${entry.name}`
      if (entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules')
        walk(path.join(folder, entry.name), `${name}/`)
      else if (entry.isFile()) found.push(name)
    }
  }
  walk(root, '')
  return found.sort()
}

function readText(file: string): string {
  if (statSync(file).size > MOST_BYTES) throw new UsageError(`${file} is larger than 500 MB.`)
  return new TextDecoder('utf-8').decode(readFileSync(file))
}

/** The text of a file, or an empty one where it cannot be read: for detection. */
export function textForDetection(source: Source, file: string): string {
  try {
    return source.read(file)
  } catch {
    return ''
  }
}
