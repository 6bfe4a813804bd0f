import type { BaselineRequest, Budget, Thresholds } from '../config/limits.ts'
import type { Metric } from '../metrics/metric.ts'
import type { CaseKey } from './plan.ts'

/** What the config asks for of one metric of one case. */
export interface MetricPolicy {
  readonly thresholds: Thresholds
  /** 0.95. */
  readonly confidence: number
  /** One for each percentile that has a limit; empty where there is none. */
  readonly budgets: readonly Budget[]
  /** Named runs to compare with, besides the last ones or instead of them. */
  readonly baseline?: BaselineRequest | undefined
}

/** How a run is judged: looked up by case and metric, so that results of tools that measure themselves find theirs. */
export interface Policy {
  readonly forMetric: (key: CaseKey, metric: Metric) => MetricPolicy
  /** Budgets on metrics that nothing measured, to be told as missing: `[case, metric name, budget]`. */
  readonly budgets: readonly { readonly case: CaseKey; readonly metric: string; readonly budget: Budget }[]
  /** Cases that the config declares and this run was to measure. */
  readonly expected: readonly CaseKey[]
  /** Every baseline that is asked for, each once; none where left out. */
  readonly baselines?: readonly BaselineRequest[] | undefined
}
