import type { Series } from '../ledger/series.ts'
import type { MeasuredRun } from '../measure/record.ts'
import type { Metric } from '../metrics/metric.ts'
import { caseId, fullCaseTitle } from '../plan/identity.ts'

/**
 * Metrics of a run that history knows in another unit or direction only, a sentence each: their values begin a series of
 * their own, and whoever changed the config should know.
 */
export function metricWarnings(run: MeasuredRun, history: readonly Series[]): string[] {
  const byName = Map.groupBy(history, ({ key }) => nameOf(caseId(key.case), key.metric))
  return run.cases.flatMap(({ key, metrics }) =>
    metrics.flatMap(({ metric }) => {
      const known = (byName.get(nameOf(caseId(key), metric)) ?? []).filter(({ points }) =>
        points.some(({ runId }) => runId !== run.header.id),
      )
      const before = known[0]?.key.metric
      if (before === undefined || known.some((series) => isSame(series.key.metric, metric))) return []
      return [
        `${fullCaseTitle(key)}: ${metric.name} is now in ${describe(metric)}, before in ${describe(before)}. It begins a new series; the two are never compared. If that is not meant, look at metrics in the config.`,
      ]
    }),
  )
}

function nameOf(id: string, metric: Metric): string {
  return `${id} ${metric.name}`
}

function isSame(a: Metric, b: Metric): boolean {
  return a.unit === b.unit && a.direction === b.direction
}

function describe({ unit, direction }: Metric): string {
  return `${unit} (${direction} is better)`
}
