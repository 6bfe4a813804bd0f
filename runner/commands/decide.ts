import { readFile, rename, writeFile } from 'node:fs/promises'
import { relative } from 'node:path'
import type { Config } from '../config/config.ts'
import { withItem } from '../config/edit-yaml.ts'
import { loadConfig } from '../config/load.ts'
import {
  type AcceptedChange,
  type ExcludedPoints,
  loadStewardship,
  stewardshipFile,
} from '../config/stewardship-files.ts'
import { ExitCode, UsageError } from '../errors.ts'
import { openLedger } from '../ledger/open.ts'
import type { Ledger } from '../ledger/series.ts'
import { marksIn, type SeriesMarks } from '../stewardship.ts'
import { findRunsIn } from './find-run.ts'
import { commitOrderIn } from './publish-report.ts'

export interface DecideOptions {
  readonly config: string
  /** The start of a run id or of a commit id, or a tag. */
  readonly what: string
  readonly reason: string
  readonly link?: string | undefined
  readonly suite?: string | undefined
  readonly benchmark?: string | undefined
  readonly metric?: string | undefined
  readonly environment?: string | undefined
  /** The last run of a range. */
  readonly to?: string | undefined
}

export interface DecideEffects {
  readonly env: NodeJS.ProcessEnv
  readonly print: (text: string) => void
}

const realEffects: DecideEffects = { env: process.env, print: (text) => process.stdout.write(text) }

/** `perfledger accept`: a change is the new normal. Writes accepted.yaml beside the ledger. */
export function accept(options: DecideOptions, effects: DecideEffects = realEffects): Promise<ExitCode> {
  return decide(options, effects, {
    key: 'accepted',
    title: 'Changes that are the new normal: baselines begin anew there. Written by: perfledger accept',
    entryOf: (ledgerRuns, root) => placeOf(options.what, ledgerRuns, root),
    told: (points) => `Accepted for ${points}: baselines begin anew there.`,
  })
}

/** `perfledger exclude`: points that do not count. Writes excluded.yaml beside the ledger. */
export function exclude(options: DecideOptions, effects: DecideEffects = realEffects): Promise<ExitCode> {
  return decide(options, effects, {
    key: 'excluded',
    title:
      'Points that count neither in baselines nor for changes; they stay in the ledger. Written by: perfledger exclude',
    entryOf: (ledgerRuns, root) =>
      options.to === undefined ? placeOf(options.what, ledgerRuns, root) : rangeOf(options, ledgerRuns, root),
    told: (points) => `Excluded ${points}: kept and shown, but not compared with.`,
  })
}

type Runs = Awaited<ReturnType<Ledger['runs']>>
type Place = Pick<ExcludedPoints, 'run' | 'commit' | 'from' | 'to'>

interface Decision {
  readonly key: 'accepted' | 'excluded'
  readonly title: string
  readonly entryOf: (runs: Runs, root: string) => Promise<Place>
  readonly told: (points: string) => string
}

async function decide(options: DecideOptions, effects: DecideEffects, decision: Decision): Promise<ExitCode> {
  if (options.reason.trim() === '') throw new UsageError('A reason must say something: --reason "…".')
  const config = await loadConfig(options.config, effects.env)
  await loadStewardship(config.ledger)
  const entry = await entryIn(config, options, decision)
  const file = stewardshipFile[decision.key](config.ledger)
  await writeWhole(file, withItem(await textOf(file), decision.key, entry.item, decision.title))
  effects.print(
    `${decision.told(entry.told)} See ${relative(process.cwd(), file)}${config.store ? '' : '; commit it'}.\n`,
  )
  return ExitCode.ok
}

/** The entry as it is going to be written, once it is known that there is something it is about. */
async function entryIn(config: Config, options: DecideOptions, decision: Decision) {
  const ledger = await openLedger(config.ledger, { commitOrder: commitOrderIn(config.root) })
  try {
    const runs = await ledger.runs()
    const { suite, benchmark, metric, environment, link } = options
    const fields = {
      ...(await decision.entryOf(runs, config.root)),
      suite,
      benchmark,
      metric,
      environment,
      reason: options.reason,
      link,
    }
    const item = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
    const decided = item as AcceptedChange & ExcludedPoints
    const marks = marksIn(
      { runs, series: await ledger.series() },
      decision.key === 'accepted'
        ? { accepted: [decided], excluded: [] }
        : { accepted: [], excluded: [decided] },
    )
    if (marks.bySeries.size === 0) throw nothingMeant(options)
    return { item, told: countOf([...marks.bySeries.values()], decision.key) }
  } finally {
    ledger.close()
  }
}

function countOf(marks: readonly SeriesMarks[], key: Decision['key']): string {
  const points = marks.reduce((sum, each) => sum + each[key].length, 0)
  const series = `${marks.length} series`
  return key === 'accepted' ? series : `${points === 1 ? '1 point' : `${points} points`} of ${series}`
}

function nothingMeant({ what }: DecideOptions): UsageError {
  return new UsageError(
    `No series has a point at '${what}' with this suite, benchmark, metric and environment.`,
    {
      hint: 'perfledger query "select distinct suite, benchmark, metric, environment from points" lists them. Nothing was written.',
    },
  )
}

async function placeOf(what: string, runs: Runs, root: string): Promise<Place> {
  const { runs: found, commit } = await findRunsIn(root, runs, what)
  return commit === undefined ? { run: found[0].header.id } : { commit }
}

async function rangeOf({ what, to = '' }: DecideOptions, runs: Runs, root: string): Promise<Place> {
  const found = await Promise.all([what, to].map((end) => findRunsIn(root, runs, end)))
  const ends = found.flatMap((each) => each.runs.map(({ header }) => header.id)).sort()
  return { from: ends[0], to: ends.at(-1) }
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
}

/** Under another name first, so that nobody reads half of it. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    await writeFile(temporary, text)
    await rename(temporary, file)
  } catch (cause) {
    throw new UsageError(`${file} cannot be written: ${(cause as Error).message}.`, { cause })
  }
}
