/** A question to begin with. */
export interface Question {
  readonly name: 'newest' | 'regressions' | 'noisiest' | 'machines' | 'months'
  readonly sql: string
}

/** The first of them stands in the field of a reader who asked nothing yet. */
export const questions: readonly Question[] = [
  {
    name: 'newest',
    sql: `SELECT run_id, started_at, branch, commit_subject, cases, failed_cases
FROM runs
ORDER BY started_at DESC
LIMIT 20`,
  },
  {
    name: 'regressions',
    sql: `SELECT suite, benchmark, metric, count(*) AS regressions, max(change) AS largest
FROM verdicts
WHERE state = 'regressed'
GROUP BY suite, benchmark, metric
ORDER BY regressions DESC
LIMIT 50`,
  },
  {
    name: 'noisiest',
    sql: `SELECT suite, benchmark, params, metric, environment, count(*) AS runs, avg(mad / median) AS spread
FROM points
WHERE median > 0
GROUP BY suite, benchmark, params, metric, environment
ORDER BY spread DESC
LIMIT 50`,
  },
  {
    name: 'machines',
    sql: `SELECT cpu_model, cores, memory_gib, os, runtime, count(*) AS runs, max(started_at) AS last_run
FROM runs
GROUP BY cpu_model, cores, memory_gib, os, runtime
ORDER BY runs DESC`,
  },
  {
    name: 'months',
    sql: `SELECT date_trunc('month', r.started_at) AS month, v.state, count(*) AS verdicts
FROM verdicts v
JOIN runs r ON r.run_id = v.run_id
GROUP BY date_trunc('month', r.started_at), v.state
ORDER BY month, v.state`,
  },
]

/** The course of a metric of a benchmark, for a link from its page. */
export function questionAbout(suite: string, benchmark: string, metric: string): string {
  return `SELECT run_position, started_at, commit_sha, params, p.environment, median, low, high, sample_count
FROM points p
JOIN runs USING (run_id)
WHERE suite = ${quoted(suite)} AND benchmark = ${quoted(benchmark)} AND metric = ${quoted(metric)}
ORDER BY params, run_position`
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
