import { measurableMetrics } from '../metrics/index.ts'
import type { Metric } from '../metrics/metric.ts'
import { readBudget } from './budget.ts'
import type { BenchmarkConfig, Config } from './config.ts'
import type { Budget } from './limits.ts'
import { nearest } from './nearest.ts'
import type { Problem } from './problem.ts'
import { withBudgeted } from './settings.ts'

/** A budget that an environment variable may set. */
interface Target {
  readonly variable: string
  readonly suite: string
  readonly benchmark: string
  readonly metric: string
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

/** The variable that sets the budget of a metric: `PERF_COMPRESSION_GZIP_WALL_TIME`. */
function variableOf(suite: string, benchmark: string, metric: string): string {
  return ['PERF', suite, benchmark, metric].map(variablePart).join('_')
}

/**
 * The config with the budgets that environment variables `PERF_<SUITE>_<BENCHMARK>_<METRIC>` set.
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
  const targets = targetsOf(config, [...metrics.keys()])
  const found = new Map<string, Budget>()
  for (const [name, value] of Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (value === undefined || !namesSuite(name, config)) continue
    const target = oneTarget(name, value, [...targets, ...targetsOfAdapters(name, config)], report)
    if (!target) continue
    const result = readBudget(target.metric, value, metrics.get(target.metric))
    if ('budget' in result) found.set(keyOf(target.suite, target.benchmark, target.metric), result.budget)
    else report({ path: [], at: 'key', variable: { name, value }, ...result.mistake })
  }
  return found.size === 0 ? config : withBudgets(config, found)
}

const keyOf = (...names: readonly string[]): string => JSON.stringify(names)

const benchmarksOf = (config: Config): { suite: string; benchmark: BenchmarkConfig }[] =>
  config.suites.flatMap((suite) => suite.benchmarks.map((benchmark) => ({ suite: suite.name, benchmark })))

function namesSuite(variable: string, config: Config): boolean {
  return config.suites.some(
    ({ name }) => variablePart(name) !== '' && variable.startsWith(`PERF_${variablePart(name)}_`),
  )
}

function targetsOf(config: Config, metrics: readonly string[]): Target[] {
  return benchmarksOf(config).flatMap(({ suite, benchmark: { name, limits } }) =>
    [...new Set([...metrics, ...Object.keys(limits.budgets)])].map((metric) => ({
      variable: variableOf(suite, name, metric),
      suite,
      benchmark: name,
      metric,
    })),
  )
}

/** What an adapter finds is not known before it ran: any metric may be meant. */
function targetsOfAdapters(variable: string, config: Config): Target[] {
  return benchmarksOf(config).flatMap(({ suite, benchmark }) => {
    const prefix = `${variableOf(suite, benchmark.name, '')}_`.replace(/_+$/, '_')
    if (!benchmark.output || !variable.startsWith(prefix) || variable === prefix) return []
    const metric = variable.slice(prefix.length).toLowerCase().replaceAll('_', '-')
    return [{ variable, suite, benchmark: benchmark.name, metric }]
  })
}

function oneTarget(
  name: string,
  value: string,
  targets: readonly Target[],
  report: (problem: Problem) => void,
): Target | undefined {
  const fitting = new Map(
    targets
      .filter((target) => target.variable === name)
      .map((target) => [keyOf(target.suite, target.benchmark, target.metric), target]),
  )
  if (fitting.size === 1) return [...fitting.values()][0]
  const variable = { name, value }
  if (fitting.size > 1) {
    const meant = [...fitting.values()].map(
      (target) => `${target.metric} of ${target.suite}/${target.benchmark}`,
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
      expected: '`PERF_<SUITE>_<BENCHMARK>_<METRIC>`',
      suggestion: nearest(
        name,
        targets.map((target) => target.variable),
      ),
    })
  }
  return undefined
}

function withBudgets(config: Config, found: ReadonlyMap<string, Budget>): Config {
  const suites = config.suites.map((suite) => ({
    ...suite,
    benchmarks: suite.benchmarks.map((benchmark) => withOverrides(suite.name, benchmark, found)),
  }))
  return { ...config, suites }
}

function withOverrides(
  suite: string,
  benchmark: BenchmarkConfig,
  found: ReadonlyMap<string, Budget>,
): BenchmarkConfig {
  const own = [...found].flatMap(([key, budget]) => {
    const [inSuite, name, metric] = JSON.parse(key) as [string, string, string]
    return inSuite === suite && name === benchmark.name ? [[metric, budget] as const] : []
  })
  const budgets = { ...benchmark.limits.budgets, ...Object.fromEntries(own) }
  return {
    ...benchmark,
    metrics: withBudgeted(benchmark.metrics, budgets, benchmark.output !== undefined),
    limits: { ...benchmark.limits, budgets },
  }
}
