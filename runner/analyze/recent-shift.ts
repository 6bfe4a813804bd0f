import type { Point } from '../ledger/series.ts'
import { shiftPValue } from '../stats/shift-evidence.ts'
import { watchShifts } from '../stats/shift-watch.ts'
import { noiseWithin } from '../stats/step-detector.ts'
import type { BasePoint } from './baseline.ts'
import { scaleFor } from './scale.ts'

/** Several looks at several places: how much more often one of them fires than a single test at the same level. */
const LOOKS = 300

/** The last runs, which together lie on another level than those before, although no single one may stand out. */
export interface RecentShift {
  /** Index into the points of the first run of the suspected new level. */
  readonly index: number
  /** After correction for having looked at many places. */
  readonly pValue: number
}

/**
 * Whether the newest runs on the base branch, the judged one last, show a shift that is not yet confirmed. A shift of two or
 * three sigma is no news in one run, but is in four.
 *
 * @param points of the base branch, in commit order, the judged run's last
 * @param from where the present level begins: an earlier shift is already its own baseline
 */
export function findRecentShift(
  points: readonly (BasePoint | { readonly point: Point })[],
  from: number,
): RecentShift | undefined {
  const medians = points.map(({ point }) => point.median)
  const values = Float64Array.from(medians, scaleFor(medians).forward)
  const alarms = watchShifts(values)
  const last = alarms.at(-1)
  if (last === undefined || last.index <= from) return undefined
  const noise = noiseWithin(
    values,
    alarms.map(({ index }) => index),
  )
  const { variance, correlation } = noise
  const [before, after] = [values.subarray(from, last.index), values.subarray(last.index)]
  const pValue = shiftPValue(before, after, variance, correlation)
  return { index: last.index, pValue: Math.min(1, pValue * LOOKS) }
}
