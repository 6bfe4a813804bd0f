import { caseId } from '../plan/identity.ts'
import type { MetricChange, Series } from './series.ts'

/**
 * Metrics that some of these series keep under one name with more than one unit or direction. `runIds` are the runs in
 * commit order. Pure.
 */
export function metricChangesOf(series: readonly Series[], runIds: readonly string[]): MetricChange[] {
  const place = new Map(runIds.map((id, index) => [id, index]))
  const firstPlace = ({ points }: Series) => place.get(points[0]?.runId ?? '') ?? 0
  const byName = Map.groupBy(series, ({ key }) => JSON.stringify([caseId(key.case), key.metric.name]))
  return [...byName.values()].flatMap((group) => {
    const inTime = group.toSorted((a, b) => firstPlace(a) - firstPlace(b))
    // The same metric in another environment is another series, but no change.
    const distinct = new Map(
      inTime.map(({ key }) => [`${key.metric.unit} ${key.metric.direction}`, key.metric]),
    )
    const newest = [...distinct].at(-1)
    if (distinct.size < 2 || newest === undefined) return []
    const first = inTime.find(
      ({ key }) => `${key.metric.unit} ${key.metric.direction}` === newest[0],
    ) as Series
    return [
      {
        case: first.key.case,
        metricName: newest[1].name,
        metrics: [...distinct.values()],
        sinceRunId: first.points[0]?.runId ?? '',
      },
    ]
  })
}
