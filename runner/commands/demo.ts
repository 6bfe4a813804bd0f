import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { demoNotes } from '../demo/notes.ts'
import { ExitCode, UsageError } from '../errors.ts'
import type { ReportIndex } from '../report/model.ts'
import { formatDurationMs } from '../units.ts'
import { buildSite, measureFolder, normalBase, type SiteTarget, serveSite } from './astro-site.ts'
import { writeDemoReport } from './demo-report.ts'

export interface DemoOptions {
  readonly out?: string | undefined
  readonly seed: number
  readonly port: number
  readonly base: string
  readonly serve: boolean
}

/** `perfledger demo`: a dashboard over a generated history, that says so on every page, to look around in. */
export async function demo(options: DemoOptions): Promise<ExitCode> {
  const folder = options.out ? resolve(options.out) : await mkdtemp(join(tmpdir(), 'perfledger-demo-'))
  const startedMs = performance.now()
  const target: SiteTarget = {
    reportFolder: join(folder, 'data', 'report'),
    notesFolder: join(folder, 'perf-notes'),
    outFolder: join(folder, 'dist'),
    cacheFolder: join(folder, 'cache'),
    base: normalBase(options.base),
    siteUrl: undefined,
  }
  if (options.out) await clearEarlierDemo(folder, target)
  try {
    process.stdout.write('Generating a history, judging it and building its dashboard …\n')
    const now = new Date()
    const runs = await writeDemoReport(join(folder, 'data'), options.seed, now)
    await writeNotes(join(folder, 'perf-notes'), options.seed, now)
    await buildSite(target)
    const { pages } = await measureFolder(target.outFolder)
    const took = formatDurationMs(performance.now() - startedMs)
    process.stdout.write(`${runs} generated runs, ${pages} pages in ${target.outFolder} (${took})\n`)
    if (options.serve) await serve(target, options.port)
    return ExitCode.ok
  } finally {
    if (!options.out && options.serve) await rm(folder, { recursive: true, force: true })
  }
}

/** A demo is made anew; anything else in the folder, a real ledger above all, must not be mixed with it. */
async function clearEarlierDemo(folder: string, { reportFolder, cacheFolder }: SiteTarget): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return []
    throw new UsageError(`${folder} cannot hold the demo: ${error.message}.`, { cause: error })
  })
  if (names.length === 0) return
  const index = await readFile(join(reportFolder, 'index.json'), 'utf8').catch(() => '{}')
  const isDemo = (JSON.parse(index) as Partial<ReportIndex>).project?.generated === true
  if (!isDemo || names.some((name) => !['data', 'dist', 'cache', 'perf-notes'].includes(name))) {
    throw new UsageError(`${folder} holds something that is not a demo.`, {
      hint: 'Name a new folder: perfledger demo --out my-demo',
    })
  }
  await rm(dirname(reportFolder), { recursive: true })
  await rm(cacheFolder, { recursive: true, force: true })
  await rm(join(folder, 'perf-notes'), { recursive: true, force: true })
}

async function writeNotes(folder: string, seed: number, now: Date): Promise<void> {
  await mkdir(folder)
  for (const { name, text } of demoNotes(seed, now)) await writeFile(join(folder, name), text)
}

async function serve(target: SiteTarget, port: number): Promise<void> {
  const server = await serveSite(target, port)
  process.stdout.write(`\n  ${server.url}  (Ctrl-C ends)\n\n`)
  process.once('SIGINT', () => void server.stop())
  process.once('SIGTERM', () => void server.stop())
  await server.closed()
}
