/**
 * perfledger as a library: the stages that the command line puts together, each a function from values to values.
 *
 * Read a history and find its changes and drifts:
 *
 *     import { analyzeSeries, openLedger } from 'perfledger'
 *
 *     const ledger = await openLedger('data')
 *     const runs = await ledger.runs()
 *     for (const series of await ledger.series()) {
 *       const { trend, changePoints } = analyzeSeries(series, runs, { baseBranch: 'main' })
 *       console.log(series.key.case.benchmark, series.points.length, trend?.direction, changePoints.length)
 *     }
 *     ledger.close()
 *
 * Judge the newest run against its history:
 *
 *     import { analyzeRun, judge, openLedger, type Policy } from 'perfledger'
 *
 *     const thresholds = { minor: 1.2, moderate: 1.5, critical: 2 }
 *     const policy: Policy = {
 *       forMetric: () => ({ thresholds, confidence: 0.95, budgets: [] }),
 *       budgets: [],
 *       expected: [],
 *     }
 *     const ledger = await openLedger('data')
 *     const runs = await ledger.runs()
 *     const newest = await ledger.run(runs.at(-1)?.header.id ?? '')
 *     if (newest) {
 *       const history = { runs, series: await ledger.series(), artifacts: await ledger.artifacts() }
 *       const analysis = analyzeRun(newest, history, { baseBranch: 'main' })
 *       for (const { state, reasons } of judge(newest, analysis, policy, '1.0.0').verdicts) {
 *         console.log(state, reasons[0])
 *       }
 *     }
 *     ledger.close()
 *
 * Find shifts in numbers of any kind, with hindsight or value by value as CI sees them:
 *
 *     import { stepDetector, watchShifts } from 'perfledger'
 *
 *     const before = [10.2, 10.1, 9.9, 10, 10.1, 9.8, 10.1, 10, 9.9, 10.2]
 *     const after = [12.1, 11.9, 12, 12.2, 12, 11.8, 12.1]
 *     for (const { index } of stepDetector().detect([...before, ...after])) console.log('with hindsight', index)
 *     for (const { index, seenAt } of watchShifts([...before, ...after])) console.log('as it went', index, seenAt)
 */

export type * from './analyze/analysis.ts'
export { type AnalysisOptions, analyzeRun, type History } from './analyze/analyze-run.ts'
export { analyzeSeries, type SeriesHistory, type SeriesOptions } from './analyze/analyze-series.ts'
export { type ProgramOf, programsIn } from './analyze/programs.ts'
export type { Config } from './config/config.ts'
export { loadConfig, parseConfig } from './config/load.ts'
export { loadStewardship, type Stewardship } from './config/stewardship-files.ts'
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
export type { DetectedShift, Detector } from './stats/detector.ts'
export { type EnergyDetectorOptions, energyDetector } from './stats/energy-detector.ts'
export { pottsDetector } from './stats/potts-detector.ts'
export { type ShiftAlarm, type ShiftWatchOptions, watchShifts } from './stats/shift-watch.ts'
export { type StepDetectorOptions, stepDetector } from './stats/step-detector.ts'
export { analyzeMarked, type Mark, type Marks, marksIn, type SeriesMarks, steward } from './stewardship.ts'
export { judge, type RunVerdict, worstOf } from './verdict.ts'
