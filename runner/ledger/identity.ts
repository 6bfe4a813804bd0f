import { paramsText } from '../plan/identity.ts'
import type { ParamValue } from '../plan/plan.ts'
import type { SeriesKey } from './series.ts'

/** The reverse of {@link paramsText}. Throws a SyntaxError on text that is not JSON. */
export function parseParams(text: string): Record<string, ParamValue> {
  return JSON.parse(text)
}

/**
 * A text that identifies a series. Unit and direction are part of it: a metric whose unit changed is another series,
 * so that milliseconds and nanoseconds are never averaged.
 */
export function seriesId(key: SeriesKey): string {
  const { name, unit, direction } = key.metric
  const { suite, benchmark, params } = key.case
  return JSON.stringify([suite, benchmark, paramsText(params), name, unit, direction, key.environment])
}
