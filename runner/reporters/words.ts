import type { ReportVerdict, VerdictState } from '../report/model.ts'

/** A shape for each verdict, so that nobody has to see colours. */
export const marks: Record<VerdictState, string> = {
  ok: '✓',
  improved: '▲',
  regressed: '▼',
  'over-budget': '◆',
  inconclusive: '○',
  missing: '?',
  failed: '✗',
}

/** `regressed (moderate)`, `over budget`, or `not judged`. */
export function verdictWords(verdict: ReportVerdict | null): string {
  if (!verdict) return 'not judged'
  const state = verdict.state === 'over-budget' ? 'over budget' : verdict.state
  return verdict.severity ? `${state} (${verdict.severity})` : state
}

/** Verdicts that people are to read about one by one. */
export function isNews(verdict: ReportVerdict | null): boolean {
  return verdict !== null && verdict.state !== 'ok' && verdict.state !== 'inconclusive'
}
