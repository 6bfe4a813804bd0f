import { globSync, readFileSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { OutputError } from '../adapters/adapter.ts'
import { MAX_CAPTURE_BYTES } from './executor.ts'

/** How the files of a folder stood: each one's identity by its path. */
type FolderState = ReadonlyMap<string, string>

/** The folder's files that match, as a text that can be compared: a line for each, its path first. */
export function stateOfFolder(folder: string, glob: string): string {
  return [...readState(folder, glob)].map(([path, identity]) => `${path}\t${identity}`).join('\n')
}

function readState(folder: string, glob: string): FolderState {
  const paths = globSync(glob, { cwd: folder })
    .map((path) => path.split(sep).join('/'))
    .sort()
  return new Map(
    paths.map((path) => {
      const { ino, size, mtimeNs } = statSync(join(folder, path), { bigint: true })
      return [path, `${ino} ${size} ${mtimeNs}`]
    }),
  )
}

/**
 * The texts of the files that were written since, and of those beside them: a benchmark that this iteration left alone is an old
 * result.
 * @param before what `stateOfFolder` gave before
 * @throws OutputError where nothing was written, or more than may be read
 */
export function writtenFiles(
  name: string,
  folder: string,
  glob: string,
  before: string,
): Map<string, string> {
  const earlier = new Set(before.split('\n'))
  const now = readState(folder, glob)
  const places = new Set(
    [...now]
      .filter(([path, identity]) => !earlier.has(`${path}\t${identity}`))
      .map(([path]) => placeOf(path)),
  )
  const paths = [...now.keys()].filter((path) => places.has(placeOf(path)))
  if (paths.length === 0) throw new OutputError(`${name}: this iteration wrote no ${glob} in this folder`)
  refuseTooMuch(name, folder, paths)
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

const placeOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

function refuseTooMuch(name: string, folder: string, paths: readonly string[]): void {
  const size = paths.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0)
  if (size > MAX_CAPTURE_BYTES) {
    throw new OutputError(`${name}: ${size} bytes are more than the ${MAX_CAPTURE_BYTES} that are read`)
  }
}
