import type { CaseKey } from '../plan/plan.ts'

/** What is being done now, for a live display. */
export interface ProgressEvent {
  readonly case: CaseKey
  readonly phase: 'setup' | 'warmup' | 'measured' | 'memory' | 'instrument' | 'cleanup'
  /** From 0; the iteration of this phase that is about to start. */
  readonly index: number
  /** The most iterations that the phase can have. */
  readonly of: number
  /** Cases that have ended, of all cases of the plan. */
  readonly casesEnded: number
  readonly cases: number
  /** The median so far of the first metric of this case; undefined before its first measured iteration. */
  readonly estimate: RunningEstimate | undefined
  /** The longest that the rest of the plan can take at the pace so far; undefined while some case has no pace yet. */
  readonly remainingMs: number | undefined
}

export interface RunningEstimate {
  readonly metric: string
  /** In `unit`. */
  readonly median: number
  readonly unit: string
  /** Half-width of its 95 % interval over the median; undefined below 3 samples. */
  readonly precisionRatio: number | undefined
}
