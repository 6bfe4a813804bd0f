import type { Thresholds } from '../config/limits.ts'
import type { Severity, VerdictState } from '../ledger/verdicts.ts'
import type { Direction } from '../metrics/metric.ts'

/** A verdict's word and how bad it is. */
export interface Outcome {
  readonly state: VerdictState
  readonly severity: Severity | undefined
}

/** Worst first. What nobody could judge weighs more than what got better, less than what got worse. */
const PRECEDENCE: readonly string[] = [
  'failed',
  'missing',
  'over-budget',
  'regressed critical',
  'regressed moderate',
  'regressed minor',
  'inconclusive',
  'improved',
  'ok',
]

/** The worst of these, for a roll-up; undefined for none. */
export function worstOf(outcomes: readonly Outcome[]): Outcome | undefined {
  const place = ({ state, severity }: Outcome) =>
    PRECEDENCE.indexOf(state === 'regressed' ? `regressed ${severity ?? 'minor'}` : state)
  const worst = outcomes.reduce<Outcome | undefined>(
    (soFar, outcome) => (soFar === undefined || place(outcome) < place(soFar) ? outcome : soFar),
    undefined,
  )
  return worst && { state: worst.state, severity: worst.severity }
}

/** 1.2 and what arithmetic makes of 1.2 are the same threshold. */
export const ROUNDING = 1e-9

/** How many times worse: 2 where a value of which less is better doubled, and where one of which more is better halved. */
export function worseRatio(changeRatio: number, direction: Direction): number {
  const level = Math.max(0, 1 + changeRatio)
  return direction === 'lower' ? level : 1 / level
}

/** How bad a change of this size is; undefined below the minor threshold. */
export function severityOf(worse: number, thresholds: Thresholds): Severity | undefined {
  if (worse >= thresholds.critical - ROUNDING) return 'critical'
  if (worse >= thresholds.moderate - ROUNDING) return 'moderate'
  if (worse >= thresholds.minor - ROUNDING) return 'minor'
  return undefined
}
