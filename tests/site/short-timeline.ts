import type { ReportTimeline } from '../../runner/report/model.ts'

/** A short command that read, wrote and was kept waiting by its machine: every resource has something to show. */
export const shortTimeline: ReportTimeline = {
  iteration: 3,
  intervalMs: 50,
  atMs: [50, 100],
  cpuRatio: [1, 0.5],
  residentBytes: [1e6, 2e6],
  readBytesPerSecond: [1e3, 0],
  writtenBytesPerSecond: [0, 1e3],
  threads: [1, 1],
  openFiles: [3, 3],
  stealRatio: [0, 0.1],
  load: [1, 1],
}
