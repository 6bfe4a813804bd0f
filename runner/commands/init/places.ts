import type { ProjectFolder } from './candidate.ts'
import { ignoresFolder } from './ignore-text.ts'
import type { PackageJson } from './package-json.ts'

/** Folders that perfledger will write to, relative to the project, without a slash at the end. */
export interface Places {
  /** Committed: the history. */
  readonly ledger: string
  /** Generated: the dashboard. */
  readonly site: string
}

/** The folders that perfledger writes to when nothing is said. */
export const USUAL: Places = { ledger: 'data', site: 'dist' }

/** The usual folders, or others where the project uses those for something else or never commits them. */
export async function choosePlaces(folder: ProjectFolder, found: PackageJson | undefined): Promise<Places> {
  const ignored = (await folder.read('.gitignore')) ?? ''
  const hasData = folder.files.some((file) => file.startsWith('data/')) || ignoresFolder(ignored, 'data')
  const buildsIntoDist = found !== undefined && /["'/\s=]dist\b/.test(found.text)
  return { ledger: hasData ? 'perf-data' : USUAL.ledger, site: buildsIntoDist ? 'perf-site' : USUAL.site }
}

/** `perfledger site`, with the folder where it is not the usual one. */
export function siteCommand({ site }: Places, verb: 'site' | 'preview'): string {
  return `perfledger ${verb}${site === USUAL.site ? '' : ` --out ${site}`}`
}
