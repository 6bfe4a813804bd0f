import { describe, expect, it } from 'vitest'
import type { IterationRecord } from '../../runner/measure/record.ts'
import { keptTimelines, slowestTimeline, typicalTimeline } from '../../runner/measure/timelines.ts'
import type { Timeline } from '../../runner/metrics/metric.ts'

function timeline(looks: number): Timeline {
  const none = Array<number>(looks).fill(0)
  return {
    intervalMs: 50,
    atMs: none.map((_, index) => (index + 1) * 50),
    cpuRatio: none,
    residentBytes: none,
    readBytesPerSecond: none,
    writtenBytesPerSecond: none,
    threads: none,
    openFiles: none,
    stealRatio: none,
    load: none,
  }
}

const iterations = (...looks: number[]): IterationRecord[] =>
  looks.map((count, index) => ({
    kind: 'iteration',
    case: { suite: 's', benchmark: 'b', params: {} },
    phase: 'measured',
    index,
    startedAtMs: 0,
    executor: 'exact',
    measurements: [],
    ...(count > 0 && { timeline: timeline(count) }),
  }))

const indexes = (records: readonly IterationRecord[]) =>
  keptTimelines(records).map(({ iteration }) => iteration)

describe('the timelines of a case', () => {
  it('are kept with the index of their iteration; one too short to be looked at has none', () => {
    expect(indexes(iterations(10, 0, 12))).toEqual([0, 2])
  })

  it('are not kept of a failed iteration', () => {
    const [failed, fine] = iterations(10, 12)
    const failure = { reason: 'exit-code', message: 'exited with code 1' } as const
    expect(indexes([{ ...failed!, failure }, fine!])).toEqual([1])
  })

  it('are those of the typical and the slowest iteration, then the first ones, where all are too much', () => {
    const kept = indexes(iterations(...Array<number>(8).fill(200), 300, 201))
    expect(kept).toEqual([0, 1, 2, 4, 8])
  })

  it('are never fewer than the typical and the slowest, however long', () => {
    expect(indexes(iterations(1000, 5000, 3000))).toEqual([1, 2])
  })

  it('name the typical iteration by the middle length, and the slowest', () => {
    const kept = keptTimelines(iterations(10, 40, 12))
    expect([typicalTimeline(kept)?.iteration, slowestTimeline(kept)?.iteration]).toEqual([2, 1])
    expect([typicalTimeline([]), slowestTimeline([])]).toEqual([undefined, undefined])
  })
})
