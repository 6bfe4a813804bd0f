/**
 * perfledger as a library: the stages that the command line puts together, each a function from values to values.
 *
 *     const config = await loadConfig('perf.config.yaml', process.env)
 *     const ledger = await openLedger(config.ledger)
 *     const [newest] = (await ledger.runs()).slice(-1)
 *     for (const series of await ledger.series()) console.log(series.key.case.benchmark, series.points.at(-1)?.median)
 *     ledger.close()
 */

export type * from './analyze/analysis.ts'
export { type AnalysisOptions, analyzeRun, type History } from './analyze/analyze-run.ts'
export { analyzeSeries, type SeriesHistory } from './analyze/analyze-series.ts'
export type { Config } from './config/config.ts'
export { loadConfig, parseConfig } from './config/load.ts'
export { ExitCode, PerfledgerError, UsageError } from './errors.ts'
export { type AppendedFile, appendRun, appendVerdicts } from './ledger/append.ts'
export { type OpenOptions, openLedger } from './ledger/open.ts'
export type * from './ledger/series.ts'
export type * from './ledger/verdicts.ts'
export type * from './measure/record.ts'
export type * from './metrics/metric.ts'
export { makePlan, type Selection } from './plan/make-plan.ts'
export { makePolicy } from './plan/make-policy.ts'
export type * from './plan/plan.ts'
export type * from './plan/policy.ts'
export { assembleReport, type Report } from './report/assemble.ts'
export type { ReportInput } from './report/history.ts'
export * as model from './report/model.ts'
export { runReport } from './report/run-report.ts'
export { judge, type RunVerdict, worstOf } from './verdict.ts'
