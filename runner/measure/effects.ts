import { tmpdir } from 'node:os'
import { createExactExecutor, isExactAvailable } from './exact-executor.ts'
import type { Executor } from './executor.ts'
import { createPortableExecutor } from './portable-executor.ts'
import type { ProgressEvent } from './progress.ts'
import type { ProcessTimes } from './record.ts'

/** The executors of a run: one that times iterations, one for hooks. They may be the same. */
export interface Executors {
  readonly iterations: Executor
  readonly hooks: Executor
  readonly close: () => Promise<void>
}

/** Everything that `measure` does to the world or asks of it; tests pass their own. */
export interface MeasureEffects {
  readonly openExecutors: () => Promise<Executors>
  /** The environment that commands inherit. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Ends measuring: what runs is ended, what is set up is cleaned up, what was measured stays. */
  readonly signal: AbortSignal
  readonly onProgress: (event: ProgressEvent) => void
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Milliseconds of a clock that never jumps. */
  readonly elapsedMs: () => number
  /** Where the files that `PERFLEDGER_OUTPUT` names are. */
  readonly temporaryFolder: string
  /** What starting a shell takes, to be subtracted from commands that run in one; undefined: nothing is subtracted. */
  readonly shellStart: ProcessTimes | undefined
}

/** The real world. */
export function defaultEffects(): MeasureEffects {
  return {
    openExecutors,
    env: process.env,
    signal: new AbortController().signal,
    onProgress: () => {},
    now: Date.now,
    elapsedMs: () => performance.now(),
    temporaryFolder: tmpdir(),
    shellStart: undefined,
  }
}

/**
 * The exact executor for iterations where the system has what it needs, the portable one for hooks and everywhere else.
 * `PERFLEDGER_EXECUTOR=portable` in the environment of the runner asks for the portable one everywhere.
 */
export async function openExecutors(): Promise<Executors> {
  const hooks = createPortableExecutor()
  const iterations = (await openExact()) ?? hooks
  return {
    iterations,
    hooks,
    close: async () => {
      await hooks.close()
      if (iterations !== hooks) await iterations.close()
    },
  }
}

async function openExact(): Promise<Executor | undefined> {
  if (!isExactAvailable() || process.env.PERFLEDGER_EXECUTOR === 'portable') return undefined
  try {
    return await createExactExecutor()
  } catch {
    // koffi has no build for this system's C library: the portable executor serves, and every iteration says so.
    return undefined
  }
}
