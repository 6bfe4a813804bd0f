import type { RunReport } from '../report/model.ts'

/** The run's report as it is: the same document as `data/report/runs/<run-id>.json`. */
export function jsonReport(report: RunReport): string {
  return `${JSON.stringify(report, null, 2)}\n`
}
