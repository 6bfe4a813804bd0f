import { paramsText } from '../plan/identity.ts'
import type { CaseKey, ParamValue } from '../plan/plan.ts'
import type { SeriesKey } from './series.ts'

/** The reverse of {@link paramsText}. Throws a SyntaxError on text that is not JSON. */
export function parseParams(text: string): Record<string, ParamValue> {
  return JSON.parse(text)
}

/** The case that columns name. Throws a SyntaxError on params that are not JSON. */
export function caseKeyOf(suite: string, benchmark: string, params: string): CaseKey {
  return { suite, benchmark, params: parseParams(params) }
}

export type CaseKeyOf = typeof caseKeyOf

/** The same, but one object for each case: whatever is found out about it is found out once. */
export function sameCaseKeys(): CaseKeyOf {
  const suites = new Map<string, Map<string, Map<string, CaseKey>>>()
  return (suite, benchmark, params) => {
    const cases = within(within(suites, suite), benchmark)
    const known = cases.get(params)
    if (known !== undefined) return known
    const key = caseKeyOf(suite, benchmark, params)
    cases.set(params, key)
    return key
  }
}

function within<T>(maps: Map<string, Map<string, T>>, name: string): Map<string, T> {
  const known = maps.get(name)
  if (known !== undefined) return known
  const map = new Map<string, T>()
  maps.set(name, map)
  return map
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
