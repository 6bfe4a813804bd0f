import type { PairedCase } from '../../compare/assess.ts'
import { isDecided, pairedShift, type Question } from '../../compare/decision.ts'
import { looksDue, usedFraction } from '../../compare/looks.ts'
import { type Arm, blockArms } from '../../compare/pairing.ts'
import { type PairedSeries, pairedSeries, type Turn } from '../../compare/pairs.ts'
import { type IterationContext, runHook, runIteration, runTidyingHook } from '../../measure/iteration.ts'
import type { Failure } from '../../measure/record.ts'
import { fullCaseTitle } from '../../plan/identity.ts'
import type { PlannedCase } from '../../plan/plan.ts'

/** The same case in both versions. */
export interface PlannedPair {
  readonly base: PlannedCase
  readonly head: PlannedCase
}

export interface PairedOptions {
  readonly seed: number
  /** For one case. */
  readonly budgetMs: number
  /** Measured even beyond the budget. */
  readonly leastBlocks: number
  /** Whether the series so far suffice; asked at each look. */
  readonly isEnough: (series: readonly PairedSeries[]) => boolean
  readonly onBlock?: ((blocks: number, usedRatio: number) => void) | undefined
}

/** One side of a pair, as people call it. */
const sides: Record<Arm, string> = { base: 'base', head: 'head', control: 'base' }

interface Broken {
  readonly arm: Arm
  readonly failure: Failure
}

/**
 * Measures a case in both versions, in mirrored blocks, until it is decided or the budget is used; never fewer than
 * the least number of blocks. A block that is cut off by an interruption or a failure is not used. Never rejects for
 * anything that the commands do.
 */
export async function measurePair(
  context: IterationContext,
  pair: PlannedPair,
  options: PairedOptions,
): Promise<PairedCase> {
  const begun: Arm[] = []
  try {
    const broken = (await setUp(context, pair, begun)) ?? (await warmUp(context, pair))
    if (broken) return ended(context, pair, broken, [])
    return await takeBlocks(context, pair, options)
  } finally {
    for (const arm of begun) await runTidyingHook(context, plannedOf(pair, arm), 'cleanup')
  }
}

function plannedOf({ base, head }: PlannedPair, arm: Arm): PlannedCase {
  return arm === 'head' ? head : base
}

async function setUp(
  context: IterationContext,
  pair: PlannedPair,
  begun: Arm[],
): Promise<Broken | undefined> {
  for (const arm of ['base', 'head'] as const) {
    begun.push(arm)
    const planned = plannedOf(pair, arm)
    const failure = planned.hooks.setup && (await runHook(context, planned, 'setup', context.effects.signal))
    if (failure) return { arm, failure }
  }
  return undefined
}

async function warmUp(context: IterationContext, pair: PlannedPair): Promise<Broken | undefined> {
  const { warmup, warmupTimeMs = 0 } = pair.head.stopping
  const startedAtMs = context.effects.elapsedMs()
  const isWarm = (round: number): boolean =>
    round >= Math.max(1, warmup) && context.effects.elapsedMs() - startedAtMs >= 2 * warmupTimeMs
  for (let round = 0; !isWarm(round); round += 1) {
    for (const arm of ['base', 'head'] as const) {
      const { failure } = await execute(context, pair, arm, 'warmup', round)
      if (failure) return { arm, failure }
    }
  }
  return undefined
}

function execute(
  context: IterationContext,
  pair: PlannedPair,
  arm: Arm,
  phase: 'warmup' | 'measured',
  index: number,
) {
  return runIteration(context, { planned: plannedOf(pair, arm), phase, index })
}

async function takeBlocks(
  context: IterationContext,
  pair: PlannedPair,
  options: PairedOptions,
): Promise<PairedCase> {
  const { effects } = context
  const startedAtMs = effects.elapsedMs()
  const blocks: Turn[][] = []
  for (let looks = 0; ; ) {
    const block = await takeBlock(context, pair, options.seed, blocks.length)
    if ('failure' in block) return ended(context, pair, block, pairedSeries(blocks))
    blocks.push(block)
    const progress = {
      blocks: blocks.length,
      leastBlocks: options.leastBlocks,
      elapsedMs: effects.elapsedMs() - startedAtMs,
      budgetMs: options.budgetMs,
    }
    const used = usedFraction(progress)
    options.onBlock?.(blocks.length, used)
    const due = looksDue(progress)
    if (due === looks) continue
    looks = due
    const series = pairedSeries(blocks)
    const isEnough = options.isEnough(series)
    if (isEnough || used >= 1) {
      return { key: pair.head.key, end: isEnough ? 'decided' : 'out-of-time', failure: null, series }
    }
  }
}

async function takeBlock(
  context: IterationContext,
  pair: PlannedPair,
  seed: number,
  block: number,
): Promise<Turn[] | Broken> {
  const turns: Turn[] = []
  for (const arm of blockArms(seed, fullCaseTitle(pair.head.key), block)) {
    const { measurements, failure } = await execute(context, pair, arm, 'measured', block)
    if (failure) return { arm, failure }
    turns.push({ arm, readings: measurements })
  }
  return turns
}

function ended(
  { effects }: IterationContext,
  pair: PlannedPair,
  { arm, failure }: Broken,
  series: readonly PairedSeries[],
): PairedCase {
  const { key } = pair.head
  if (failure.reason === 'interrupted' || effects.signal.aborted) {
    return { key, end: 'interrupted', failure: 'interrupted', series }
  }
  const tail = failure.outputTail?.trim().split('\n').at(-1)
  const message = `${sides[arm]}: ${failure.message}${tail ? `: ${tail}` : ''}`
  // A benchmark that only head can run may be a new one.
  return { key, end: arm === 'head' ? 'failed' : 'absent', failure: message, series: [] }
}

/** Enough where the first metric of every result is decided, whatever the correction in the end. */
export function areFirstDecided(
  question: Omit<Question, 'direction'>,
  cases: number,
): (series: readonly PairedSeries[]) => boolean {
  return (series) => {
    const firsts = [...Map.groupBy(series, ({ result }) => result).values()].map(([first]) => first!)
    const together = series.length * cases
    return firsts.every(({ differences, metric }) => {
      if (differences.length === 0) return false
      const shift = pairedShift(differences, question.confidence)
      return isDecided(shift, { ...question, direction: metric.direction }, together)
    })
  }
}
