import type { Metric } from '../metrics/metric.ts'
import { caseId } from '../plan/identity.ts'
import type { CaseKey } from '../plan/plan.ts'
import { hodgesLehmannShift } from '../stats/hodges-lehmann.ts'
import { mannWhitney } from '../stats/mann-whitney.ts'
import { adjustFalseDiscovery } from '../stats/multiple-testing.ts'
import { formatRatio } from '../units.ts'
import { type AssessOptions, percent, rangeOfMedian } from './assess.ts'
import type { CaseComparison, MetricComparison } from './comparison.ts'
import { decide } from './decision.ts'

/** Stored values of one metric of one case in two versions: medians of runs, or the samples of one run each. */
export interface StoredPair {
  readonly case: CaseKey
  readonly metric: Metric
  readonly base: readonly number[]
  readonly head: readonly number[]
}

/**
 * Compares what was measured at different times: by the Mann–Whitney test and the shift that belongs to it, on the
 * logarithm. There is no control, and what the machine did between both times looks like a difference of the versions.
 * Pure.
 */
export function assessStored(pairs: readonly StoredPair[], options: AssessOptions): CaseComparison[] {
  const shifts = pairs.map((pair) => shiftOf(pair, options))
  const adjusted = new Map<StoredPair, number>()
  for (const suite of Map.groupBy(pairs, (pair) => pair.case.suite).values()) {
    const pValues = adjustFalseDiscovery(suite.map((pair) => shifts[pairs.indexOf(pair)]?.pValue ?? 1))
    for (const [index, pair] of suite.entries()) adjusted.set(pair, pValues[index]!)
  }
  const metrics = pairs.map((pair, index) => assessPair(pair, shifts[index], adjusted.get(pair)!, options))
  const cases = Map.groupBy(pairs.keys(), (index) => caseId(pairs[index]!.case))
  return [...cases.values()].map((indices) => ({
    case: pairs[indices[0]!]!.case,
    end: 'stored',
    failure: null,
    metrics: indices.map((index) => metrics[index]!),
  }))
}

interface StoredShift {
  readonly blocks: number
  readonly value: number
  readonly low: number
  readonly high: number
  readonly pValue: number
}

function shiftOf({ base, head }: StoredPair, { confidence }: AssessOptions): StoredShift | undefined {
  if (base.length === 0 || head.length === 0) return undefined
  if ([...base, ...head].some((value) => value <= 0)) return undefined
  const [from, to] = [base.map(Math.log), head.map(Math.log)]
  const { pValue } = mannWhitney(from, to)
  return { blocks: Math.min(base.length, head.length), ...hodgesLehmannShift(from, to, confidence), pValue }
}

function assessPair(
  pair: StoredPair,
  shift: StoredShift | undefined,
  adjusted: number,
  options: AssessOptions,
): MetricComparison {
  const { metric, base, head } = pair
  const state = shift ? decide(shift, { ...options, direction: metric.direction }, adjusted) : 'inconclusive'
  return {
    metric,
    base: rangeOfMedian(base, options.confidence),
    head: rangeOfMedian(head, options.confidence),
    change: shift
      ? { value: Math.expm1(shift.value), low: Math.expm1(shift.low), high: Math.expm1(shift.high) }
      : null,
    pValue: shift?.pValue ?? null,
    adjustedPValue: shift ? adjusted : null,
    state,
    reason: reasonOf(state, shift, options),
    pairs: Math.min(base.length, head.length),
    pairsNeeded: null,
    control: null,
  }
}

function reasonOf(
  state: MetricComparison['state'],
  shift: StoredShift | undefined,
  { thresholdRatio }: AssessOptions,
): string {
  if (!shift) return 'values of 0 have no ratio: nothing to compare'
  if (state === 'equivalent') return `a change of ${percent(thresholdRatio)} or more is excluded`
  if (state === 'inconclusive') {
    return `neither a change of ${percent(thresholdRatio)} nor its absence is certain: measure both now, without --stored`
  }
  return `by ${formatRatio(Math.expm1(shift.value))}, beyond the noise and at least ${percent(thresholdRatio)}`
}
