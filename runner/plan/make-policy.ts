import { type BenchmarkConfig, builtIn, type Config, type LimitsConfig } from '../config/config.ts'
import type { BaselineRequest } from '../config/limits.ts'
import type { Metric } from '../metrics/metric.ts'
import type { CaseKey, Plan } from './plan.ts'
import type { MetricPolicy, Policy } from './policy.ts'

/** For cases that the config does not declare any more. */
const UNDECLARED: LimitsConfig = {
  thresholds: builtIn.thresholds,
  confidence: builtIn.confidence,
  metricThresholds: {},
  metricConfidence: {},
  budgets: {},
}

/**
 * How the config wants the results of a plan to be judged. A tool that measures itself gives cases named
 * `<declared>/<its own name>`: they are judged as the benchmark with the longest declared name that is theirs or is
 * followed by a slash in theirs.
 */
export function makePolicy(config: Config, plan: Plan): Policy {
  const benchmarks = new Map(config.suites.map((suite) => [suite.name, suite.benchmarks]))
  const limitsFor = (key: CaseKey): LimitsConfig =>
    declaredFor(key.benchmark, benchmarks.get(key.suite) ?? [])?.limits ?? UNDECLARED
  const expected = plan.suites.flatMap((suite) => suite.cases.map(({ key }) => key))
  return {
    forMetric: (key, metric) => metricPolicy(limitsFor(key), metric),
    budgets: expected.flatMap((key) =>
      Object.entries(limitsFor(key).budgets).flatMap(([metric, budgets]) =>
        budgets.map((budget) => ({ case: key, metric, budget })),
      ),
    ),
    expected,
    baselines: baselinesOf(config),
  }
}

function baselinesOf(config: Config): BaselineRequest[] {
  const asked = config.suites
    .flatMap(({ benchmarks }) => benchmarks)
    .flatMap(({ limits }) => limits.baseline ?? [])
  return [...new Map(asked.map((baseline) => [baseline.name, baseline])).values()]
}

function declaredFor(name: string, benchmarks: readonly BenchmarkConfig[]): BenchmarkConfig | undefined {
  return benchmarks
    .filter((benchmark) => name === benchmark.name || name.startsWith(`${benchmark.name}/`))
    .toSorted((a, b) => b.name.length - a.name.length)[0]
}

function metricPolicy(limits: LimitsConfig, { name }: Metric): MetricPolicy {
  return {
    thresholds: own(limits.metricThresholds, name) ?? limits.thresholds,
    confidence: own(limits.metricConfidence, name) ?? limits.confidence,
    budgets: own(limits.budgets, name) ?? [],
    baseline: limits.baseline,
  }
}

/** `constructor` is the name of no metric that a map without it holds. */
function own<Value>(map: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined
}
