import { scaleFor } from '../../runner/analyze/scale.ts'
import type { Detector } from '../../runner/stats/detector.ts'
import { watchShifts } from '../../runner/stats/shift-watch.ts'
import type { Found, Method } from './measures.ts'

/** A detector with hindsight, on the scale that the analysis uses. */
export function withHindsight(detector: Detector): Method {
  return (values) =>
    detector.detect(scaled(values)).map(({ index }) => ({ index, seenAt: values.length - 1 }))
}

/** The watch, as CI sees it. */
export const watching: Method = (values) => watchShifts(scaled(values))

/**
 * A detector without hindsight: run anew with every value, on what is known by then. What it finds within the margin of an
 * earlier alarm is that alarm. Only shifts in the last `reach` values can be new, so only `look` values are looked at.
 */
export function replayed(detector: Detector, margin = 5, look = 150): Method {
  return (values) => {
    const all = scaled(values)
    const alarms: Found[] = []
    for (let seenAt = 3; seenAt < all.length; seenAt++) {
      const start = Math.max(0, seenAt + 1 - look)
      for (const shift of detector.detect(all.slice(start, seenAt + 1))) {
        const index = start + shift.index
        const old = alarms.some((alarm) => Math.abs(alarm.index - index) <= margin)
        if (!old && (start === 0 || shift.index > look / 3)) alarms.push({ index, seenAt })
      }
    }
    return alarms
  }
}

function scaled(values: readonly number[]): number[] {
  return values.map(scaleFor(values).forward)
}
