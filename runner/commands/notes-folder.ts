import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { UsageError } from '../errors.ts'

/** Where notes are looked for when the config does not name a folder. */
const USUAL_FOLDER = 'perf-notes'

/**
 * The folder of the notes that become pages of the dashboard: the config's, or `perf-notes` beside it where there is one.
 * @throws UsageError where the config names a folder that does not exist.
 */
export function notesFolderOf(config: Pick<Config, 'root' | 'site'>): string | undefined {
  const named = config.site?.notes
  if (named === undefined) {
    const usual = join(config.root, USUAL_FOLDER)
    return isFolder(usual) ? usual : undefined
  }
  if (isFolder(named)) return named
  throw new UsageError(`\`site.notes\` names ${named}, which is not a folder.`, {
    hint: 'The path is relative to the config file. Make the folder, or leave the line out.',
  })
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
