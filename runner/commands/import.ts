import { isDeepStrictEqual } from 'node:util'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { loadMapping } from '../config/mapping-schema.ts'
import { ExitCode, UsageError } from '../errors.ts'
import type { Unread } from '../importers/importer.ts'
import { importerFor, type ReadHistory, readHistory } from '../importers/index.ts'
import { openSource } from '../importers/source.ts'
import { appendRuns } from '../ledger/append.ts'
import { appendHistory } from '../ledger/append-many.ts'
import { exportRuns } from '../ledger/export.ts'
import { openLedger } from '../ledger/open.ts'
import type { MeasuredRun } from '../measure/record.ts'
import { formatDurationMs } from '../units.ts'
import { tidyLedger } from './tidy-ledger.ts'
import { toolVersion } from './tool-version.ts'

export interface ImportCommandOptions {
  readonly config: string
  /** File or folder of the other tool. */
  readonly from: string
  readonly as?: string | undefined
  readonly mapping?: string | undefined
  readonly suite?: string | undefined
  readonly dryRun?: boolean | undefined
}

export interface ImportEffects {
  readonly env: NodeJS.ProcessEnv
  readonly print: (text: string) => void
  readonly tell: (text: string) => void
}

const realEffects: ImportEffects = {
  env: process.env,
  print: (text) => process.stdout.write(text),
  tell: (text) => process.stderr.write(text),
}

/** More lines than this help nobody; how many there are is told. */
const MOST_TOLD = 200

/**
 * `perfledger import`: the history that another tool kept, as runs of the ledger. Importing again adds only what is new. What
 * could not be read is told with its place; where nothing could, that is an error.
 */
export async function importHistory(
  options: ImportCommandOptions,
  effects: ImportEffects = realEffects,
): Promise<ExitCode> {
  const config = await loadConfig(options.config, effects.env)
  const startedMs = performance.now()
  const source = openSource(options.from)
  const mapping = options.mapping === undefined ? undefined : await loadMapping(options.mapping)
  const importer = importerFor(source, options.as, mapping !== undefined)
  const history = await readHistory(
    importer,
    source,
    { suite: options.suite, mapping, declaredMetrics: config.metrics },
    toolVersion(),
  )
  tellUnread(history, effects)
  if (history.runs.length === 0) throw nothingRead(options, importer.name, history)
  const { added, known } = await settle(config, history, options.dryRun ?? false, effects)
  const took = formatDurationMs(performance.now() - startedMs)
  effects.print(`${summary(history, importer.name, added, known, options.dryRun ?? false)} (${took})\n`)
  return ExitCode.ok
}

function nothingRead(options: ImportCommandOptions, kind: string, { unread }: ReadHistory): UsageError {
  const why = unread.length === 0 ? '' : ` ${count(unread.length, 'entry', 'entries')} could not be read.`
  return new UsageError(`No run was found in ${options.from}, read as ${kind}.${why}`, {
    hint: 'Name another kind with --as, or the folder in which the results are. The ledger was not changed.',
  })
}

function tellUnread({ unread, notes }: ReadHistory, { tell }: ImportEffects): void {
  for (const note of notes) tell(`Note: ${note}\n`)
  if (unread.length === 0) return
  tell(`Not read (${unread.length}):\n`)
  for (const { place, reason } of unread.slice(0, MOST_TOLD)) tell(`  ${lineOf({ place, reason })}\n`)
  if (unread.length > MOST_TOLD) tell(`  … and ${unread.length - MOST_TOLD} more\n`)
}

/** What comes from a file must not steer the terminal. */
function lineOf({ place, reason }: Unread): string {
  return `${place}: ${reason}`.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 300)
}

async function settle(
  config: Config,
  history: ReadHistory,
  dryRun: boolean,
  effects: ImportEffects,
): Promise<{ readonly added: number; readonly known: number }> {
  const known = await idsIn(config.ledger)
  const fresh = history.runs.filter(({ header }) => !known.has(header.id))
  const there = history.runs.filter(({ header }) => known.has(header.id))
  if (history.ownIds && there.length > 0) await tellConflicts(config.ledger, there, effects)
  if (!dryRun && fresh.length > 0) {
    if (config.ledgerCompact === false) await appendRuns(config.ledger, fresh)
    else await appendHistory(config.ledger, fresh)
    await tidyLedger(config, (text) => effects.tell(`${text}\n`))
  }
  return { added: fresh.length, known: there.length }
}

async function idsIn(folder: string): Promise<ReadonlySet<string>> {
  const ledger = await openLedger(folder)
  try {
    return new Set((await ledger.runs()).map(({ header }) => header.id))
  } finally {
    ledger.close()
  }
}

/** A run that is there with other content, for example only a part of it: it is never changed, and that is told. */
async function tellConflicts(
  folder: string,
  runs: readonly MeasuredRun[],
  { tell }: ImportEffects,
): Promise<void> {
  const wanted = new Map(runs.map((run) => [run.header.id, run]))
  for await (const kept of exportRuns(folder, { suites: [], benchmarks: [], metrics: [] })) {
    const run = wanted.get(kept.header.id)
    if (run !== undefined && !isDeepStrictEqual(plain(kept), plain(run)))
      tell(`Run ${run.header.id} is in the ledger with other content: it stays as it is.\n`)
  }
}

/** Without what is undefined. */
function plain(run: MeasuredRun): unknown {
  return JSON.parse(JSON.stringify(run))
}

function summary(history: ReadHistory, kind: string, added: number, known: number, dryRun: boolean): string {
  const cases = new Set(
    history.runs.flatMap((run) =>
      run.cases.flatMap(({ key, metrics }) =>
        metrics.map(({ metric }) => JSON.stringify([key, metric, run.header.environment.fingerprint])),
      ),
    ),
  )
  const done = dryRun ? 'would be added' : 'added'
  const already = known === 0 ? '' : `, ${known} already there`
  return `${kind}: ${count(added, 'run', 'runs')} ${done}${already}; ${count(cases.size, 'series', 'series')}, ${
    history.unread.length
  } not read`
}

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`
