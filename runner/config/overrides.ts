import { measurableMetrics } from '../metrics/index.ts'
import type { Metric } from '../metrics/metric.ts'
import { quantileOf, readBudget } from './budget.ts'
import type { BenchmarkConfig, Config } from './config.ts'
import { type Budget, nameOfQuantile } from './limits.ts'
import { nearest } from './nearest.ts'
import type { Problem } from './problem.ts'
import { withBudget, withBudgeted } from './settings.ts'

/** A budget that an environment variable may set. */
interface Target {
  readonly variable: string
  readonly suite: string
  readonly benchmark: string
  readonly metric: string
  readonly quantile: number
}

/**
 * The part of a variable's name that stands for a name: upper case, every run of other characters than letters and
 * digits as one `_`, none at the ends. `variablePart('gzip -9')` is `GZIP_9`.
 */
function variablePart(name: string): string {
  return name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
}

/** The variable that sets the budget of a metric: `PERF_COMPRESSION_GZIP_WALL_TIME`, and `…_WALL_TIME_P95` for a percentile. */
function variableOf(suite: string, benchmark: string, metric: string, quantile = 0.5): string {
  const percentile = quantile === 0.5 ? [] : [nameOfQuantile(quantile)]
  return ['PERF', suite, benchmark, metric, ...percentile].map(variablePart).join('_')
}

/**
 * The config with the budgets that environment variables `PERF_<SUITE>_<BENCHMARK>_<METRIC>` set: those of medians, or with `_P95`
 * at the end that of a percentile.
 * Reported are: a limit that cannot be read, a variable that fits two benchmarks, and one that names a suite but
 * no budget of it. Other variables that start with `PERF_` are none of our business.
 */
export function overrideBudgets(
  config: Config,
  environment: NodeJS.ProcessEnv,
  report: (problem: Problem) => void,
): Config {
  const metrics = new Map<string, Metric>(
    [...measurableMetrics, ...config.metrics].map((metric) => [metric.name, metric]),
  )
  const targetsFor = (name: string) => {
    const targets = targetsOf(config, [...metrics.keys()], name).filter(({ variable }) => variable === name)
    return targets.length > 0 ? targets : targetsOfAdapters(name, config)
  }
  const found = new Map<string, Override>()
  for (const [name, value] of Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (value === undefined || !namesSuite(name, config)) continue
    const every = () => targetsOf(config, [...metrics.keys()], name).map(({ variable }) => variable)
    const target = oneTarget(name, value, targetsFor(name), every, report)
    if (!target) continue
    const result = readBudget(target.metric, value, metrics.get(target.metric), target.quantile)
    if ('budget' in result) found.set(keyOf(target), { ...target, budget: result.budget })
    else report({ path: [], at: 'key', variable: { name, value }, ...result.mistake })
  }
  return found.size === 0 ? config : withBudgets(config, found)
}

interface Override extends Target {
  readonly budget: Budget
}

const keyOf = ({ suite, benchmark, metric, quantile }: Target): string =>
  JSON.stringify([suite, benchmark, metric, quantile])

const benchmarksOf = (config: Config): { suite: string; benchmark: BenchmarkConfig }[] =>
  config.suites.flatMap((suite) => suite.benchmarks.map((benchmark) => ({ suite: suite.name, benchmark })))

function namesSuite(variable: string, config: Config): boolean {
  return config.suites.some(
    ({ name }) => variablePart(name) !== '' && variable.startsWith(`PERF_${variablePart(name)}_`),
  )
}

/** Of every benchmark and metric the median, and the percentile that the variable's end names. */
function targetsOf(config: Config, metrics: readonly string[], variable: string): Target[] {
  const quantiles = [0.5, ...percentileAtEnd(variable)]
  return benchmarksOf(config).flatMap(({ suite, benchmark: { name, limits } }) =>
    [...new Set([...metrics, ...Object.keys(limits.budgets)])].flatMap((metric) =>
      quantiles.map((quantile) => ({
        variable: variableOf(suite, name, metric, quantile),
        suite,
        benchmark: name,
        metric,
        quantile,
      })),
    ),
  )
}

/** Of `…_P95` 0.95, of `…_P99_9` 0.999. */
function percentileAtEnd(variable: string): number[] {
  const [, whole, fraction] = /_P(\d{1,2})(?:_(\d+))?$/.exec(variable) ?? []
  const quantile = whole && quantileOf(`p${whole}${fraction ? `.${fraction}` : ''}`)
  return quantile && quantile !== 0.5 ? [quantile] : []
}

/** What an adapter finds is not known before it ran: any metric may be meant. */
function targetsOfAdapters(variable: string, config: Config): Target[] {
  return benchmarksOf(config).flatMap(({ suite, benchmark }) => {
    const prefix = `${variableOf(suite, benchmark.name, '')}_`.replace(/_+$/, '_')
    if (!benchmark.output || !variable.startsWith(prefix) || variable === prefix) return []
    const metric = variable.slice(prefix.length).toLowerCase().replaceAll('_', '-')
    return [{ variable, suite, benchmark: benchmark.name, metric, quantile: 0.5 }]
  })
}

function oneTarget(
  name: string,
  value: string,
  targets: readonly Target[],
  every: () => readonly string[],
  report: (problem: Problem) => void,
): Target | undefined {
  const fitting = new Map(targets.map((target) => [keyOf(target), target]))
  if (fitting.size === 1) return [...fitting.values()][0]
  const variable = { name, value }
  if (fitting.size > 1) {
    const meant = [...fitting.values()].map(
      ({ metric, quantile, suite, benchmark }) =>
        `${quantile === 0.5 ? '' : `${nameOfQuantile(quantile)} of `}${metric} of ${suite}/${benchmark}`,
    )
    report({
      path: [],
      at: 'key',
      variable,
      title: `the variable \`${name}\` stands for ${fitting.size} budgets`,
      expected: `one of ${meant.join(', ')}: rename a benchmark, or write the budget in the config`,
    })
  } else {
    report({
      path: [],
      at: 'key',
      variable,
      title: `the variable \`${name}\` names a suite but no budget of it`,
      expected: '`PERF_<SUITE>_<BENCHMARK>_<METRIC>`, with `_P95` at its end for a percentile',
      suggestion: nearest(name, every()),
    })
  }
  return undefined
}

function withBudgets(config: Config, found: ReadonlyMap<string, Override>): Config {
  const suites = config.suites.map((suite) => ({
    ...suite,
    benchmarks: suite.benchmarks.map((benchmark) => withOverrides(suite.name, benchmark, found)),
  }))
  return { ...config, suites }
}

function withOverrides(
  suite: string,
  benchmark: BenchmarkConfig,
  found: ReadonlyMap<string, Override>,
): BenchmarkConfig {
  const budgetsOf = new Map(Object.entries(benchmark.limits.budgets))
  for (const { suite: inSuite, benchmark: name, metric, budget } of found.values()) {
    if (inSuite !== suite || name !== benchmark.name) continue
    budgetsOf.set(metric, withBudget(budgetsOf.get(metric) ?? [], budget))
  }
  const budgets = Object.fromEntries(budgetsOf)
  return {
    ...benchmark,
    metrics: withBudgeted(benchmark.metrics, budgets, benchmark.output !== undefined),
    limits: { ...benchmark.limits, budgets },
  }
}
