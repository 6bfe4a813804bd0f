import type { CaseKey, Params, ParamValue } from '../plan/plan.ts'
import type { SeriesKey } from './series.ts'

/**
 * Params as one text that is equal for equal params, whatever the order in which they were written: JSON with its keys
 * sorted by code unit, no spaces. `{ level: 9, file: 'a' }` → `{"file":"a","level":9}`.
 */
export function canonicalParams(params: Params): string {
  const entries = Object.keys(params)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(params[name])}`)
  return `{${entries.join(',')}}`
}

/** The reverse of {@link canonicalParams}. Throws a SyntaxError on text that is not JSON. */
export function parseParams(text: string): Record<string, ParamValue> {
  return JSON.parse(text)
}

/** A text that identifies a case: equal exactly when suite, benchmark and params are. For maps, not for people. */
export function caseId(key: CaseKey): string {
  return JSON.stringify([key.suite, key.benchmark, canonicalParams(key.params)])
}

/**
 * A text that identifies a series. Unit and direction are part of it: a metric whose unit changed is another series,
 * so that milliseconds and nanoseconds are never averaged.
 */
export function seriesId(key: SeriesKey): string {
  const { name, unit, direction } = key.metric
  const { suite, benchmark, params } = key.case
  return JSON.stringify([suite, benchmark, canonicalParams(params), name, unit, direction, key.environment])
}
