import { watch } from 'node:fs'
import { rm } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { ExitCode } from '../errors.ts'
import { openLedger } from '../ledger/open.ts'
import { formatDurationMs, formatQuantity } from '../units.ts'
import {
  buildSite,
  cacheFolderIn,
  loadAhead,
  measureFolder,
  normalBase,
  type SiteTarget,
  watchSite,
} from './astro-site.ts'
import { decisionsOn } from './decisions.ts'
import { freeMemory } from './free-memory.ts'
import { notesFolderOf } from './notes-folder.ts'
import {
  type LedgerPublication,
  type PublishedCount,
  prepareLedger,
  removePublished,
  withdrawLedger,
} from './publish-ledger.ts'
import {
  commitOrderIn,
  describeProject,
  fromConfig,
  publishReport,
  reportFolder,
  wholePlan,
} from './publish-report.ts'

export interface SiteOptions {
  readonly config: string
  readonly out: string
  readonly base?: string | undefined
  readonly siteUrl?: string | undefined
  readonly watch?: boolean | undefined
  /** Keeps nothing of the last report and the last build. */
  readonly full?: boolean | undefined
  readonly port: number
}

export interface SiteEffects {
  readonly env: NodeJS.ProcessEnv
  readonly print: (text: string) => void
  /** Warnings: what was built is fine, but something is without effect. */
  readonly warn?: ((text: string) => void) | undefined
  readonly now: () => Date
}

const realEffects: SiteEffects = {
  env: process.env,
  print: (text) => process.stdout.write(text),
  warn: (text) => process.stderr.write(text),
  now: () => new Date(),
}

/** `perfledger site`: ledger → report → static dashboard, or a live one with --watch. */
export async function site(options: SiteOptions, effects: SiteEffects = realEffects): Promise<ExitCode> {
  const config = await loadConfig(options.config, effects.env)
  const outFolder = resolve(config.root, options.out)
  const publication = publicationOf(config, outFolder)
  const target: SiteTarget = {
    reportFolder: reportFolder(config.ledger),
    notesFolder: notesFolderOf(config),
    wordsFile: config.site?.words,
    ...(config.site?.ledger ? { publication } : {}),
    outFolder,
    cacheFolder: cacheFolderIn(config.root),
    base: normalBase(options.base ?? effects.env.PERFLEDGER_BASE),
    siteUrl: options.siteUrl ?? effects.env.PERFLEDGER_SITE,
  }
  const startedMs = performance.now()
  loadAhead()
  await refreshReport(config, effects, options.full)
  freeMemory()
  if (options.full) await rm(target.cacheFolder, { recursive: true, force: true })
  if (!target.publication) await withdrawLedger(publication)
  if (options.watch) return live(config, target, options.port, effects)
  const published = await buildSite(target)
  if (!target.publication) await removePublished(publication)
  const { pages, sizeBytes } = await measureFolder(target.outFolder)
  const took = formatDurationMs(performance.now() - startedMs)
  const folder = relative(process.cwd(), target.outFolder) || '.'
  effects.print(
    `${pages} pages, ${formatQuantity(sizeBytes, 'B')} in ${folder}/ (${took}). Look at them with: perfledger preview\n`,
  )
  if (published) effects.print(publishedText(published))
  return ExitCode.ok
}

function publicationOf(config: Config, outFolder: string): LedgerPublication {
  return {
    ledger: config.ledger,
    reportFolder: reportFolder(config.ledger),
    copyFolder: `${cacheFolderIn(config.root)}-ledger`,
    outFolder,
    commitOrder: commitOrderIn(config.root),
  }
}

function publishedText({ files, sizeBytes, copied }: PublishedCount): string {
  const what = `${files} ${files === 1 ? 'file' : 'files'} of the ledger, ${formatQuantity(sizeBytes, 'B')}`
  return `With them: ${what} (${copied} new), to be asked in SQL at explore/.\n`
}

async function refreshReport(config: Config, effects: SiteEffects, fromNothing = false): Promise<void> {
  const ledger = await openLedger(config.ledger, { commitOrder: commitOrderIn(config.root) })
  try {
    const decisions = await decisionsOn(config.ledger, (text) => effects.warn?.(`warning ${text}\n`))
    const today = { ...fromConfig(config, wholePlan(config)), decisions }
    await publishReport(
      ledger,
      await describeProject(config),
      today,
      reportFolder(config.ledger),
      effects.now(),
      { fromNothing },
    )
  } finally {
    ledger.close()
  }
}

/** Waits this long after the last change in the ledger before the report is made anew. */
const SETTLE_MS = 300

async function live(
  config: Config,
  target: SiteTarget,
  port: number,
  effects: SiteEffects,
): Promise<ExitCode> {
  if (target.publication) await prepareLedger(target.publication)
  const server = await watchSite(target, port)
  effects.print(`${server.url}  (Ctrl-C ends)\n`)
  let timer: NodeJS.Timeout | undefined
  const refresh = async () => {
    try {
      await refreshReport(config, effects)
      if (target.publication) await prepareLedger(target.publication)
    } catch (error) {
      effects.print(`The report could not be made anew: ${(error as Error).message}\n`)
    }
  }
  watch(config.ledger, { recursive: true }, (_event, name) => {
    if (!/\.(parquet|yaml)$/.test(name ?? '') || name?.startsWith('report')) return
    clearTimeout(timer)
    timer = setTimeout(refresh, SETTLE_MS)
  })
  await server.closed()
  return ExitCode.ok
}
