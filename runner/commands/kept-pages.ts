import { statSync } from 'node:fs'
import { readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

/** Which folder a build filled, and with what: only then may the next one leave pages where they are. */
interface Output {
  readonly outFolder: string
  /** Size and time of change, in milliseconds, by path. */
  readonly files: Readonly<Record<string, readonly [sizeBytes: number, mtimeMs: number]>>
}

const recordIn = (cacheFolder: string) => join(cacheFolder, 'output.json')
/** Astro's list of pages with the keys that they were rendered for. */
const manifestIn = (cacheFolder: string) => join(cacheFolder, 'incremental-build.json')

/**
 * Empties an output folder before a build, but for pages that are as the last build left them: those whose key is the same are then
 * not even copied, so that one more run costs nearly the same after ten thousand as after ten. `keep` names a file that stays
 * whatever happens, `placed` those that are not pages and will be put beside them again. Where anything is unclear, for example
 * after a build that was cut off or went elsewhere, nothing is left.
 */
export async function clearOutput(
  outFolder: string,
  cacheFolder: string,
  keep: string,
  placed: ReadonlySet<string> = new Set(),
): Promise<void> {
  const output = await readOutput(cacheFolder)
  const pages = new Set([...(await cachedPages(cacheFolder)), ...placed])
  // Until this build ends well, nobody knows what the folder holds.
  await rm(recordIn(cacheFolder), { force: true })
  const found = await filesIn(outFolder)
  const isKept = (path: string) => {
    const [sizeBytes, mtimeMs] = found.get(path) ?? []
    const [size, time] = (output?.outFolder === outFolder && output.files[path]) || []
    return path === keep || (pages.has(path) && size !== undefined && size === sizeBytes && time === mtimeMs)
  }
  const kept = new Set([...found.keys()].filter(isKept))
  if (kept.size <= 1) await removeAllBut(outFolder, keep)
  else for (const path of found.keys()) if (!kept.has(path)) await removeFile(outFolder, path)
}

/** After a build that ended well: removes the pages that were left and are no longer among those of the dashboard. */
export async function settleOutput(
  outFolder: string,
  cacheFolder: string,
  pagesBefore: ReadonlySet<string>,
): Promise<void> {
  const pages = await cachedPages(cacheFolder)
  for (const path of pagesBefore) if (!pages.has(path)) await removeFile(outFolder, path)
  const output: Output = { outFolder, files: Object.fromEntries(await filesIn(outFolder)) }
  await writeFile(recordIn(cacheFolder), JSON.stringify(output))
}

/** The pages that a cache has a key for, as paths in the output folder; none where there is no readable list. */
export async function cachedPages(cacheFolder: string): Promise<ReadonlySet<string>> {
  const manifest = await readJson<{
    routes: Record<string, { paths: Record<string, { outputFile: string }> }>
  }>(manifestIn(cacheFolder))
  const routes = Object.values(manifest?.routes ?? {})
  return new Set(
    routes.flatMap(({ paths }) =>
      Object.values(paths).map(({ outputFile }) => decodeURI(outputFile).replaceAll('/', sep)),
    ),
  )
}

async function readOutput(cacheFolder: string): Promise<Output | undefined> {
  const output = await readJson<Output>(recordIn(cacheFolder))
  return output && typeof output.files === 'object' ? output : undefined
}

/** What was kept only saves work: what is not readable does not count. */
async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T
  } catch {
    return undefined
  }
}

/** Thousands of files take less time one by one than as promises. */
async function filesIn(folder: string): Promise<Map<string, readonly [number, number]>> {
  const found = new Map<string, readonly [number, number]>()
  for (const entry of await entriesIn(folder)) {
    if (entry.isDirectory()) continue
    const file = join(entry.parentPath, entry.name)
    const { size, mtimeMs } = statSync(file)
    found.set(relative(folder, file), [size, mtimeMs])
  }
  return found
}

async function entriesIn(folder: string) {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

async function removeAllBut(folder: string, keep: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names)
    if (name !== keep && name !== '.git') await rm(join(folder, name), { recursive: true, force: true })
}

/** And the folder that was there for it alone. */
async function removeFile(folder: string, path: string): Promise<void> {
  if (path.startsWith(`.git${sep}`)) return
  await rm(join(folder, path), { force: true })
  const parent = dirname(path)
  if (parent !== '.') await rmdir(join(folder, parent)).catch(() => undefined)
}
