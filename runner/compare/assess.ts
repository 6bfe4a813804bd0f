import type { CaseKey } from '../plan/plan.ts'
import { medianInterval } from '../stats/median-interval.ts'
import { adjustFalseDiscovery } from '../stats/multiple-testing.ts'
import { normalQuantile } from '../stats/normal.ts'
import { median } from '../stats/summary.ts'
import { formatRatio } from '../units.ts'
import type { CaseComparison, ControlResult, ControlSummary, MetricComparison, Range } from './comparison.ts'
import {
  decide,
  noiseFloorRatio,
  type PairedShift,
  pairedShift,
  pairsNeeded,
  type Question,
} from './decision.ts'
import { lookLevel } from './looks.ts'
import { PAIRS_PER_BLOCK } from './pairing.ts'
import type { PairedSeries } from './pairs.ts'

/** What was measured of one case. */
export interface PairedCase {
  readonly key: CaseKey
  readonly end: CaseComparison['end']
  readonly failure: string | null
  readonly series: readonly PairedSeries[]
}

export interface AssessOptions {
  readonly thresholdRatio: number
  readonly confidence: number
}

/** Judges all cases together: p-values are corrected over the metrics of each suite. Pure. */
export function assess(cases: readonly PairedCase[], options: AssessOptions): CaseComparison[] {
  const judged = cases.flatMap((one) =>
    one.series.map((series) => ({ one, series, shift: shiftOf(series.differences, options) })),
  )
  const adjusted = new Map<PairedSeries, number>()
  for (const suite of Map.groupBy(judged, ({ one }) => one.key.suite).values()) {
    const tested = suite.filter(({ shift }) => shift !== undefined)
    const pValues = adjustFalseDiscovery(tested.map(({ shift }) => shift!.pValue))
    for (const [index, { series }] of tested.entries()) adjusted.set(series, pValues[index]!)
  }
  return cases.map((one) => ({
    case: one.key,
    end: one.end,
    failure: one.failure,
    metrics: one.series.map((series) => assessSeries(series, adjusted.get(series) ?? 1, options)),
  }))
}

function shiftOf(differences: readonly number[], { confidence }: AssessOptions): PairedShift | undefined {
  return differences.length === 0 ? undefined : pairedShift(differences, confidence)
}

function assessSeries(series: PairedSeries, adjusted: number, options: AssessOptions): MetricComparison {
  const question: Question = { ...options, direction: series.metric.direction }
  const shift = shiftOf(series.differences, options)
  const control = controlOf(series, question)
  const plain = shift ? decide(shift, question, adjusted) : 'inconclusive'
  // Where base differs from itself, a difference between base and head says nothing.
  const spoilt = isChange(plain) && control !== null && isChange(control.state)
  const state = spoilt ? 'inconclusive' : plain
  const needed = state === 'inconclusive' && shift && !spoilt ? pairsNeeded(shift, question) : undefined
  return {
    metric: series.metric,
    base: rangeOfMedian(series.baseValues, options.confidence),
    head: rangeOfMedian(series.headValues, options.confidence),
    change: shift ? changeOf(shift) : null,
    pValue: shift?.pValue ?? null,
    adjustedPValue: shift ? adjusted : null,
    state,
    reason: spoilt ? spoiltReason(control) : reasonOf(state, series, shift, question, needed),
    pairs: series.differences.length * PAIRS_PER_BLOCK,
    pairsNeeded: needed ?? null,
    control,
  }
}

const isChange = (state: MetricComparison['state']): boolean => state === 'regressed' || state === 'improved'

function spoiltReason({ change }: ControlResult): string {
  return `base measured twice differs from itself by ${formatRatio(change)}: the order of executions matters here, so nothing can be told`
}

function controlOf(series: PairedSeries, question: Question): ControlResult | null {
  if (series.control.length === 0) return null
  const shift = pairedShift(series.control, question.confidence)
  const critical = -normalQuantile(lookLevel(question.confidence) / 2)
  return {
    change: Math.expm1(shift.value),
    state: decide(shift, question),
    noiseFloorRatio: noiseFloorRatio(series.control, series.differences.length, critical) ?? null,
  }
}

function changeOf({ value, low, high }: PairedShift): Range {
  const end = (log: number) => (Number.isFinite(log) ? Math.expm1(log) : null)
  return { value: Math.expm1(value), low: end(low), high: end(high) }
}

/** The middle of the values of one version, for people; the change is not computed from it. */
export function rangeOfMedian(values: readonly number[], confidence: number): Range | null {
  return values.length === 0 ? null : { value: median(values), ...medianInterval(values, confidence) }
}

function reasonOf(
  state: MetricComparison['state'],
  series: PairedSeries,
  shift: PairedShift | undefined,
  { thresholdRatio }: Question,
  needed: number | undefined,
): string {
  const threshold = percent(thresholdRatio)
  if (!shift) {
    return series.incomparableBlocks > 0
      ? 'values of 0 have no ratio: nothing to compare'
      : 'not measured in both versions'
  }
  if (state === 'equivalent') return `a change of ${threshold} or more is excluded`
  if (state !== 'inconclusive')
    return `by ${formatRatio(Math.expm1(shift.value))}, beyond the noise and at least ${threshold}`
  if (!Number.isFinite(shift.low)) return 'too few pairs to say anything'
  const take =
    needed === undefined
      ? 'the change lies at the threshold, so no number of pairs can be promised'
      : `about ${needed.toLocaleString('en')} pairs would decide`
  return `neither a change of ${threshold} nor its absence is certain after ${shift.blocks * PAIRS_PER_BLOCK} pairs; ${take}`
}

export const percent = (ratio: number): string => `${Number((ratio * 100).toPrecision(2))}\u00a0%`

/** All controls together; null where there is none. */
export function summariseControl(cases: readonly CaseComparison[]): ControlSummary | null {
  const controls = cases.flatMap(({ metrics }) => metrics.flatMap(({ control }) => control ?? []))
  if (controls.length === 0) return null
  const falseAlarms = controls.filter(({ state }) => isChange(state)).length
  const floors = cases.flatMap(({ metrics: [first] }) => first?.control?.noiseFloorRatio ?? [])
  return {
    comparisons: controls.length,
    falseAlarms,
    falsePositiveRatio: falseAlarms / controls.length,
    noiseFloorRatio: floors.length === 0 ? null : median(floors),
  }
}
