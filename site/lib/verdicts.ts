import type { Severity, VerdictCounts, VerdictState } from '../../runner/report/model.ts'
import { shared } from '../words.ts'

/** A verdict that may be absent: runs that were never judged have a page too. */
export type ShownState = VerdictState | 'unjudged'

/** What a verdict looks like: a shape and a word together, so that colour never carries the meaning alone. */
export interface VerdictMark {
  readonly state: ShownState
  /** Id of the shape in `VerdictShapes.astro`; a minor regression has a hollow one. */
  readonly shape: string
  readonly word: string
  /** `minor`, `moderate`, `critical` or nothing. */
  readonly severity: string
  /** The reasons in one text, for the tooltip and for screen readers. */
  readonly reason: string
}

/** Worst first: the order of every roll-up. */
export const STATES: readonly VerdictState[] = [
  'failed',
  'missing',
  'over-budget',
  'regressed',
  'inconclusive',
  'improved',
  'ok',
]

const WORDS: Record<ShownState, string> = {
  ok: shared.verdictOk,
  improved: shared.verdictImproved,
  regressed: shared.verdictRegressed,
  'over-budget': shared.verdictOverBudget,
  inconclusive: shared.verdictInconclusive,
  missing: shared.verdictMissing,
  failed: shared.verdictFailed,
  unjudged: shared.verdictUnjudged,
}

/** The word of the glossary for a state, as shown: `over budget`. */
export function wordOf(state: ShownState): string {
  return WORDS[state]
}

const SEVERITIES: Record<string, string> = {
  minor: shared.severityMinor,
  moderate: shared.severityModerate,
  critical: shared.severityCritical,
}

/** How bad a regression is, as shown. */
export function severityWord(severity: string): string {
  return SEVERITIES[severity] ?? severity
}

/** The mark of a verdict, of a bare state with its severity, or of nothing (`not judged`). */
export function verdictMark(
  verdict: { state: VerdictState | null; severity: Severity | null; reasons?: readonly string[] } | null,
): VerdictMark {
  const state = verdict?.state ?? 'unjudged'
  const severity = state === 'regressed' ? (verdict?.severity ?? '') : ''
  return {
    state,
    shape: severity === 'minor' ? 'shape-regressed-minor' : `shape-${state}`,
    word: WORDS[state],
    severity,
    reason: (verdict?.reasons ?? []).join('; '),
  }
}

/** `2 regressed, 28 ok`: the states that occur, worst first. A line breaks between them, not inside one. */
export function countsText(counts: VerdictCounts): string {
  return STATES.filter((state) => counts[state] > 0)
    .map((state) => `${counts[state]} ${WORDS[state]}`.replaceAll(' ', '\u00a0'))
    .join(', ')
}

/** How many cases were counted. */
export function totalOf(counts: VerdictCounts): number {
  return STATES.reduce((sum, state) => sum + counts[state], 0)
}

/** Counts the worst state of each of several things, for a suite. */
export function countStates(states: readonly VerdictState[]): VerdictCounts {
  const counts: VerdictCounts = {
    ok: 0,
    improved: 0,
    regressed: 0,
    'over-budget': 0,
    inconclusive: 0,
    missing: 0,
    failed: 0,
  }
  for (const state of states) counts[state] += 1
  return counts
}
