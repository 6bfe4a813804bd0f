import { type AdapterResult, OutputError } from './adapter.ts'

/**
 * Only these metrics of each result; a result that has none of them is left out.
 * @throws OutputError for a metric that no result has: a misspelt name must not pass for an empty result
 */
export function chooseMetrics(
  results: readonly AdapterResult[],
  names: readonly string[] | undefined,
): readonly AdapterResult[] {
  if (names === undefined) return results
  const found = new Set(results.flatMap(({ measurements }) => measurements.map(({ metric }) => metric.name)))
  const absent = names.filter((name) => !found.has(name))
  if (absent.length > 0) {
    throw new OutputError(`the output has no metric ${absent.join(', ')}; it has ${[...found].join(', ')}`)
  }
  return results
    .map((result) => ({
      ...result,
      measurements: result.measurements.filter(({ metric }) => names.includes(metric.name)),
    }))
    .filter(({ measurements }) => measurements.length > 0)
}
