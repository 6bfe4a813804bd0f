import type { RunReport } from '../report/model.ts'

/** The run's report as it is, with its samples. */
export function jsonReport(report: RunReport): string {
  return `${JSON.stringify(report, null, 2)}\n`
}
