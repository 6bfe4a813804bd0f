import type { Plan, PlannedSuite } from '../plan/plan.ts'
import { turns } from '../plan/shuffle.ts'
import { CaseState } from './case-state.ts'
import { defaultEffects, type MeasureEffects } from './effects.ts'
import { findingsOf } from './findings.ts'
import { identifyArtifact, inspectFiles } from './inspection.ts'
import { instruments } from './instruments/index.ts'
import type { Instrument } from './instruments/instrument.ts'
import {
  type IterationContext,
  type IterationRequest,
  metricsOf,
  runHook,
  runIteration,
  runTidyingHook,
} from './iteration.ts'
import type { ProgressEvent } from './progress.ts'
import type { IterationRecord, MeasureRecord, Phase, WarningRecord } from './record.ts'

/** Executions that are only to learn the peak memory of a command smaller than the runner. */
const MEMORY_PASSES = 3

/**
 * Carries a plan out and yields each record as soon as there is one. A failed iteration is a record, ends its case and
 * nothing else. An abort of `effects.signal` ends what runs, cleans up what was set up, and ends the stream.
 *
 * Order in a suite: setup of each case; warm-up; measured iterations, one of every unfinished case in each seeded
 * random block; cleanup of each case. With `order: sequential` each case goes through all of it before the next.
 */
export async function* measure(
  plan: Plan,
  overrides: Partial<MeasureEffects> = {},
): AsyncGenerator<MeasureRecord, void, void> {
  const effects = { ...defaultEffects(), ...overrides }
  const executors = await effects.openExecutors()
  const suites = plan.suites.map((suite) => ({
    suite,
    states: suite.cases.map((each) => new CaseState(each)),
  }))
  const session: Session = {
    context: { executors, effects, declaredMetrics: plan.declaredMetrics },
    seed: plan.seed,
    all: suites.flatMap(({ states }) => states),
  }
  try {
    for (const { suite, states } of suites) {
      for (const group of groupsOf(suite, states)) {
        if (!effects.signal.aborted) yield* measureGroup(session, group)
      }
    }
  } finally {
    await executors.close()
  }
}

interface Session {
  readonly context: IterationContext
  readonly seed: number
  /** Of every suite. */
  readonly all: readonly CaseState[]
}

/** Cases that are measured in turns with one another. */
function groupsOf(suite: PlannedSuite, states: readonly CaseState[]): readonly (readonly CaseState[])[] {
  return suite.order === 'sequential' ? states.map((state) => [state]) : [states]
}

type Records = AsyncGenerator<MeasureRecord, void, void>

async function* measureGroup(session: Session, group: readonly CaseState[]): Records {
  const begun: CaseState[] = []
  const late: WarningRecord[] = []
  try {
    for (const state of group) {
      if (isAborted(session)) break
      begun.push(state)
      yield* setUp(session, state)
      await identifyArtifact(state)
    }
    yield* takeTurns(session, begun, 'warmup', (state) => state.isWarm)
    yield* takeTurns(session, begun, 'measured', (state) => state.isEnded)
    for (const state of begun) yield* measureMemory(session, state)
    for (const state of begun) yield* useInstruments(session, state)
    for (const state of begun) late.push(...(await inspectFiles(state)))
  } finally {
    for (const state of begun) late.push(...(await cleanUp(session, state)))
  }
  for (const state of begun) yield* endOf(session, state)
  yield* late
}

function isAborted({ context }: Session): boolean {
  return context.effects.signal.aborted
}

async function* setUp(session: Session, state: CaseState): Records {
  const { planned } = state
  if (!planned.hooks.setup) return
  tell(session, state, 'setup', 0, 1)
  const { executors, effects } = session.context
  const startedAtMs = effects.now()
  const failure = await runHook(session.context, planned, 'setup', effects.signal)
  if (!failure) return
  const record: IterationRecord = {
    kind: 'iteration',
    case: planned.key,
    phase: 'warmup',
    index: 0,
    startedAtMs,
    executor: executors.hooks.name,
    measurements: [],
    failure,
  }
  state.add(record, 0)
  yield record
}

async function* takeTurns(
  session: Session,
  group: readonly CaseState[],
  phase: Phase,
  isFinished: (state: CaseState) => boolean,
): Records {
  const isOver = (index: number): boolean => isAborted(session) || isFinished(group[index]!)
  for (const { caseIndex } of turns(group.length, 'interleaved', session.seed, isOver)) {
    const state = group[caseIndex]!
    const { warmup, max } = state.planned.stopping
    const [index, of] = phase === 'warmup' ? [state.warmupsDone, warmup] : [state.attempted, max]
    tell(session, state, phase, index, of)
    yield await iterate(session, state, phase, index)
  }
}

async function iterate(
  { context }: Session,
  state: CaseState,
  phase: Phase,
  index: number,
  onlyFor?: IterationRequest['onlyFor'],
): Promise<IterationRecord> {
  const begunAtMs = context.effects.elapsedMs()
  const outcome = await runIteration(context, { planned: state.planned, phase, index, onlyFor })
  const record = state.mayRetry(outcome) ? { ...outcome, retried: true } : outcome
  state.add(record, context.effects.elapsedMs() - begunAtMs)
  return record
}

/** Where the timed iterations could not tell the command's peak memory from the runner's own. */
async function* measureMemory(session: Session, state: CaseState): Records {
  if (!state.needsMemoryPass || !session.context.executors.iterations.executeForMemory) return
  for (let index = 0; index < MEMORY_PASSES && !isAborted(session); index += 1) {
    tell(session, state, 'memory', index, MEMORY_PASSES)
    yield await iterate(session, state, 'measured', index, 'peak-memory')
  }
}

/** After all that is timed: an instrument slows the command down, and may warm or cool what it needs. */
async function* useInstruments(session: Session, state: CaseState): Records {
  for (const instrument of Object.values(instruments)) {
    if (state.isMeasured && metricsOf(instrument.name, state.planned).length > 0)
      yield* useInstrument(session, state, instrument)
  }
}

async function* useInstrument(session: Session, state: CaseState, instrument: Instrument): Records {
  const { effects } = session.context
  const begunAtMs = effects.elapsedMs()
  for (let index = 0; index < instrument.passes && !isAborted(session); index += 1) {
    tell(session, state, 'instrument', index, instrument.passes)
    const record = await iterate(session, state, 'measured', index, instrument)
    yield record
    const isHopeless = record.measurements.length === 0
    if (isHopeless || effects.elapsedMs() - begunAtMs >= state.planned.stopping.maxTimeMs) break
  }
}

async function cleanUp(session: Session, state: CaseState): Promise<WarningRecord[]> {
  const { planned } = state
  if (!planned.hooks.cleanup) return []
  tell(session, state, 'cleanup', 0, 1)
  const failure = await runTidyingHook(session.context, planned, 'cleanup')
  if (!failure) return []
  const tail = failure.outputTail?.trim()
  return [
    {
      kind: 'warning',
      code: 'cleanup-failed',
      case: planned.key,
      message: tail ? `${failure.message}: ${tail}` : failure.message,
      advice: 'What was measured stands; look for what the cleanup was to remove.',
    },
  ]
}

function* endOf(session: Session, state: CaseState): Generator<MeasureRecord> {
  yield state.endRecord()
  // Half a case says little about how it was measured.
  if (!isAborted(session)) yield* findingsOf(state, session.context.executors.iterations.name)
}

function tell(
  { context, all }: Session,
  state: CaseState,
  phase: ProgressEvent['phase'],
  index: number,
  of: number,
): void {
  const remaining = all.map(({ remainingMs }) => remainingMs)
  context.effects.onProgress({
    case: state.planned.key,
    phase,
    index,
    of,
    casesEnded: all.filter(({ isEnded }) => isEnded).length,
    cases: all.length,
    estimate: state.estimate,
    remainingMs: remaining.includes(undefined)
      ? undefined
      : remaining.reduce<number>((sum, ms) => sum + (ms ?? 0), 0),
  })
}
