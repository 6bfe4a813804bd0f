import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PerfledgerError, UsageError } from '../errors.ts'
import { cachedPages, clearOutput, settleOutput } from './kept-pages.ts'
import { placeData, publishedData } from './place-data.ts'
import {
  keepPublished,
  type LedgerPublication,
  type PublishedCount,
  placeLedger,
  prepareLedger,
} from './publish-ledger.ts'

/** The folder of the package that this code came with: it carries the site's sources. */
const packageFolder = fileURLToPath(new URL('../..', import.meta.url))

/** Where a site is built and under which address it will be served. */
export interface SiteTarget {
  /** Absolute. */
  readonly reportFolder: string
  /** Absolute file of the words to use instead of the English ones; undefined for English. */
  readonly wordsFile?: string | undefined
  /** Absolute folder of the notes; undefined where there is none. */
  readonly notesFolder?: string | undefined
  /** The ledger, where its files are published with the pages. */
  readonly publication?: LedgerPublication | undefined
  /** Absolute. */
  readonly outFolder: string
  /** Absolute; what may be kept from one build to the next. */
  readonly cacheFolder: string
  /** Begins and ends with a slash. */
  readonly base: string
  readonly siteUrl: string | undefined
}

/** `my-project` and `/my-project` both mean `/my-project/`. */
export function normalBase(base: string | undefined): string {
  const inner = (base ?? '').replace(/^\/+|\/+$/g, '')
  if (/[^\w./~-]/.test(inner)) {
    throw new UsageError(`'${base}' cannot be the path of a site.`, {
      hint: 'A base looks like /my-project/.',
    })
  }
  return inner === '' ? '/' : `/${inner}/`
}

function astroConfig(target: SiteTarget) {
  process.env.ASTRO_TELEMETRY_DISABLED = '1'
  process.env.PERFLEDGER_REPORT = target.reportFolder
  // An empty text is no folder; a deleted variable would let one of the caller's through.
  process.env.PERFLEDGER_NOTES = target.notesFolder ?? ''
  process.env.PERFLEDGER_WORDS = target.wordsFile ?? ''
  process.env.PERFLEDGER_LEDGER = target.publication?.copyFolder ?? ''
  return {
    root: packageFolder,
    configFile: 'astro.config.mjs',
    outDir: target.outFolder,
    cacheDir: target.cacheFolder,
    base: target.base,
    ...(target.siteUrl ? { site: target.siteUrl } : {}),
    logLevel: 'warn' as const,
  }
}

/** Builds the dashboard of a report folder, and publishes the ledger with it where that is asked for: what was published is returned. */
export async function buildSite(target: SiteTarget): Promise<PublishedCount | undefined> {
  refuseOwnFolders(target)
  await refuseForeignFolder(target.outFolder)
  const { publication } = target
  if (publication) await keepPublished(publication)
  const published = publication && (await prepareLedger(publication))
  await buildPages(target)
  if (publication) await placeLedger(publication)
  return published
}

/** Loads what builds pages while something else is under way: that takes most of a second. What fails is told by the build. */
export function loadAhead(): void {
  import('astro').catch(() => undefined)
}

async function buildPages(target: SiteTarget): Promise<void> {
  const { outFolder, cacheFolder, reportFolder } = target
  const { build } = await import('astro')
  try {
    const before = await cachedPages(cacheFolder)
    await clearOutput(outFolder, cacheFolder, MARK.file, publishedData(reportFolder))
    await build({ ...astroConfig(target), vite: { build: { emptyOutDir: false } } })
    placeData(reportFolder, outFolder)
    await settleOutput(outFolder, cacheFolder, before)
  } catch (error) {
    throw new PerfledgerError(`The dashboard could not be built: ${(error as Error).message}`, {
      hint: hintFor(error as Error, target),
      cause: error,
    })
  }
}

function hintFor({ name }: Error, { cacheFolder, notesFolder, wordsFile }: SiteTarget): string {
  if (name === 'WordsError') return `The words are in ${wordsFile}.`
  return name === 'NoteError'
    ? `The notes are in ${notesFolder}.`
    : `If ${cacheFolder} is from an interrupted build, remove it and try again.`
}

/** A build empties its output folder: it must not be one that holds anything else of value. */
function refuseOwnFolders({ outFolder, reportFolder }: SiteTarget): void {
  const holds = (inner: string) => !relative(outFolder, inner).startsWith('..')
  if (holds(process.cwd()) || holds(reportFolder)) {
    throw new UsageError(`${outFolder} cannot be the output folder: building empties it.`, {
      hint: 'Choose a folder of its own: --out dist',
    })
  }
}

/** A file of every dashboard, there from the beginning of a build, that no other folder has. */
const MARK = { file: 'theme.js', text: 'perfledger' }

async function refuseForeignFolder(outFolder: string): Promise<void> {
  const names = await readdir(outFolder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return []
    throw new UsageError(`${outFolder} cannot be the output folder: ${error.message}.`, { cause: error })
  })
  if (names.length === 0) return
  const mark = names.includes(MARK.file) ? await readFile(join(outFolder, MARK.file), 'utf8') : ''
  if (mark.includes(MARK.text)) return
  throw new UsageError(`${outFolder} holds something that is not a dashboard, and building would empty it.`, {
    hint: 'Choose another folder (--out perf-site), or remove this one yourself.',
  })
}

export interface Server {
  readonly url: string
  readonly closed: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Serves a built dashboard on this machine only. Port 0 takes a free one. */
export async function serveSite(target: SiteTarget, port: number): Promise<Server> {
  const { preview } = await import('astro')
  const server = await preview({ ...astroConfig(target), server: { host: '127.0.0.1', port } })
  const url = `http://127.0.0.1:${server.port}${target.base}`
  return { url, closed: () => server.closed(), stop: () => server.stop() }
}

/** Serves the dashboard from its sources and reloads pages as the report changes. */
export async function watchSite(target: SiteTarget, port: number): Promise<Server> {
  const { dev } = await import('astro')
  const server = await dev({ ...astroConfig(target), server: { host: '127.0.0.1', port } })
  const url = `http://127.0.0.1:${server.address.port}${target.base}`
  return { url, closed: () => new Promise(() => {}), stop: () => server.stop() }
}

/** How much was built: pages and bytes. */
export async function measureFolder(folder: string): Promise<{ pages: number; sizeBytes: number }> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile())
  const sizes = await Promise.all(
    files.map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
  )
  const pages = files.filter((entry) => entry.name.endsWith('.html')).length
  return { pages, sizeBytes: sizes.reduce((sum, size) => sum + size, 0) }
}

/** Kept with the project's other caches, outside what is published. */
export function cacheFolderIn(root: string): string {
  return resolve(root, 'node_modules', '.cache', 'perfledger-site')
}
