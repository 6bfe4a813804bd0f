import type { ChangeState, ChangeSummary } from '../../runner/report/model.ts'
import { fill, shared } from '../words.ts'

/* What the report says in words of its own: what a later version adds is shown as it is. */

const KINDS: Record<string, string> = {
  step: shared.changeStep,
  spike: shared.changeSpike,
  drift: shared.changeDrift,
}

const STATES: Record<string, string> = {
  suspected: shared.changeSuspected,
  confirmed: shared.changeConfirmed,
  accepted: shared.changeAccepted,
  fixed: shared.changeFixed,
}

const DIRECTIONS: Record<string, string> = {
  improving: shared.trendImproving,
  degrading: shared.trendDegrading,
}

/** `step`, `spike` or `drift`. */
export function kindText(kind: ChangeSummary['kind']): string {
  return KINDS[kind] ?? kind
}

/** `suspected`, `confirmed`, `accepted` or `fixed`. */
export function changeStateText(state: ChangeState): string {
  return STATES[state] ?? state
}

/** `step for the worse`: the direction belongs to the metric. */
export function shiftText(kind: ChangeSummary['kind'], better: boolean): string {
  return fill(better ? shared.changeForBetter : shared.changeForWorse, kindText(kind))
}

/** `improving` or `degrading`. */
export function directionText(direction: string): string {
  return DIRECTIONS[direction] ?? direction
}
