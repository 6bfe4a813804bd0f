import { seriesId } from '../ledger/identity.ts'
import type { Series, SeriesKey } from '../ledger/series.ts'
import type { MeasuredRun } from '../measure/record.ts'
import { caseId } from '../plan/identity.ts'
import type { BaseRuns } from './base-runs.ts'

/**
 * Series that the last complete run before this one, on the base branch and in this environment, has and this run lacks. A
 * partial run is only asked for the rest of the cases that it measured; a case that failed or was interrupted says so itself.
 *
 * @param placeOf the place of a run in commit order
 */
export function missingSeries(
  run: MeasuredRun,
  series: readonly Series[],
  base: BaseRuns,
  placeOf: (runId: string) => number,
): SeriesKey[] {
  const present = new Set(
    run.cases.flatMap((measured) => measured.metrics.map(({ metric }) => keyId(run, measured.key, metric))),
  )
  const stated = new Set(run.cases.filter(({ status }) => status !== 'ok').map(({ key }) => caseId(key)))
  const covered = new Set(run.cases.map(({ key }) => caseId(key)))
  const here = series.filter(({ key }) => key.environment === run.header.environment.fingerprint)
  const previous = previousCompleteRun(here, run, base, placeOf)
  return here
    .filter(({ points }) => points.some(({ runId }) => runId === previous))
    .map(({ key }) => key)
    .filter((key) => !present.has(seriesId(key)) && !stated.has(caseId(key.case)))
    .filter((key) => !run.header.partial || covered.has(caseId(key.case)))
    .filter((key) => !run.interrupted || covered.has(caseId(key.case)))
}

function keyId(run: MeasuredRun, key: SeriesKey['case'], metric: SeriesKey['metric']): string {
  return seriesId({ case: key, metric, environment: run.header.environment.fingerprint })
}

function previousCompleteRun(
  series: readonly Series[],
  run: MeasuredRun,
  base: BaseRuns,
  placeOf: (runId: string) => number,
): string | undefined {
  const limit = placeOf(run.header.id)
  let latest: { id: string; place: number } | undefined
  for (const { points } of series) {
    for (const { runId } of points) {
      const header = base.byId.get(runId)
      const place = placeOf(runId)
      if (!header || header.partial || runId === run.header.id || place >= limit) continue
      if (latest === undefined || place > latest.place) latest = { id: runId, place }
    }
  }
  return latest?.id
}
