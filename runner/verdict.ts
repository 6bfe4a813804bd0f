import type { Analysis, Comparison, Estimate, SeriesAnalysis } from './analyze/analysis.ts'
import { ANALYSIS_VERSION } from './analyze/analysis.ts'
import { standingOf } from './analyze/budget.ts'
import { burnDown } from './analyze/burn-down.ts'
import { isComparison } from './analyze/compare-run.ts'
import { remedyFor } from './analyze/remedy.ts'
import { changeSentence, openSentence, quietSentence, sameProgramSentence } from './analyze/sentences.ts'
import type { Budget, Thresholds } from './config/limits.ts'
import type { SeriesKey } from './ledger/series.ts'
import type { RecordedVerdict, Severity, VerdictState } from './ledger/verdicts.ts'
import type { MeasuredCase, MeasuredRun } from './measure/record.ts'
import type { Direction, Metric } from './metrics/metric.ts'
import { caseId } from './plan/identity.ts'
import type { CaseKey } from './plan/plan.ts'
import type { MetricPolicy, Policy } from './plan/policy.ts'

/** A verdict's word and how bad it is. */
export interface Outcome {
  readonly state: VerdictState
  readonly severity: Severity | undefined
}

/** All verdicts of one run. */
export interface RunVerdict extends Outcome {
  /** One per case × metric that was measured or expected, in the order of the run. */
  readonly verdicts: readonly RecordedVerdict[]
}

/** The only place that decides. Pure. */
export type Judge = (run: MeasuredRun, analysis: Analysis, policy: Policy, toolVersion: string) => RunVerdict

export const judge: Judge = (run, analysis, policy, toolVersion) => {
  const record = recorder(run, toolVersion)
  const bySeriesCase = Map.groupBy(analysis.series, ({ series }) => caseId(series.key.case))
  const measured = run.cases.flatMap((one) =>
    judgeCase(one, bySeriesCase.get(caseId(one.key)) ?? [], policy, record),
  )
  const absent = judgeAbsent(run, analysis, policy, record)
  const verdicts = [...measured, ...unmeasuredBudgets(run, policy, record), ...absent]
  const worst = worstOf(verdicts) ?? { state: 'inconclusive' as const, severity: undefined }
  return { ...worst, verdicts }
}

/** Worst first. What nobody could judge weighs more than what got better, less than what got worse. */
const PRECEDENCE: readonly string[] = [
  'failed',
  'missing',
  'over-budget',
  'regressed critical',
  'regressed moderate',
  'regressed minor',
  'inconclusive',
  'improved',
  'ok',
]

/** The worst of these, for a roll-up; undefined for none. */
export function worstOf(outcomes: readonly Outcome[]): Outcome | undefined {
  const place = ({ state, severity }: Outcome) =>
    PRECEDENCE.indexOf(state === 'regressed' ? `regressed ${severity ?? 'minor'}` : state)
  const worst = outcomes.reduce<Outcome | undefined>(
    (soFar, outcome) => (soFar === undefined || place(outcome) < place(soFar) ? outcome : soFar),
    undefined,
  )
  return worst && { state: worst.state, severity: worst.severity }
}

/** What a judged series or case adds to the empty record. */
type Finding = Pick<RecordedVerdict, 'state' | 'reasons'> & Partial<RecordedVerdict>
type Record = (key: CaseKey, metric: Metric | undefined, finding: Finding) => RecordedVerdict

function recorder(run: MeasuredRun, toolVersion: string): Record {
  return (key, metric, finding) => ({
    runId: run.header.id,
    case: key,
    metric,
    environment: run.header.environment.fingerprint,
    severity: undefined,
    significant: false,
    value: undefined,
    valueLow: undefined,
    valueHigh: undefined,
    change: undefined,
    changeLow: undefined,
    changeHigh: undefined,
    confidence: 0.95,
    pValue: undefined,
    baselineRunIds: [],
    smallestDetectableRatio: undefined,
    budget: undefined,
    toolVersion,
    analysisVersion: ANALYSIS_VERSION,
    ...finding,
  })
}

function judgeCase(
  measured: MeasuredCase,
  series: readonly SeriesAnalysis[],
  policy: Policy,
  record: Record,
): RecordedVerdict[] {
  if (measured.status === 'failed') {
    return [record(measured.key, undefined, { state: 'failed', reasons: [failureReason(measured)] })]
  }
  const cut = measured.status === 'interrupted'
  if (series.length === 0) {
    const reason = cut
      ? 'interrupted before anything was measured'
      : 'the command ran but gave no measurement'
    return [record(measured.key, undefined, { state: cut ? 'inconclusive' : 'missing', reasons: [reason] })]
  }
  return series.map((one) => {
    const { metric } = one.series.key
    return record(measured.key, metric, judgeSeries(one, policy.forMetric(measured.key, metric), cut))
  })
}

function failureReason({ failure, failures, iterations }: MeasuredCase): string {
  const what = failure?.message ?? 'failed'
  return failures > 0 && iterations > 1 ? `${what} (${failures} of ${iterations} iterations failed)` : what
}

/** A tool that measures itself gives cases named `<declared>/<its own name>`. */
function belongsTo(measured: CaseKey, declared: CaseKey): boolean {
  const name = measured.benchmark.startsWith(`${declared.benchmark}/`)
    ? declared.benchmark
    : measured.benchmark
  return caseId({ ...measured, benchmark: name }) === caseId(declared)
}

/** Budgets on metrics that nothing measured, of cases that were measured and did not fail as a whole. */
function unmeasuredBudgets(run: MeasuredRun, policy: Policy, record: Record): RecordedVerdict[] {
  return policy.budgets.flatMap(({ case: key, metric, budget }) => {
    const measured = run.cases.filter((one) => belongsTo(one.key, key))
    const silent = measured.length > 0 && measured.every(({ status }) => status === 'ok')
    const found = measured.some((one) => one.metrics.some((each) => each.metric.name === metric))
    const reason = `there is a budget of ${budget.text} on ${metric}, but nothing measured it`
    const finding = { state: 'missing', reasons: [reason], budget: budget.text } as const
    return silent && !found ? [record(key, metricOfBudget(metric, budget), finding)] : []
  })
}

function metricOfBudget(name: string, budget: Budget): Metric {
  return { name, unit: budget.unit, direction: budget.operator === '<=' ? 'lower' : 'higher' }
}

/** One verdict for each case that was expected and is not there, and for each metric that a measured case no longer gives. */
function judgeAbsent(
  run: MeasuredRun,
  analysis: Analysis,
  policy: Policy,
  record: Record,
): RecordedVerdict[] {
  const state = run.interrupted ? 'inconclusive' : 'missing'
  const present = new Set(run.cases.map(({ key }) => caseId(key)))
  const expected = policy.expected.filter((key) => !run.cases.some((one) => belongsTo(one.key, key)))
  const why = run.interrupted
    ? 'the run was interrupted before this was measured'
    : 'declared in the config, but not measured'
  const told = new Set(expected.map(caseId))
  const once = (key: CaseKey) => !told.has(caseId(key)) && told.add(caseId(key))
  return [
    ...expected.map((key) => record(key, undefined, { state, reasons: [why] })),
    ...analysis.missing
      .filter((key) => present.has(caseId(key.case)) || once(key.case))
      .map((key) => absentSeries(key, present.has(caseId(key.case)), state, record)),
  ]
}

function absentSeries(
  key: SeriesKey,
  caseIsThere: boolean,
  state: VerdictState,
  record: Record,
): RecordedVerdict {
  return caseIsThere
    ? record(key.case, key.metric, {
        state,
        reasons: [`${key.metric.name} was measured before, and not in this run`],
      })
    : record(key.case, undefined, {
        state,
        reasons: ['measured in the run before this one, and absent now: removed, renamed, or it did not run'],
      })
}

function judgeSeries(analysis: SeriesAnalysis, policy: MetricPolicy, cut: boolean): Finding {
  const { metric } = analysis.series.key
  const { current, comparison } = analysis
  const history = knowingRelease(judgeHistory(comparison, metric, policy), analysis, policy)
  const budget = current && policy.budget ? standingOf(current, metric.unit, policy.budget) : undefined
  const over = budget?.standing === 'over'
  const ahead = budget?.standing === 'within' && policy.budget
  const drift = current && ahead ? burnDown(current, analysis.trend, policy.budget) : undefined
  const limit = budget?.reason || drift || ''
  const reasons = over ? [limit, history.reason] : [history.reason, limit]
  return {
    state: over ? 'over-budget' : history.state,
    severity: over ? undefined : history.severity,
    reasons: [...reasons, cut ? 'the case was interrupted: fewer iterations than planned' : ''].filter(
      Boolean,
    ),
    ...numbers(current, history.comparison ?? (isComparison(comparison) ? comparison : undefined)),
    confidence: policy.confidence,
    budget: policy.budget?.text,
  }
}

function numbers(
  current: Estimate | undefined,
  comparison: Comparison | undefined,
): Partial<RecordedVerdict> {
  return {
    significant: comparison?.significant ?? false,
    value: current?.value,
    valueLow: current?.low,
    valueHigh: current?.high,
    change: comparison?.change.value,
    changeLow: comparison?.change.low,
    changeHigh: comparison?.change.high,
    pValue: comparison?.adjustedPValue,
    baselineRunIds: comparison?.baseline.runIds ?? [],
    smallestDetectableRatio: comparison?.smallestDetectableRatio,
  }
}

interface HistoryFinding extends Outcome {
  readonly reason: string
  /** What the finding rests on where it is not the comparison with the last runs. */
  readonly comparison?: Comparison
}

function judgeHistory(
  comparison: SeriesAnalysis['comparison'],
  metric: Metric,
  { thresholds }: MetricPolicy,
): HistoryFinding {
  if (comparison === undefined) {
    return { state: 'inconclusive', severity: undefined, reason: 'nothing was measured' }
  }
  if (!isComparison(comparison))
    return { state: 'inconclusive', severity: undefined, reason: comparison.message }
  return comparison.significant
    ? judgeSignificant(comparison, metric, thresholds)
    : judgeQuiet(comparison, metric, thresholds)
}

/**
 * A creep since the last release is a regression although no run tripped the threshold. Where one step since then was itself as large
 * as the threshold, it has had its verdict, and is not told again at every run.
 */
function knowingRelease(
  finding: HistoryFinding,
  { series, sinceRelease }: SeriesAnalysis,
  { thresholds }: MetricPolicy,
): HistoryFinding {
  if (finding.state !== 'ok' && finding.state !== 'inconclusive') return finding
  if (sinceRelease === undefined || !sinceRelease.comparison.significant) return finding
  const { metric } = series.key
  const worse = (ratio: number) => worseRatio(ratio, metric.direction)
  const severity = severityOf(worse(sinceRelease.comparison.change.value), thresholds)
  if (severity === undefined) return finding
  const { tag, comparison } = sinceRelease
  const reason = changeSentence(comparison, metric.name)
  const told = sinceRelease.changes.some(({ change }) => worse(change.value) >= thresholds.minor - ROUNDING)
  return told
    ? { ...finding, reason: `${finding.reason}; ${reason}` }
    : {
        state: 'regressed',
        severity,
        reason: `${reason}: since ${tag}, in steps too small to be told one by one`,
        comparison,
      }
}

function judgeSignificant(comparison: Comparison, metric: Metric, thresholds: Thresholds): HistoryFinding {
  const worse = worseRatio(comparison.change.value, metric.direction)
  const severity = severityOf(worse, thresholds)
  const reason = changeSentence(comparison, metric.name)
  if (severity) return { state: 'regressed', severity, reason }
  if (1 / worse >= thresholds.minor - ROUNDING) return { state: 'improved', severity: undefined, reason }
  const small = `${reason}: significant, but below the minor threshold of ${thresholds.minor}`
  return { state: 'ok', severity: undefined, reason: small }
}

/** Not significant: fine where a relevant change is excluded, open where one could still hide in the noise. */
function judgeQuiet(comparison: Comparison, metric: Metric, { minor }: Thresholds): HistoryFinding {
  const { change } = comparison
  if (comparison.sameProgramRunId !== undefined && change.value !== 0) {
    return { state: 'ok', severity: undefined, reason: sameProgramSentence(comparison) }
  }
  const worst = Math.max(worseRatio(change.low, metric.direction), worseRatio(change.high, metric.direction))
  if (comparison.constant || worst < minor) {
    return { state: 'ok', severity: undefined, reason: quietSentence(comparison) }
  }
  const reason = openSentence(comparison, minor, remedyFor(comparison, minor))
  return { state: 'inconclusive', severity: undefined, reason }
}

/** 1.2 and what arithmetic makes of 1.2 are the same threshold. */
const ROUNDING = 1e-9

/** How many times worse: 2 where a value of which less is better doubled, and where one of which more is better halved. */
function worseRatio(changeRatio: number, direction: Direction): number {
  const level = Math.max(0, 1 + changeRatio)
  return direction === 'lower' ? level : 1 / level
}

function severityOf(worse: number, thresholds: Thresholds): Severity | undefined {
  if (worse >= thresholds.critical - ROUNDING) return 'critical'
  if (worse >= thresholds.moderate - ROUNDING) return 'moderate'
  if (worse >= thresholds.minor - ROUNDING) return 'minor'
  return undefined
}
