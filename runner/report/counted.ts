import { seriesId } from '../ledger/identity.ts'
import type { RecordedVerdict } from '../ledger/verdicts.ts'
import type { SeriesMarks } from '../stewardship.ts'

/**
 * The verdicts as the present state of a project counts them, after what people decided: those of excluded points are out, and a
 * regression against runs from before an accepted change is ok, with the reason that was given. A run's own page keeps them as they
 * were recorded. Same order.
 *
 * @param orderOf the place of a run in commit order
 */
export function countedVerdicts(
  verdicts: readonly RecordedVerdict[],
  marks: ReadonlyMap<string, SeriesMarks>,
  orderOf: ReadonlyMap<string, number>,
): readonly RecordedVerdict[] {
  if (marks.size === 0) return verdicts
  return verdicts.flatMap((verdict) => {
    const { metric, environment } = verdict
    const own = metric && marks.get(seriesId({ case: verdict.case, metric, environment }))
    if (own === undefined) return [verdict]
    if (own.excluded.some(({ runId }) => runId === verdict.runId)) return []
    return [knowingAccepted(verdict, own, orderOf)]
  })
}

function knowingAccepted(
  verdict: RecordedVerdict,
  { accepted }: SeriesMarks,
  orderOf: ReadonlyMap<string, number>,
): RecordedVerdict {
  if (verdict.state !== 'regressed') return verdict
  const place = (runId: string) => orderOf.get(runId) ?? -1
  const since = accepted.findLast(({ runId }) => place(runId) <= place(verdict.runId))
  if (since === undefined) return verdict
  const isOlder = verdict.baselineRunIds.some((runId) => place(runId) < place(since.runId))
  if (!isOlder) return verdict
  const reasons = [`accepted as the new normal: ${since.reason}`, ...verdict.reasons]
  return { ...verdict, state: 'ok', severity: undefined, reasons }
}
