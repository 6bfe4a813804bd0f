import {
  isSurelyWorse,
  narrowed,
  nextSuspect,
  type Range,
  type Side,
  sideOf,
  stepConfidence,
} from '../compare/bisection.ts'
import { type PairedShift, pairedShift } from '../compare/decision.ts'
import { leastBlocks } from '../compare/looks.ts'
import type { PairedSeries } from '../compare/pairs.ts'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { ExitCode, PerfledgerError, UsageError } from '../errors.ts'
import { commitSubject, commitsInRange, isAncestor } from '../git.ts'
import type { IterationContext } from '../measure/iteration.ts'
import { fullCaseTitle } from '../plan/identity.ts'
import type { PlannedCase } from '../plan/plan.ts'
import { formatRatio } from '../units.ts'
import { measurePair } from './compare/paired-measuring.ts'
import { durationOf } from './compare/quantities.ts'
import { openContext, planIn } from './compare/session.ts'
import { BuildError, Checkouts, commitNamed, type Version } from './compare/version.ts'
import type { CompareEffects } from './compare.ts'
import { listenForEnding } from './interruption.ts'

/** The words of `perfledger bisect`. */
export interface BisectOptions {
  readonly config: string
  readonly good: string
  readonly bad: string
  /** Part of the title of exactly one case. */
  readonly benchmark: string
  /** The case's first metric unless said. */
  readonly metric?: string | undefined
  /** For each comparison; twice as much where the first is not sure. */
  readonly time: string
  readonly seed?: number | undefined
}

const realEffects: CompareEffects = {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  measure: {},
}

/** The confidence of the answer as a whole. */
const CONFIDENCE = 0.95

/** `perfledger bisect`: the first commit of a branch that made a benchmark worse, each step measured now, in pairs with good. */
export async function bisect(
  options: BisectOptions,
  effects: CompareEffects = realEffects,
): Promise<ExitCode> {
  const config = await loadConfig(options.config, effects.env)
  const budgetMs = durationOf(options.time, '--time')
  const suspects = await suspectsBetween(config, options)
  const tell = (text: string) => void effects.stderr.write(`${text}\n`)
  const interruption = listenForEnding(
    effects.stderr,
    'Interrupted: ending what runs and removing the checkouts',
  )
  const { signal } = interruption
  try {
    const checkouts = await Checkouts.open(config, { env: effects.env, signal, tell })
    try {
      const good = await checkouts.checkOut(options.good, 'good')
      const planned = onlyCase(config, good, options)
      const plan = planIn(config, good, { filters: [options.benchmark] })
      const { context, close } = await openContext(plan, { env: effects.env, ...effects.measure, signal })
      const confidence = stepConfidence(CONFIDENCE, suspects.length)
      const search = { config, options, checkouts, context, planned, budgetMs, confidence, tell, signal }
      try {
        effects.stdout.write(await searchRange(search, suspects))
      } finally {
        await close()
      }
    } finally {
      await checkouts.close()
    }
    return signal.aborted ? ExitCode.interrupted : ExitCode.ok
  } catch (error) {
    if (signal.aborted) return ExitCode.interrupted
    throw error
  } finally {
    interruption.stop()
  }
}

/** The commits after good up to bad, along the first parents, oldest first. */
async function suspectsBetween(config: Config, { good, bad }: BisectOptions): Promise<readonly string[]> {
  const [from, to] = [await commitNamed(config.root, good), await commitNamed(config.root, bad)]
  const commits = await commitsInRange(config.root, `${from}..${to}`, { firstParent: true })
  if (commits && commits.length > 0 && (await isAncestor(config.root, from, to))) return commits
  throw new UsageError(`'${good}' is not in the history of '${bad}': there is nothing between them.`, {
    hint: 'Name the good commit first, then a bad one that came after it.',
  })
}

function onlyCase(config: Config, version: Version, { benchmark }: BisectOptions): PlannedCase {
  const cases = planIn(config, version, { filters: [benchmark] }).suites.flatMap((suite) => suite.cases)
  const [only] = cases
  if (only && cases.length === 1) return only
  const titles = cases.map(({ key }) => fullCaseTitle(key)).join(', ')
  throw new UsageError(`${cases.length} cases match '${benchmark}'; a bisection follows one.`, {
    hint: `Write more of one of these titles: ${titles}`,
  })
}

interface Search {
  readonly config: Config
  readonly options: BisectOptions
  readonly checkouts: Checkouts
  readonly context: IterationContext
  /** The case in the good version. */
  readonly planned: PlannedCase
  readonly budgetMs: number
  /** Of each step. */
  readonly confidence: number
  readonly tell: (text: string) => void
  readonly signal: AbortSignal
}

async function searchRange(search: Search, all: readonly string[]): Promise<string> {
  const { tell, signal } = search
  const bad = all.at(-1)!
  const worst = await regressionOf(search, bad)
  tell(
    `${search.options.bad} against ${search.options.good}: ${changeText(worst)}; ${all.length} commits to search`,
  )
  const known = new Map<string, PairedShift>([[bad, worst]])
  let range: Range = { suspects: all, skipped: new Set() }
  let decisions = 1
  for (let sha = nextSuspect(range); sha !== undefined && !signal.aborted; sha = nextSuspect(range)) {
    const { side, shift, why } = await stepAt(search, sha, worst.value)
    if (signal.aborted) break
    tell(
      `${await nameOf(search, sha)}: ${side === 'unsure' ? `left out, ${why}` : side}${shift ? `, ${changeText(shift)}` : ''}`,
    )
    if (side !== 'unsure') decisions += 1
    if (shift) known.set(sha, shift)
    range = narrowed(range, sha, side)
  }
  return signal.aborted ? 'Interrupted: nothing is certain yet.\n' : answer(search, range, known, decisions)
}

/** Good against the bad end: without a regression between them there is nothing to search. */
async function regressionOf(search: Search, bad: string): Promise<PairedShift> {
  const version = await search.checkouts.checkOut(bad, 'step')
  const result = await compareWithGood(search, version, (shift, series) =>
    isSurelyWorse(shift, series.metric.direction),
  )
  await search.checkouts.discard('step')
  if ('shift' in result && result.enough) return result.shift
  if (search.signal.aborted) throw new PerfledgerError('Interrupted.')
  const what = 'shift' in result ? `measured ${changeText(result.shift)}` : result.failure
  throw new PerfledgerError(
    `No regression from '${search.options.good}' to '${search.options.bad}' can be shown: ${what}.`,
    { hint: 'Give it more time (--time 5m), or look at commits that are further apart.' },
  )
}

interface Step {
  readonly side: Side
  readonly shift?: PairedShift | undefined
  readonly why: string
}

async function stepAt(search: Search, sha: string, distance: number): Promise<Step> {
  const { checkouts, signal } = search
  try {
    const version = await checkouts.checkOut(sha, 'step')
    const isClear = (_: PairedShift, { differences }: PairedSeries, confidence: number): boolean =>
      sideOf(differences, distance, confidence) !== 'unsure'
    const result = await compareWithGood(search, version, isClear)
    if (!('shift' in result)) return { side: 'unsure', why: result.failure }
    const side = sideOf(result.differences, distance, result.confidence)
    return { side, shift: result.shift, why: 'lies in the middle between good and bad' }
  } catch (error) {
    if (!(error instanceof BuildError) || signal.aborted) throw error
    return { side: 'unsure', why: 'its build fails' }
  } finally {
    await checkouts.discard('step')
  }
}

type Compared =
  | {
      readonly shift: PairedShift
      readonly differences: readonly number[]
      readonly confidence: number
      readonly enough: boolean
    }
  | { readonly failure: string }

/** Where the first comparison is not sure, a second one with twice the time; each has half of the step's error. */
async function compareWithGood(
  search: Search,
  version: Version,
  isEnough: (shift: PairedShift, series: PairedSeries, confidence: number) => boolean,
): Promise<Compared> {
  const { config, options, context, planned, budgetMs } = search
  const confidence = 1 - (1 - search.confidence) / 2
  const pair = { base: planned, head: onlyCase(config, version, options) }
  const seriesOf = (all: readonly PairedSeries[]) =>
    all.find(({ metric, result }) =>
      options.metric === undefined ? result === undefined : metric.name === options.metric,
    ) ?? (options.metric === undefined ? all[0] : undefined)
  const suffices = (all: readonly PairedSeries[]): boolean => {
    const series = seriesOf(all)
    return (
      series !== undefined &&
      series.differences.length > 0 &&
      isEnough(pairedShift(series.differences, confidence), series, confidence)
    )
  }
  for (const attempt of [1, 2]) {
    const seed = (options.seed ?? config.seed) + attempt
    const measured = await measurePair(context, pair, {
      seed,
      budgetMs: budgetMs * attempt,
      leastBlocks: leastBlocks(confidence, 1),
      isEnough: suffices,
    })
    const series = seriesOf(measured.series)
    if (measured.end === 'absent')
      throw new PerfledgerError(`'${options.good}' cannot be measured: ${measured.failure}`)
    if (measured.failure !== null) return { failure: measured.failure }
    if (!series || series.differences.length === 0)
      return { failure: `nothing was measured of ${options.metric ?? 'it'}` }
    const { differences } = series
    const enough = measured.end === 'decided'
    if (enough || attempt === 2)
      return { shift: pairedShift(differences, confidence), differences, confidence, enough }
    search.tell('not sure yet: measuring again, for twice as long')
  }
  return { failure: 'nothing was measured' }
}

async function nameOf({ config }: Search, sha: string): Promise<string> {
  return `${sha.slice(0, 10)} ${(await commitSubject(config.root, sha)) ?? ''}`.trim()
}

async function answer(
  search: Search,
  { suspects, skipped }: Range,
  known: ReadonlyMap<string, PairedShift>,
  decisions: number,
): Promise<string> {
  const names = await Promise.all(suspects.map((sha) => nameOf(search, sha)))
  const shift = known.get(suspects.at(-1)!)
  const found =
    suspects.length === 1
      ? [`First bad commit: ${names[0]}`]
      : ['The first bad commit is one of these:', ...names.map((name) => `  ${name}`)]
  const error = (1 - search.confidence) * decisions
  return `${[
    ...found,
    ...(shift
      ? [`${fullCaseTitle(search.planned.key)} against ${search.options.good}: ${changeText(shift)}`]
      : []),
    `Confidence at least ${((1 - error) * 100).toFixed(1)} %: ${decisions} decisions, each at ${(search.confidence * 100).toFixed(2)} %; it supposes one step that stayed.`,
    ...(suspects.length > 1 && skipped.size > 0
      ? ['The others could not be built, measured or told apart.']
      : []),
  ].join('\n')}\n`
}

function changeText({ value, low, high }: PairedShift): string {
  const ratio = (log: number) => formatRatio(Math.expm1(log))
  return Number.isFinite(low) ? `${ratio(value)} [${ratio(low)}, ${ratio(high)}]` : ratio(value)
}
