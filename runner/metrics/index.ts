import { blockInput } from './block-input.ts'
import { blockOutput } from './block-output.ts'
import { branchMisses } from './branch-misses.ts'
import { cacheMisses } from './cache-misses.ts'
import { callgrindInstructions } from './callgrind-instructions.ts'
import { contextSwitches } from './context-switches.ts'
import { cycles } from './cycles.ts'
import { fileSize } from './file-size.ts'
import { fileSizeGzip } from './file-size-gzip.ts'
import { instructions } from './instructions.ts'
import type { InstrumentMetric, ProcessMetric, RunMetric } from './metric.ts'
import { pageFaults } from './page-faults.ts'
import { peakMemory } from './peak-memory.ts'
import { peakMemoryCgroup } from './peak-memory-cgroup.ts'
import { peakMemoryTree } from './peak-memory-tree.ts'
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
  peakMemoryTree,
  pageFaults,
  contextSwitches,
  blockInput,
  blockOutput,
]

/** Metrics that only all iterations of a case together give. */
export const runMetrics: readonly RunMetric[] = [successRate, fileSize, fileSizeGzip]

/** Metrics that an instrument around the command gives. */
export const instrumentMetrics: readonly InstrumentMetric[] = [
  instructions,
  cycles,
  branchMisses,
  cacheMisses,
  callgrindInstructions,
  peakMemoryCgroup,
]

/** Everything that perfledger itself can measure of any command. */
export const measurableMetrics = [...processMetrics, ...instrumentMetrics, ...runMetrics]

/** The process metric of this name; undefined where perfledger does not measure one itself. */
export function processMetricNamed(name: string): ProcessMetric | undefined {
  return processMetrics.find((metric) => metric.name === name)
}
