import type { SeriesReader } from './series.ts'

/** Where the points of a series stand on the horizontal axis: one beside the other in commit order, or by time. */
export interface Placing {
  /** Of the point with this index into the series' columns. */
  readonly at: (index: number) => number
  /** The line between a point and the one before it. */
  readonly before: (index: number) => number
  /** Of a moment, for the points of another series. */
  readonly ofTime: (timeMs: number) => number
  /** The index of the point nearest to a place. */
  readonly nearest: (x: number) => number
  readonly min: number
  readonly max: number
}

export function placingOf(reader: SeriesReader): Placing {
  const { byTime, first, last } = reader.view
  const times = reader.series.run.map((run) => reader.startedAt(run).getTime())
  return byTime ? placedByTime(times, first, last) : placedByCommit(times, first, last)
}

function placedByCommit(times: readonly number[], first: number, last: number): Placing {
  return {
    at: (index) => index,
    before: (index) => index - 0.5,
    ofTime: (timeMs) => between(times, timeMs),
    nearest: (x) => Math.min(times.length - 1, Math.max(0, Math.round(x))),
    min: first - 0.5,
    max: last + 0.5,
  }
}

function placedByTime(times: readonly number[], first: number, last: number): Placing {
  const shown = times.slice(first, last + 1)
  const low = shown.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY)
  const high = shown.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY)
  const margin = Math.max(60_000, (high - low) * 0.01)
  return {
    at: (index) => times[index] ?? Number.NaN,
    before: (index) => ((times[index - 1] ?? times[index]!) + times[index]!) / 2,
    ofTime: (timeMs) => timeMs,
    nearest: (x) =>
      times.reduce(
        (best, time, index) => (Math.abs(time - x) < Math.abs(times[best]! - x) ? index : best),
        0,
      ),
    min: low - margin,
    max: high + margin,
  }
}

/** The place of a moment among ascending ones: 2.5 is half way from the third to the fourth. */
function between(times: readonly number[], timeMs: number): number {
  const next = times.findIndex((time) => time >= timeMs)
  if (next === 0) return 0
  if (next < 0) return times.length - 1
  const before = times[next - 1]!
  return next - 1 + (timeMs - before) / Math.max(1, times[next]! - before)
}
