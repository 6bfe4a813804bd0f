import type { Comparison, SeriesAnalysis } from '../analyze/analysis.ts'
import { isComparison } from '../analyze/compare-run.ts'
import { remedyFor } from '../analyze/remedy.ts'
import { changeSentence, openSentence, quietSentence, sameProgramSentence } from '../analyze/sentences.ts'
import type { Thresholds } from '../config/limits.ts'
import type { Metric } from '../metrics/metric.ts'
import type { MetricPolicy } from '../plan/policy.ts'
import { type Outcome, ROUNDING, severityOf, worseRatio, worstOf } from './outcome.ts'

/** What a series’ own past says about its newest run. */
export interface HistoryFinding extends Outcome {
  readonly reason: string
  /** What is to be told besides. */
  readonly also?: string
  /** What the finding rests on where it is not the comparison with the last runs. */
  readonly comparison?: Comparison
}

/** Against the last runs, against the last release, and against a named baseline where one was asked for. */
export function judgeHistory(analysis: SeriesAnalysis, policy: MetricPolicy): HistoryFinding {
  const { metric } = analysis.series.key
  const recent = knowingRelease(judgeLevel(analysis.comparison, metric, policy), analysis, policy)
  return knowingBaseline(recent, analysis, policy)
}

function judgeLevel(
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

/** What comparing with a baseline that was asked for adds; where it was asked for instead, that alone. */
function knowingBaseline(
  finding: HistoryFinding,
  { series, sinceBaseline }: SeriesAnalysis,
  policy: MetricPolicy,
): HistoryFinding {
  if (sinceBaseline === undefined) return finding
  const { comparison, lack, instead } = sinceBaseline
  if (comparison === undefined) {
    const reason = lack ?? ''
    return instead ? { state: 'inconclusive', severity: undefined, reason } : { ...finding, also: reason }
  }
  const since = knowingAccepted(judgeLevel(comparison, series.key.metric, policy), sinceBaseline.accepted)
  if (instead) return { ...since, comparison }
  const worst = worstOf([since, finding])
  const isWorse = since.state === 'regressed' && worst?.state === 'regressed'
  const leads = isWorse && (finding.state !== 'regressed' || worst.severity !== finding.severity)
  return leads ? { ...since, also: finding.reason, comparison } : { ...finding, also: since.reason }
}

/** People accepted a change in between: what is worse since the baseline is known and wanted. */
function knowingAccepted(finding: HistoryFinding, accepted: boolean): HistoryFinding {
  if (!accepted || finding.state !== 'regressed') return finding
  return { state: 'ok', severity: undefined, reason: `${finding.reason}: a change in between was accepted` }
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
