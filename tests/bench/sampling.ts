import type { BenchOptions } from '../../runner/bench/index.ts'

/** A fixed number of samples per function: enough for a steady median, few enough for a small ledger. */
export const sampling = {
  iterations: 40,
  timeMs: 0,
  warmupIterations: 10,
  warmupTimeMs: 0,
} satisfies BenchOptions<unknown>
