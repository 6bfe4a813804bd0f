import type { Comparison, Estimate } from '../analyze/analysis.ts'
import { ANALYSIS_VERSION } from '../analyze/analysis.ts'
import type { RecordedVerdict } from '../ledger/verdicts.ts'
import type { MeasuredRun } from '../measure/record.ts'
import type { Metric } from '../metrics/metric.ts'
import type { CaseKey } from '../plan/plan.ts'

/** What a judged series or case adds to the empty record. */
export type Finding = Pick<RecordedVerdict, 'state' | 'reasons'> & Partial<RecordedVerdict>

/** Makes the record of a verdict of one run; without a metric it is about the whole case. */
export type Record = (key: CaseKey, metric: Metric | undefined, finding: Finding) => RecordedVerdict

/** What all verdicts of a run have in common, and what is not known unless a finding says it. */
export function recorder(run: MeasuredRun, toolVersion: string): Record {
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

/** The numbers of a verdict, as far as they are known. */
export function numbers(
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
