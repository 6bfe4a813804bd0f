import type { Analysis } from '../analyze/analysis.ts'
import type { Budget } from '../config/limits.ts'
import type { SeriesKey } from '../ledger/series.ts'
import type { RecordedVerdict, VerdictState } from '../ledger/verdicts.ts'
import type { MeasuredRun } from '../measure/record.ts'
import type { Metric } from '../metrics/metric.ts'
import { caseId } from '../plan/identity.ts'
import type { CaseKey } from '../plan/plan.ts'
import type { Policy } from '../plan/policy.ts'
import type { Record } from './finding.ts'

/** A tool that measures itself gives cases named `<declared>/<its own name>`. */
function belongsTo(measured: CaseKey, declared: CaseKey): boolean {
  const name = measured.benchmark.startsWith(`${declared.benchmark}/`)
    ? declared.benchmark
    : measured.benchmark
  return caseId({ ...measured, benchmark: name }) === caseId(declared)
}

/** Budgets on metrics that nothing measured, of cases that were measured and did not fail as a whole. */
export function unmeasuredBudgets(run: MeasuredRun, policy: Policy, record: Record): RecordedVerdict[] {
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
export function judgeAbsent(
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
