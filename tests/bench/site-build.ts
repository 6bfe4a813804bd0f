import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buildSite } from '../../runner/commands/astro-site.ts'

/** Builds the dashboard of 176 runs and 30 cases from nothing. */
const folder = join(import.meta.dirname, '../../node_modules/.cache/perfledger-bench')
for (const name of ['dist', 'cache']) await rm(join(folder, name), { recursive: true, force: true })
await buildSite({
  reportFolder: join(folder, 'data', 'report'),
  outFolder: join(folder, 'dist'),
  cacheFolder: join(folder, 'cache'),
  base: '/',
  siteUrl: undefined,
})
