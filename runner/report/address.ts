import { createHash } from 'node:crypto'
import type { CaseKey } from '../plan/plan.ts'

const PLAIN = /^[a-z0-9]+(-[a-z0-9]+)*$/

/**
 * The part of an address that names a suite or a case: lower-case ASCII letters, digits and hyphens, at most 80 long.
 * A name that is not already so keeps its readable part and gets eight hex digits of its hash, so that two names
 * never share an address and an address is a function of the name alone: it stays when other names come and go.
 */
function slug(readable: string, identity: string, plain: boolean): string {
  if (plain && readable.length <= 71) return readable
  const words = readable
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 71)
    .replace(/^-+|-+$/g, '')
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, 8)
  return words === '' ? hash : `${words}-${hash}`
}

export function suiteSlug(suite: string): string {
  return slug(suite, suite, PLAIN.test(suite))
}

/** `wall-time-3f2a1bc9`: the part of an address that names a series of a case. A series' environment is always told by the hash. */
export function seriesSlug(metric: string, environment: string): string {
  return slug(metric, JSON.stringify([metric, environment]), false)
}

/** `compression--gzip`, or `compression-gzip-level-9-1f0c3a77` where params or special characters are involved. */
export function caseSlug(key: CaseKey): string {
  const known = knownSlugs.get(key)
  if (known !== undefined) return known
  const slug = slugOf(key)
  knownSlugs.set(key, slug)
  return slug
}

/** A history names the same case a million times. */
const knownSlugs = new WeakMap<CaseKey, string>()

function slugOf(key: CaseKey): string {
  const params = Object.entries(key.params).sort(([a], [b]) => (a < b ? -1 : 1))
  const plain = params.length === 0 && PLAIN.test(key.suite) && PLAIN.test(key.benchmark)
  if (plain) return slug(`${key.suite}--${key.benchmark}`, JSON.stringify([key.suite, key.benchmark]), true)
  const readable = [key.suite, key.benchmark, ...params.map(([name, value]) => `${name}-${value}`)].join(' ')
  return slug(readable, JSON.stringify([key.suite, key.benchmark, params]), false)
}
