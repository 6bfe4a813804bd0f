import type { Metric } from '../metrics/metric.ts'
import type { CaseKey } from '../plan/plan.ts'

/** The words a verdict can be. */
export type VerdictState =
  | 'ok'
  | 'improved'
  | 'regressed'
  | 'over-budget'
  | 'inconclusive'
  | 'missing'
  | 'failed'

export type Severity = 'minor' | 'moderate' | 'critical'

/**
 * A verdict that was given to one metric of one case, without reasons and numbers, and the runs in which it was: enough to count and
 * to colour. A million verdicts are a few thousand of these.
 */
export interface GivenVerdict
  extends Pick<RecordedVerdict, 'case' | 'metric' | 'environment' | 'state' | 'severity'> {
  readonly runIds: readonly string[]
}

/**
 * The verdict that was given to one metric of one case in one run, kept beside the samples, so that a permanent page
 * never changes its mind when a later version judges otherwise.
 */
export interface RecordedVerdict {
  readonly runId: string
  readonly case: CaseKey
  /** Undefined where the case as a whole failed or is missing. */
  readonly metric: Metric | undefined
  readonly environment: string
  readonly state: VerdictState
  readonly severity: Severity | undefined
  /** Beyond the noise, whether or not it is large enough to matter. */
  readonly significant: boolean
  /** In words, most important first. */
  readonly reasons: readonly string[]
  /** The run's own estimate, in the metric's unit. */
  readonly value: number | undefined
  readonly valueLow: number | undefined
  readonly valueHigh: number | undefined
  /** Relative change against the baseline with its interval; undefined where there was none. */
  readonly change: number | undefined
  readonly changeLow: number | undefined
  readonly changeHigh: number | undefined
  readonly confidence: number
  readonly pValue: number | undefined
  readonly baselineRunIds: readonly string[]
  readonly smallestDetectableRatio: number | undefined
  /** The limits as written in the config, with their percentiles: `250 ms`, `>= 95%`, `250 ms, 300 ms (p95)`. */
  readonly budget: string | undefined
  readonly toolVersion: string
  /** Changes when the same samples could be judged otherwise. */
  readonly analysisVersion: number
}
