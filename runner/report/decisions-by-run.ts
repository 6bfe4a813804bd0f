import type { CaseReport, DecisionList, ReportMark, RunDecision } from './model.ts'

/** What people decided about the points of each run, in the order of cases and metrics. */
export function decisionsByRun(cases: readonly CaseReport[]): DecisionList['runs'] {
  const decisions = cases.flatMap((report) =>
    report.series.flatMap(({ metric, excluded, accepted }) => {
      const told = (kind: RunDecision['kind'], { runId, reason, link }: ReportMark) => ({
        runId,
        decision: { kind, caseSlug: report.case.slug, metric: metric.name, reason, link },
      })
      return [
        ...excluded.map((mark) => told('excluded', mark)),
        ...accepted.map((mark) => told('accepted', mark)),
      ]
    }),
  )
  const byRun = Map.groupBy(decisions, ({ runId }) => runId)
  return Object.fromEntries([...byRun].map(([runId, some]) => [runId, some.map(({ decision }) => decision)]))
}
