import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** A page as it was written to the output folder. */
export interface BuiltPage {
  /** From the base on: `benchmarks/compression--zstd/`. */
  readonly path: string
  readonly html: string
}

export async function builtPages(outFolder: string): Promise<BuiltPage[]> {
  const entries = await readdir(outFolder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.html'))
  return Promise.all(
    files.map(async (entry) => {
      const file = join(entry.parentPath, entry.name)
      const path = relative(outFolder, file)
        .split(sep)
        .join('/')
        .replace(/(^|\/)index\.html$/, '$1')
      return { path, html: await readFile(file, 'utf8') }
    }),
  )
}

/** Addresses inside the site that a page links to or loads, without their query and anchor. */
export function internalAddresses({ html }: BuiltPage): string[] {
  const found = [...html.matchAll(/\s(?:href|src|data-runs|data-chart-source)="([^"]*)"/g)].map(
    ([, address]) => address!,
  )
  return found
    .filter((address) => address !== '' && !/^(?:https?:|#|data:)/.test(address))
    .map((address) => address.replaceAll('&amp;', '&').replace(/[?#].*$/, ''))
}

/** True where an address leads to a file of the output folder. */
export function leadsToFile(address: string, base: string, outFolder: string): boolean {
  if (!address.startsWith(base)) return false
  const path = decodeURIComponent(address.slice(base.length))
  return existsSync(join(outFolder, path === '' || path.endsWith('/') ? `${path}index.html` : path))
}
