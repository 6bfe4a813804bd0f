import { runColumns } from './schema.ts'
import { pointsOf } from './views.ts'

/** The code of the warning that a run carries whose samples were dropped: its page tells it, and readers know such a run by it. */
export const thinnedCode = 'samples-dropped'

/** What becomes less when the samples of a run are dropped. Everything else of its rows stays as it was. */
export const thinnedColumns: ReadonlySet<string> = new Set<keyof typeof runColumns>([
  'samples',
  'warmup_samples',
  'reported_low',
  'reported_high',
  'timeline',
  'timelines',
  'warnings',
])

const warning = JSON.stringify({
  kind: 'warning',
  code: thinnedCode,
  message:
    'The single samples of this run were dropped; of each metric, the median with its interval was kept.',
  advice: 'The config says after how long that happens: `retention: { samples: … }`.',
}).replaceAll("'", "''")

/** Whether rows of a view are of a run whose samples were dropped, in SQL. */
export const isThinned = `contains(warnings, '"code":"${thinnedCode}"')`

/** Whether there is anything in a row that thinning takes away, in SQL. */
export const hasMore = `(NOT ${isThinned} AND (len(samples) > 1 OR len(warmup_samples) > 0))`

/**
 * Rows of `rows` (a table or view of run rows), those of the runs in table `thinned` with their median in place of their samples.
 * The points that they give stay the same in median and interval; a failed case gives none and keeps no sample. As a tool reports
 * a summary that it made itself: every reader knows that form.
 *
 * @param columns of `rows`, besides those of a run row
 */
export function thinnedRows(rows: string, columns: readonly string[]): string {
  const kept = [...Object.keys(runColumns).filter((column) => !thinnedColumns.has(column)), ...columns]
  const both = `LEFT JOIN (SELECT run_id, case_position, metric_position, median, low, high FROM (${pointsOf(rows)}))
    USING (run_id, case_position, metric_position)`
  return `
    SELECT * FROM ${rows} ANTI JOIN thinned USING (run_id)
    UNION ALL BY NAME
    SELECT ${kept.join(', ')},
      CASE WHEN metric IS NULL THEN NULL WHEN median IS NULL THEN []::DOUBLE[] ELSE [median] END AS samples,
      CASE WHEN metric IS NULL THEN NULL ELSE []::DOUBLE[] END AS warmup_samples,
      coalesce(low, reported_low) AS reported_low, coalesce(high, reported_high) AS reported_high,
      NULL::VARCHAR AS timeline, NULL::VARCHAR AS timelines,
      CASE WHEN ${isThinned} THEN warnings WHEN warnings = '[]' THEN '[${warning}]'
        ELSE left(warnings, -1) || ',${warning}]' END AS warnings
    FROM (FROM ${rows} SEMI JOIN thinned USING (run_id)) ${both}`
}
