import { describe, expect, it } from 'vitest'
import type { Timeline } from '../../runner/metrics/metric.ts'
import { runReport } from '../../runner/report/run-report.ts'
import { measuredCase, run } from '../ledger/runs.ts'

const timeline: Timeline = {
  intervalMs: 50,
  atMs: [50, 100, 150],
  cpuRatio: [1, 0.9, 1],
  residentBytes: [1e6, 2e6, 3e6],
  readBytesPerSecond: [0, 0, 0],
  writtenBytesPerSecond: [0, 0, 0],
  threads: [1, 1, 1],
  openFiles: [3, 3, 3],
  stealRatio: [0, 0, 0],
  load: [1, 1, 1],
}

/** Of three iterations, the second took much longer. */
const timelines = [100, 400, 150].map((lastMs, iteration) => ({
  ...timeline,
  iteration,
  atMs: [50, 90, lastMs],
}))

describe('the report of a run', () => {
  it('tells what the machine could show, what was measured and what it used', () => {
    const artifact = 'a'.repeat(64)
    const measured = run([measuredCase('parse', { artifact, retries: 2, timelines })], {
      calibration: {
        noiseFloorRatio: 0.03,
        stealRatio: 0,
        executor: 'exact',
        executorStartNs: 5e5,
        shellStart: { wallTimeNs: 8e5, userTimeNs: 0, systemTimeNs: 0 },
      },
    })
    expect(runReport(measured, [])).toMatchObject({
      noiseFloorRatio: 0.03,
      executorStartNs: 5e5,
      shellStartNs: 8e5,
      cases: [{ artifact, retries: 2, timeline: timelines[2], slowestTimeline: timelines[1] }],
    })
  })

  it('says null of what an older run does not know', () => {
    expect(runReport(run(), [])).toMatchObject({
      noiseFloorRatio: null,
      executorStartNs: null,
      shellStartNs: null,
      cases: [{ artifact: null, retries: 0, timeline: null, slowestTimeline: null }],
    })
  })
})
