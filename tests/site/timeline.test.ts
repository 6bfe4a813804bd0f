import { describe, expect, it } from 'vitest'
import type { ReportTimeline } from '../../runner/report/model.ts'
import { timelineView } from '../../site/lib/timeline.ts'

const timeline = (overrides: Partial<ReportTimeline> = {}): ReportTimeline => ({
  iteration: 3,
  intervalMs: 50,
  atMs: [50, 100, 200],
  cpuRatio: [0.5, 1, 1],
  residentBytes: [1e6, 4e6, 2e6],
  readBytesPerSecond: [0, 0, 0],
  writtenBytesPerSecond: [0, 5e5, 0],
  threads: [1, 2, 1],
  openFiles: [3, 3, 3],
  stealRatio: [0, 0, 0],
  load: [0.5, 0.5, 0.5],
  ...overrides,
})

describe('the timeline of a case', () => {
  it('is drawn as steps from zero, each value up to its own time', () => {
    const memory = timelineView(timeline(), null)!.panels.find(({ name }) => name === 'Resident memory')!
    // 44 high above a foot at 46, 216 wide from 2: a quarter, all and half of the most.
    expect(memory.path).toBe('M2 35H56V2H110V24H218')
    expect(memory.text).toBe('Resident memory over 200 ms: typically 2\u00a0MB, at most 4\u00a0MB')
  })

  it('leaves out what was zero all the time and says nothing', () => {
    const names = timelineView(timeline(), null)!.panels.map(({ name }) => name)
    expect(names).toContain('Written')
    expect(names).not.toContain('Read')
    expect(names).not.toContain('Stolen from the machine')
  })

  it('has the slowest iteration on the same axes, and names both', () => {
    const slowest = timeline({ iteration: 7, atMs: [50, 100, 400], residentBytes: [1e6, 8e6, 8e6] })
    const view = timelineView(timeline(), slowest)!
    const memory = view.panels.find(({ name }) => name === 'Resident memory')!
    expect(memory.path).toBe('M2 40.5H29V24H56V35H110')
    expect(memory.slowestPath).toBe('M2 40.5H29V2H56V2H218')
    expect(view.lines).toBe(
      'iteration 4 of typical length, looked at every 50 ms; dashed: iteration 8, the slowest',
    )
  })

  it('is told in one line', () => {
    expect(timelineView(timeline(), null)?.summary).toBe('1 processor in use, up to 4\u00a0MB')
  })

  it('is nothing for a command too short to be looked at', () => {
    expect(timelineView(null, null)).toBeNull()
  })
})
