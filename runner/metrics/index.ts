import { blockInput } from './block-input.ts'
import { blockOutput } from './block-output.ts'
import { contextSwitches } from './context-switches.ts'
import { fileSize } from './file-size.ts'
import { fileSizeGzip } from './file-size-gzip.ts'
import type { ProcessMetric, RunMetric } from './metric.ts'
import { pageFaults } from './page-faults.ts'
import { peakMemory } from './peak-memory.ts'
import { successRate } from './success-rate.ts'
import { systemTime } from './system-time.ts'
import { userTime } from './user-time.ts'
import { wallTime } from './wall-time.ts'

/** Metrics that every iteration of any command can give. A new one is one file and one line here. */
export const processMetrics: readonly ProcessMetric[] = [
  wallTime,
  userTime,
  systemTime,
  peakMemory,
  pageFaults,
  contextSwitches,
  blockInput,
  blockOutput,
]

/** Metrics that only all iterations of a case together give. */
export const runMetrics: readonly RunMetric[] = [successRate, fileSize, fileSizeGzip]

/** The process metric of this name; undefined where perfledger does not measure one itself. */
export function processMetricNamed(name: string): ProcessMetric | undefined {
  return processMetrics.find((metric) => metric.name === name)
}
