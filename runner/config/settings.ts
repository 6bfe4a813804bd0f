import { measurableMetrics, runMetrics } from '../metrics/index.ts'
import type { Metric } from '../metrics/metric.ts'
import { fewestValues } from '../stats/quantile-interval.ts'
import { readAdapter } from './adapter-schema.ts'
import { quantileOf, readBudget } from './budget.ts'
import {
  type BenchmarkConfig,
  builtIn,
  type LimitsConfig,
  type OutputConfig,
  type StoppingConfig,
} from './config.ts'
import { hasAdapter, innermost, type Layer, measuringLayers } from './layers.ts'
import type { BaselineRequest, Budget } from './limits.ts'
import { nearest } from './nearest.ts'
import type { Path, Problem } from './problem.ts'
import type { SettingsSpec } from './settings-schema.ts'
import { fillMetricConfidence, fillMetricThresholds, fillThresholds } from './thresholds.ts'

/** What filling a benchmark needs to know of the rest of the config, and where its mistakes go. */
export interface Filling {
  /** Every metric whose unit and direction are known: the measurable ones and those that the config declares. */
  readonly metrics: ReadonlyMap<string, Metric>
  readonly report: (problem: Problem) => void
}

type Settings = Omit<BenchmarkConfig, 'name' | 'description' | 'command' | 'variants' | 'hooks'>

/** All settings of a benchmark: the innermost level wins; env, thresholds and budgets are merged. */
export function fillSettings(layers: readonly Layer[], filling: Filling): Settings {
  const limits = fillLimits(layers, filling)
  return {
    cwd: innermost(layers, 'cwd') ?? '.',
    env: Object.assign({}, ...layers.map(({ settings }) => settings.env)),
    stopping: fillStopping(layers, limits.budgets),
    timeoutMs: innermost(layers, 'timeout') ?? builtIn.timeoutMs,
    metrics: withFileSizes(
      withBudgeted(fillMetrics(layers), limits.budgets, hasAdapter(layers)),
      layers,
      filling,
    ),
    output: fillOutput(layers),
    expectedExitCodes: innermost(layers, 'expected-exit-codes') ?? builtIn.expectedExitCodes,
    retries: innermost(layers, 'retries') ?? 0,
    artifact: [innermost(layers, 'artifact') ?? []].flat(),
    files: [innermost(layers, 'files') ?? []].flat(),
    ...tagsOf(layers),
    cpus: innermost(layers, 'cpus') ?? [],
    priority: innermost(layers, 'priority'),
    sampleIntervalMs: (innermost(layers, 'sample-interval') ?? builtIn.sampleIntervalMs) || 0,
    limits,
  }
}

function tagsOf(layers: readonly Layer[]): Pick<BenchmarkConfig, 'tags'> {
  const tags = layers.flatMap(({ settings }) => settings.tags ?? [])
  return tags.length === 0 ? {} : { tags: [...new Set(tags)] }
}

function fillOutput(layers: readonly Layer[]): OutputConfig | undefined {
  return readAdapter(innermost(layers, 'adapter'), innermost(layers, 'output'))
}

function fillStopping(layers: readonly Layer[], budgets: LimitsConfig['budgets']): StoppingConfig {
  const own = measuringLayers(layers)
  const measuresItself = hasAdapter(layers)
  const iterations = innermost(own, 'iterations') ?? (measuresItself ? 1 : {})
  const warmup = fillWarmup(innermost(own, 'warmup'), measuresItself)
  if (typeof iterations === 'number') {
    return { ...warmup, min: iterations, max: iterations, maxTimeMs: Infinity, precisionRatio: 0 }
  }
  const { min, max, maxTimeMs, precisionRatio } = iterationsFor(budgets)
  return {
    ...warmup,
    min: iterations.min ?? Math.min(min, iterations.max ?? min),
    max: iterations.max ?? Math.max(max, iterations.min ?? max),
    maxTimeMs: iterations.time ?? maxTimeMs,
    precisionRatio: iterations.precision ?? precisionRatio,
  }
}

/**
 * A percentile takes as many iterations as bound it, or its budget could never be kept: 72 for p95. No early stop then, for what is
 * precise is the median; but the time still ends a case.
 */
function iterationsFor(budgets: LimitsConfig['budgets']): StoppingBounds {
  const percentiles = Object.values(budgets)
    .flat()
    .filter(({ quantile }) => quantile !== 0.5)
  if (percentiles.length === 0) return builtIn.iterations
  const needed = percentiles.map(({ quantile, operator }) =>
    fewestValues(quantile, operator === '<=' ? 'high' : 'low'),
  )
  return { ...builtIn.iterations, max: Math.max(builtIn.iterations.max, ...needed), precisionRatio: 0 }
}

type StoppingBounds = Pick<StoppingConfig, 'min' | 'max' | 'maxTimeMs' | 'precisionRatio'>

/** By time, at least one iteration warms up. */
function fillWarmup(
  written: SettingsSpec['warmup'],
  measuresItself: boolean,
): Pick<StoppingConfig, 'warmup' | 'warmupTimeMs'> {
  if (typeof written === 'object') return { warmup: 1, warmupTimeMs: written.timeMs }
  return { warmup: written ?? (measuresItself ? 0 : builtIn.warmup), warmupTimeMs: 0 }
}

function fillMetrics(layers: readonly Layer[]): readonly string[] {
  return innermost(measuringLayers(layers), 'metrics') ?? (hasAdapter(layers) ? [] : builtIn.metrics)
}

/**
 * A metric with a budget is measured even where it was not asked for, or the budget could never be judged.
 * Of a command that measures itself, process metrics are left alone: the budget may be for a value of its own.
 */
export function withBudgeted(
  asked: readonly string[],
  budgets: Readonly<Record<string, readonly Budget[]>>,
  measuresItself: boolean,
): readonly string[] {
  const measured: readonly Metric[] = measuresItself ? runMetrics : measurableMetrics
  const budgeted = measured.map(({ name }) => name).filter((name) => Object.hasOwn(budgets, name))
  return [...new Set([...asked, ...budgeted])]
}

const FILE_METRICS = ['file-size', 'file-size-gzip']

/** `files` asks for their sizes; without `files` there is nothing whose size could be measured. */
function withFileSizes(
  asked: readonly string[],
  layers: readonly Layer[],
  { report }: Filling,
): readonly string[] {
  if (innermost(layers, 'files') !== undefined) return [...new Set([...asked, ...FILE_METRICS])]
  const idle = asked.filter((name) => FILE_METRICS.includes(name))
  if (idle.length === 0) return asked
  const path = layers.at(-1)!.path
  const title = `\`${idle[0]}\` is to be measured, but no \`files\` are named`
  report({ path, at: 'key', title, expected: '`files`, such as `files: dist/**/*.js`' })
  return asked
}

function fillLimits(layers: readonly Layer[], filling: Filling): LimitsConfig {
  const known = (name: string, path: Path): boolean => hasAdapter(layers) || isKnown(name, path, filling)
  const general = fillThresholds(layers, filling.report)
  return {
    ...general,
    metricThresholds: fillMetricThresholds(layers, general.thresholds, known, filling.report),
    metricConfidence: fillMetricConfidence(layers),
    budgets: fillBudgets(layers, known, filling),
    baseline: fillBaseline(innermost(layers, 'baseline')),
  }
}

function fillBaseline(written: SettingsSpec['baseline']): BaselineRequest | undefined {
  if (written === undefined || written === false) return undefined
  return typeof written === 'string'
    ? { name: written, instead: false }
    : { name: written.name, instead: written.instead ?? false }
}

function isKnown(name: string, path: Path, { metrics, report }: Filling): boolean {
  if (metrics.has(name)) return true
  report({
    path,
    at: 'key',
    title: `unknown metric \`${name}\``,
    expected: `${[...metrics.keys()].join(', ')}; or one that an \`adapter\` finds, or that \`metrics\` declares`,
    suggestion: nearest(name, metrics.keys()),
  })
  return false
}

/** By metric and percentile, the inner level wins. */
function fillBudgets(
  layers: readonly Layer[],
  known: (name: string, path: Path) => boolean,
  { metrics, report }: Filling,
): Record<string, readonly Budget[]> {
  const budgets = new Map<string, readonly Budget[]>()
  for (const { path, settings } of layers) {
    for (const [name, written] of Object.entries(settings.budgets ?? {})) {
      const place = [...path, 'budgets', name]
      if (!known(name, place)) continue
      for (const { quantile, limit, at } of limitsOf(written)) {
        const result = readBudget(name, limit, metrics.get(name), quantile)
        if ('budget' in result) budgets.set(name, withBudget(budgets.get(name) ?? [], result.budget))
        else report({ path: [...place, ...at], at: 'value', ...result.mistake })
      }
    }
  }
  return Object.fromEntries(budgets)
}

type WrittenBudget = NonNullable<SettingsSpec['budgets']>[string]

/** `250 ms` is about the median; a map names what each limit is about. */
function limitsOf(
  written: WrittenBudget,
): readonly { quantile: number; limit: string | number; at: readonly string[] }[] {
  if (typeof written !== 'object') return [{ quantile: 0.5, limit: written, at: [] }]
  return Object.entries(written).map(([name, limit]) => ({ quantile: quantileOf(name)!, limit, at: [name] }))
}

/** The budgets of one metric with one more, or another one: at most one for each percentile, the median first. */
export function withBudget(budgets: readonly Budget[], budget: Budget): readonly Budget[] {
  const place = ({ quantile }: Budget) => (quantile === 0.5 ? 0 : quantile)
  const others = budgets.filter(({ quantile }) => quantile !== budget.quantile)
  return [...others, budget].sort((a, b) => place(a) - place(b))
}
