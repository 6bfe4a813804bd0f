import { type AssessOptions, assess, type PairedCase, summariseControl } from '../compare/assess.ts'
import {
  COMPARISON_SCHEMA_VERSION,
  type ComparedVersion,
  type VersionComparison,
} from '../compare/comparison.ts'
import { leastBlocks } from '../compare/looks.ts'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { ExitCode, UsageError } from '../errors.ts'
import type { MeasureEffects } from '../measure/effects.ts'
import { caseTitle } from '../plan/identity.ts'
import type { Plan } from '../plan/plan.ts'
import { comparisonJson, comparisonMarkdown, comparisonTerminal } from '../reporters/comparison.ts'
import { areFirstDecided, measurePair } from './compare/paired-measuring.ts'
import { durationOf, ratioOf } from './compare/quantities.ts'
import { openContext, pairsOf, planIn } from './compare/session.ts'
import { Checkouts, type Version } from './compare/version.ts'
import { type Interruption, listenForEnding } from './interruption.ts'
import { toolVersion } from './tool-version.ts'

/** The words of `perfledger compare`. */
export interface CompareOptions {
  readonly config: string
  readonly base: string
  /** The working tree where undefined. */
  readonly head?: string | undefined
  readonly suite: readonly string[]
  readonly filter: readonly string[]
  /** `60s`: for each case. */
  readonly time: string
  /** `2%`. */
  readonly threshold: string
  readonly seed?: number | undefined
  readonly format: string
  readonly stored?: boolean | undefined
}

/** What `compare` asks of the world; tests pass their own. */
export interface CompareEffects {
  readonly env: NodeJS.ProcessEnv
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly measure: Partial<MeasureEffects>
}

const realEffects: CompareEffects = {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  measure: {},
}

type Format = (comparison: VersionComparison, options: { readonly colour: boolean }) => string

const formats: Readonly<Record<string, Format>> = {
  terminal: comparisonTerminal,
  markdown: comparisonMarkdown,
  json: comparisonJson,
}

/** `perfledger compare`: two versions measured now, in turns; or two stored runs. */
export async function compare(
  options: CompareOptions,
  effects: CompareEffects = realEffects,
): Promise<ExitCode> {
  const format = Object.hasOwn(formats, options.format) ? formats[options.format] : undefined
  if (!format) {
    throw new UsageError(`There is no format '${options.format}'.`, {
      hint: `Choose one of ${Object.keys(formats).join(', ')}.`,
    })
  }
  const config = await loadConfig(options.config, effects.env)
  // Mistakes are told before anything is checked out.
  questionOf(config, options)
  durationOf(options.time, '--time')
  const comparison = options.stored
    ? await comparedFromLedger(config, options)
    : await measuredNow(config, options, effects)
  effects.stdout.write(format(comparison, { colour: effects.stdout.hasColors?.() ?? false }))
  return exitCodeOf(comparison)
}

/** DuckDB comes in only where nothing is measured. */
async function comparedFromLedger(config: Config, options: CompareOptions): Promise<VersionComparison> {
  const { compareStored } = await import('./compare/stored.ts')
  return compareStored(config, { ...options, ...questionOf(config, options) })
}

/** One comparison has one confidence: the highest that any benchmark asks for. */
function questionOf(config: Config, { threshold, seed }: CompareOptions): AssessOptions & { seed: number } {
  const benchmarks = config.suites.flatMap((suite) => suite.benchmarks)
  const confidence = Math.max(...benchmarks.map(({ limits }) => limits.confidence))
  return { thresholdRatio: ratioOf(threshold, '--threshold'), confidence, seed: seed ?? config.seed }
}

async function measuredNow(
  config: Config,
  options: CompareOptions,
  effects: CompareEffects,
): Promise<VersionComparison> {
  const interruption = listenForEnding(
    effects.stderr,
    'Interrupted: ending what runs and removing the checkouts',
  )
  const tell = (text: string) => void effects.stderr.write(`${text}\n`)
  try {
    const checkouts = await Checkouts.open(config, { env: effects.env, signal: interruption.signal, tell })
    try {
      const base = await checkouts.checkOut(options.base, 'base')
      const head =
        options.head === undefined
          ? await checkouts.workingTree()
          : await checkouts.checkOut(options.head, 'head')
      return await measureVersions(config, base, head, options, effects, interruption)
    } finally {
      await checkouts.close()
    }
  } finally {
    interruption.stop()
  }
}

async function measureVersions(
  config: Config,
  base: Version,
  head: Version,
  options: CompareOptions,
  effects: CompareEffects,
  interruption: Interruption,
): Promise<VersionComparison> {
  const { seed, ...question } = questionOf(config, options)
  const selection = { suites: options.suite, filters: options.filter }
  const plans = { base: planIn(config, base, selection), head: planIn(config, head, selection) }
  const budgetMs = durationOf(options.time, '--time')
  const measured = await measureAll(plans, question, { seed, budgetMs }, effects, interruption)
  const cases = assess(measured, question)
  return {
    schemaVersion: COMPARISON_SCHEMA_VERSION,
    toolVersion: toolVersion(),
    base: describeVersion(base),
    head: describeVersion(head),
    method: 'paired',
    ...question,
    seed,
    interrupted: interruption.signal.aborted,
    cases,
    control: summariseControl(cases),
    notes:
      options.head === undefined && config.build !== undefined
        ? ['The working tree was measured as it is: `build` was run for base only.']
        : [],
  }
}

async function measureAll(
  plans: { readonly base: Plan; readonly head: Plan },
  question: AssessOptions,
  limits: { readonly seed: number; readonly budgetMs: number },
  effects: CompareEffects,
  { signal }: Interruption,
): Promise<PairedCase[]> {
  const pairs = pairsOf(plans.base, plans.head)
  const { context, close } = await openContext(plans.head, { env: effects.env, ...effects.measure, signal })
  const measured: PairedCase[] = []
  try {
    for (const [index, pair] of pairs.entries()) {
      if (signal.aborted) break
      const inSuite = pairs.filter(({ head }) => head.key.suite === pair.head.key.suite)
      const metrics = inSuite.reduce((sum, { head }) => sum + Math.max(1, head.metrics.length), 0)
      const title = `${pair.head.key.suite} / ${caseTitle(pair.head.key)}`
      effects.stderr.write(`${index + 1}/${pairs.length} ${title}\n`)
      measured.push(
        await measurePair(context, pair, {
          ...limits,
          leastBlocks: leastBlocks(question.confidence, metrics),
          isEnough: areFirstDecided(question, inSuite.length),
        }),
      )
    }
  } finally {
    await close()
  }
  return measured
}

function describeVersion({ name, commit }: Version): ComparedVersion {
  return {
    name,
    sha: commit?.sha ?? null,
    subject: commit?.subject ?? null,
    dirty: commit?.dirty ?? false,
  }
}

/** As `run`: 130 interrupted; 3 head failed or nothing was compared; 1 a regression; 0. */
function exitCodeOf({ interrupted, cases }: VersionComparison): ExitCode {
  if (interrupted) return ExitCode.interrupted
  const metrics = cases.flatMap((one) => one.metrics)
  if (metrics.length === 0 || cases.some(({ end }) => end === 'failed')) return ExitCode.failure
  return metrics.some(({ state }) => state === 'regressed') ? ExitCode.regression : ExitCode.ok
}
