import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Surroundings } from './meaning.ts'

/**
 * The project as package.json in the folder names it; the folder's name where there is no such file or it says nothing.
 * A package.json that cannot be read is npm's to complain about, and none of the results depend on it.
 */
export async function foundProject(folder: string): Promise<Surroundings['project']> {
  const said = await readJson(join(folder, 'package.json'))
  const { name, repository } = (said !== null && typeof said === 'object' ? said : {}) as Record<
    string,
    unknown
  >
  return {
    name: typeof name === 'string' && name !== '' ? name : basename(folder) || 'project',
    repository: repositoryUrl(repository),
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** `git+https://github.com/owner/name.git`, `github:owner/name` and `owner/name` as an address for links. */
export function repositoryUrl(repository: unknown): string | undefined {
  const url =
    repository !== null && typeof repository === 'object' ? (repository as { url?: unknown }).url : repository
  if (typeof url !== 'string') return undefined
  const short = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(url)
  if (short) return `https://github.com/${short[1]}`
  const long = /^(?:git\+)?(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/\s]+\/\S+?)(?:\.git)?\/*$/.exec(url)
  const scp = /^[^@/\s]+@([^:/\s]+):(\S+?)(?:\.git)?\/*$/.exec(url)
  if (scp) return `https://${scp[1]}/${scp[2]}`
  return long ? `https://${long[1]}` : undefined
}
