import type { Thresholds } from '../config/limits.ts'
import type { Severity, VerdictState } from '../ledger/verdicts.ts'
import type { Direction } from '../metrics/metric.ts'

/** A verdict's word and how bad it is. */
export interface Outcome {
  readonly state: VerdictState
  readonly severity: Severity | undefined
}

/** 0 is the worst. What nobody could judge weighs more than what got better, less than what got worse. */
const PLACES: Readonly<Record<Exclude<VerdictState, 'regressed'>, number>> = {
  failed: 0,
  missing: 1,
  'over-budget': 2,
  inconclusive: 6,
  improved: 7,
  ok: 8,
}
const PLACES_OF_REGRESSIONS: Readonly<Record<Severity, number>> = { critical: 3, moderate: 4, minor: 5 }

function placeOf({ state, severity }: Outcome): number {
  return state === 'regressed' ? PLACES_OF_REGRESSIONS[severity ?? 'minor'] : PLACES[state]
}

export function isWorse(outcome: Outcome, than: Outcome): boolean {
  return placeOf(outcome) < placeOf(than)
}

/** The worst of these, for a roll-up; undefined for none. */
export function worstOf(outcomes: readonly Outcome[]): Outcome | undefined {
  const worst = outcomes.reduce<Outcome | undefined>(
    (soFar, outcome) => (soFar === undefined || isWorse(outcome, soFar) ? outcome : soFar),
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
