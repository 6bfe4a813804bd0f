import { createHash } from 'node:crypto'
import { relative, sep } from 'node:path'
import type { Config } from './config.ts'

/**
 * 16 hex digits over everything that the config says, but for the look of the dashboard. The same file gives the same
 * hash on every machine and in every folder; comments, spelling of units and order of keys in maps do not matter, order
 * of suites does.
 */
export function configHash(config: Config): string {
  const { file: _file, root, ledger, site: _site, ...rest } = config
  const said = { ...rest, ledger: relative(root, ledger).split(sep).join('/') }
  return createHash('sha256').update(canonical(said)).digest('hex').slice(0, 16)
}

/** JSON with sorted keys; Infinity, which JSON lacks, as a text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part === Infinity) return 'Infinity'
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
  })
}
