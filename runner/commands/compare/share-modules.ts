import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

const LOCK_FILES = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
]

/**
 * Gives a version the installed packages of the user's folder, where both lock files are equal: a `node_modules` of its
 * own whose entries are links. A link for the whole folder would be less work, but then an `npm ci` in the build of the
 * version would empty the user's own; so it only takes links away. What begins with a dot (caches) is not shared, and
 * links to workspaces lead into the version itself. Returns whether anything is shared.
 */
export function shareModules(from: string, to: string): boolean {
  const source = join(from, 'node_modules')
  const target = join(to, 'node_modules')
  if (!existsSync(source) || existsSync(target) || !hasEqualLock(from, to)) return false
  linkEntries(source, target)
  return true
}

function hasEqualLock(from: string, to: string): boolean {
  const locks = LOCK_FILES.filter((name) => existsSync(join(from, name)) || existsSync(join(to, name)))
  return locks.length > 0 && locks.every((name) => isEqualFile(join(from, name), join(to, name)))
}

function isEqualFile(one: string, other: string): boolean {
  return existsSync(one) && existsSync(other) && readFileSync(one).equals(readFileSync(other))
}

/** Scopes and `.bin` become folders of links themselves. */
function linkEntries(source: string, target: string): void {
  mkdirSync(target, { recursive: true })
  for (const name of readdirSync(source)) {
    const [entry, link] = [join(source, name), join(target, name)]
    if (name.startsWith('@') || name === '.bin') linkEntries(entry, link)
    else if (!name.startsWith('.')) symlinkSync(leadsTo(entry), link)
  }
}

/** A relative link, such as that of a workspace, means the same place in the version; all else is the user's entry. */
function leadsTo(entry: string): string {
  if (!lstatSync(entry).isSymbolicLink()) return entry
  const written = readlinkSync(entry)
  const isInside = !written.startsWith('/') && !join(dirname(entry), written).includes('node_modules')
  return isInside ? written : entry
}
