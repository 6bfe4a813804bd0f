import type { ExecutionEnd } from '../metrics/metric.ts'

/** Ends an execution that takes too long, prints too much or is no longer wanted. */
export interface Guard {
  /** Ends the execution for a reason of the caller's. */
  readonly stop: (reason: ExecutionEnd) => void
  /**
   * To be called when the command has ended: no limit applies any more. Settles when the whole tree is gone where the
   * guard had to end it, with the reason; undefined where the command ended by itself.
   */
  readonly settle: () => Promise<ExecutionEnd | undefined>
}

/** Watches one execution; `end` is called at most once and ends the whole process tree. */
export function guard(timeoutMs: number, signal: AbortSignal, end: () => Promise<void>): Guard {
  let reason: ExecutionEnd | undefined
  let ending: Promise<void> | undefined
  const stop = (why: ExecutionEnd): void => {
    if (reason) return
    reason = why
    ending = end()
  }
  const onAbort = (): void => stop({ kind: 'interrupted' })
  const cancelTimer = longTimer(timeoutMs, () => stop({ kind: 'timeout', timeoutMs }))
  signal.addEventListener('abort', onAbort)
  if (signal.aborted) onAbort()
  return {
    stop,
    settle: async () => {
      cancelTimer()
      signal.removeEventListener('abort', onAbort)
      await ending
      return reason
    },
  }
}

/** The longest time that setTimeout takes; beyond it would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

function longTimer(afterMs: number, action: () => void): () => void {
  if (afterMs > MAX_TIMER_MS) return () => {}
  const timer = setTimeout(action, afterMs)
  return () => clearTimeout(timer)
}
