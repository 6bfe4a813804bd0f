import type { Comparison } from '../../runner/analyze/analysis.ts'
import type { BasePoint } from '../../runner/analyze/baseline.ts'
import { findChangePoints, startOfLevel } from '../../runner/analyze/change-points.ts'
import { compareWithLevel, isComparison } from '../../runner/analyze/compare-run.ts'
import { significanceLevel } from '../../runner/analyze/comparison.ts'
import type { SeriesKey } from '../../runner/ledger/series.ts'
import { adjustFalseDiscovery } from '../../runner/stats/multiple-testing.ts'
import { makeRun } from '../analyze/build-history.ts'

export interface VerdictScore {
  /** New significant comparisons per 1,000 values, each series judged by itself. */
  readonly alonePer1000: number
  /** The same with all series judged as one run at each place, corrected for their number. */
  readonly togetherPer1000: number
  /** Those of them that are at least a fifth worse or better: what would be called a regression or an improvement. */
  readonly calledPer1000: number
}

const KEY: SeriesKey = {
  case: { suite: 'quality', benchmark: 'series', params: {} },
  metric: { name: 'value', unit: 'value', direction: 'lower' },
  environment: 'one',
}
const FIRST_JUDGED = 10

/** Every value judged as a new run on the base branch, on series that have no change: whatever stands out is a false alarm. */
export function scoreVerdicts(series: readonly (readonly number[])[]): VerdictScore {
  const judged = series.map(judgeAll)
  const alone = judged.map((comparisons) => comparisons.map((one) => one?.pValue ?? 1))
  const together = correctedByPlace(alone)
  const total = judged.reduce((sum, comparisons) => sum + comparisons.length - FIRST_JUDGED, 0)
  const rate = (count: number) => (count / total) * 1000
  return {
    alonePer1000: rate(count(alone, () => true)),
    togetherPer1000: rate(count(together, () => true)),
    calledPer1000: rate(count(together, (at, place) => isRelevant(judged[at]![place]))),
  }
}

function judgeAll(values: readonly number[]): (Comparison | undefined)[] {
  const points = values.map((value, index): BasePoint => {
    const header = makeRun(index, { results: [] }).header
    return {
      point: { runId: header.id, median: value, mad: 0, count: 1, low: value, high: value },
      header,
      index,
    }
  })
  const byId = new Map(points.map(({ header }) => [header.id, header]))
  return points.map(({ point, header }, place) => {
    if (place < FIRST_JUDGED) return undefined
    const earlier = points.slice(0, place)
    const start = startOfLevel(earlier, findChangePoints(earlier, { direction: 'lower', unit: 'ns' }, 0.95))
    const context = { judged: header, base: { byId, onBaseBranch: true }, baseBranch: 'main' }
    const comparison = compareWithLevel({
      key: KEY,
      earlier,
      start,
      current: point,
      confidence: 0.95,
      programOf: () => undefined,
      context,
    })
    return isComparison(comparison) ? comparison : undefined
  })
}

/** The p-values at one place of all series, corrected for their number. */
function correctedByPlace(pValues: readonly (readonly number[])[]): number[][] {
  const result = pValues.map((values) => [...values])
  const longest = Math.max(...pValues.map((values) => values.length))
  for (let place = FIRST_JUDGED; place < longest; place++) {
    const present = [...pValues.keys()].filter((at) => place < pValues[at]!.length)
    const adjusted = adjustFalseDiscovery(present.map((at) => pValues[at]![place]!))
    present.forEach((at, order) => {
      result[at]![place] = adjusted[order]!
    })
  }
  return result
}

/** Alarms, one that goes on counted once. */
function count(
  pValues: readonly (readonly number[])[],
  counts: (at: number, place: number) => boolean,
): number {
  const level = significanceLevel(0.95)
  let alarms = 0
  pValues.forEach((values, at) => {
    values.forEach((pValue, place) => {
      if (pValue < level && !(values[place - 1]! < level) && counts(at, place)) alarms++
    })
  })
  return alarms
}

function isRelevant(comparison: Comparison | undefined): boolean {
  if (!comparison) return false
  const level = 1 + comparison.change.value
  return Math.max(level, 1 / level) >= 1.2
}
