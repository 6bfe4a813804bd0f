import type { Metric } from '../metrics/metric.ts'
import { readBudget } from './budget.ts'
import {
  type BenchmarkConfig,
  builtIn,
  type LimitsConfig,
  type OutputConfig,
  type StoppingConfig,
} from './config.ts'
import type { Budget, Thresholds } from './limits.ts'
import { nearest } from './nearest.ts'
import type { Path, Problem } from './problem.ts'
import { measurable, type SettingsSpec, type ThresholdsSpec } from './schema.ts'

/** The settings of one level of the file: defaults, a suite or a benchmark. Outer levels come first. */
export interface Layer {
  readonly path: Path
  readonly settings: SettingsSpec
}

/** What filling a benchmark needs to know of the rest of the config, and where its mistakes go. */
export interface Filling {
  /** Every metric whose unit and direction are known: the measurable ones and those that the config declares. */
  readonly metrics: ReadonlyMap<string, Metric>
  readonly report: (problem: Problem) => void
}

type Filled = Omit<BenchmarkConfig, 'name' | 'description' | 'command' | 'variants' | 'hooks'>

/** All settings of a benchmark: the innermost level wins; env, thresholds and budgets are merged. */
export function fillSettings(layers: readonly Layer[], filling: Filling): Filled {
  const output = outputOf(layers)
  const limits = limitsOf(layers, filling, output !== undefined)
  return {
    cwd: innermost(layers, 'cwd') ?? '.',
    env: Object.assign({}, ...layers.map(({ settings }) => settings.env)),
    stopping: stoppingOf(layers),
    timeoutMs: innermost(layers, 'timeout') ?? builtIn.timeoutMs,
    metrics: metricsOf(layers, limits, output !== undefined),
    output,
    expectedExitCodes: innermost(layers, 'expected-exit-codes') ?? builtIn.expectedExitCodes,
    limits,
  }
}

export function innermost<Key extends keyof SettingsSpec>(
  layers: readonly Layer[],
  key: Key,
): SettingsSpec[Key] | undefined {
  return layers.findLast(({ settings }) => settings[key] !== undefined)?.settings[key]
}

function outputOf(layers: readonly Layer[]): OutputConfig | undefined {
  const adapter = innermost(layers, 'adapter') ?? 'none'
  return adapter === 'none' ? undefined : { adapter, file: innermost(layers, 'output') }
}

/**
 * The levels whose iterations, warmup and metrics apply. Where a command measures itself, only what is said
 * beside its adapter or further inside is meant for it: twenty iterations of plain commands in `defaults` would
 * otherwise run a tool that repeats by itself twenty times.
 */
function layersOfMeasuring(layers: readonly Layer[]): readonly Layer[] {
  const level = layers.findLastIndex(({ settings }) => settings.adapter !== undefined)
  const measuresItself = level >= 0 && layers[level]?.settings.adapter !== 'none'
  return measuresItself ? layers.slice(level) : layers
}

const measuresItself = (layers: readonly Layer[]): boolean => outputOf(layers) !== undefined

function stoppingOf(layers: readonly Layer[]): StoppingConfig {
  const own = layersOfMeasuring(layers)
  const iterations = innermost(own, 'iterations') ?? (measuresItself(layers) ? 1 : {})
  const warmup = innermost(own, 'warmup') ?? (measuresItself(layers) ? 0 : builtIn.warmup)
  if (typeof iterations === 'number') {
    return { warmup, min: iterations, max: iterations, maxTimeMs: Infinity, precisionRatio: 0 }
  }
  const { min, max } = builtIn.iterations
  return {
    warmup,
    min: iterations.min ?? Math.min(min, iterations.max ?? min),
    max: iterations.max ?? Math.max(max, iterations.min ?? max),
    maxTimeMs: iterations.time ?? builtIn.iterations.maxTimeMs,
    precisionRatio: iterations.precision ?? builtIn.iterations.precisionRatio,
  }
}

/** A metric with a budget is measured even if it is not asked for, or the budget could never be judged. */
function metricsOf(layers: readonly Layer[], limits: LimitsConfig, hasAdapter: boolean): readonly string[] {
  const asked = innermost(layersOfMeasuring(layers), 'metrics') ?? (hasAdapter ? [] : builtIn.metrics)
  if (hasAdapter) return asked
  const budgeted = measurable.map(({ name }) => name).filter((name) => name in limits.budgets)
  return [...new Set([...asked, ...budgeted])]
}

function limitsOf(layers: readonly Layer[], filling: Filling, hasAdapter: boolean): LimitsConfig {
  const known = (name: string, path: Path): boolean => hasAdapter || isKnown(name, path, filling)
  const thresholds = thresholdsOf(layers, filling)
  return {
    ...thresholds,
    metricThresholds: metricThresholdsOf(layers, thresholds.thresholds, known, filling),
    budgets: budgetsOf(layers, known, filling),
  }
}

function isKnown(name: string, path: Path, { metrics, report }: Filling): boolean {
  if (metrics.has(name)) return true
  report({
    path,
    at: 'key',
    title: `unknown metric \`${name}\``,
    expected: `${[...metrics.keys()].join(', ')}, one declared under \`metrics\`, or an adapter that finds it`,
    suggestion: nearest(name, metrics.keys()),
  })
  return false
}

const levels = ['minor', 'moderate', 'critical'] as const

/** The general thresholds of these levels; reports those that are out of order. */
export function thresholdsOf(
  layers: readonly Layer[],
  filling: Filling,
): Pick<LimitsConfig, 'thresholds' | 'confidence'> {
  const parts = layers.flatMap(({ path, settings }) =>
    settings.thresholds ? [{ path: [...path, 'thresholds'], part: settings.thresholds }] : [],
  )
  return {
    thresholds: merge(builtIn.thresholds, parts, filling),
    confidence:
      parts.findLast(({ part }) => part.confidence !== undefined)?.part.confidence ?? builtIn.confidence,
  }
}

function metricThresholdsOf(
  layers: readonly Layer[],
  general: Thresholds,
  known: (name: string, path: Path) => boolean,
  filling: Filling,
): Record<string, Thresholds> {
  const parts = layers.flatMap(({ path, settings }) =>
    Object.entries(settings.thresholds?.metrics ?? {}).map(([metric, part]) => ({
      metric,
      path: [...path, 'thresholds', 'metrics', metric],
      part,
    })),
  )
  const names = new Set(parts.filter(({ metric, path }) => known(metric, path)).map(({ metric }) => metric))
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      merge(
        general,
        parts.filter(({ metric }) => metric === name),
        filling,
      ),
    ]),
  )
}

interface ThresholdsPart {
  readonly path: Path
  readonly part: Pick<ThresholdsSpec, 'minor' | 'moderate' | 'critical'>
}

function merge(outer: Thresholds, parts: readonly ThresholdsPart[], { report }: Filling): Thresholds {
  const merged: Thresholds = Object.assign({}, outer, ...parts.map(({ part }) => definedLevels(part)))
  for (const [lower, higher] of [
    ['minor', 'moderate'],
    ['moderate', 'critical'],
  ] as const) {
    if (merged[lower] <= merged[higher]) continue
    const written = parts.findLast(({ part }) => part[higher] !== undefined || part[lower] !== undefined)
    if (!written) continue
    const key = written.part[higher] === undefined ? lower : higher
    report({
      path: [...written.path, key],
      at: 'value',
      title: `\`${lower}\` (${merged[lower]}) is above \`${higher}\` (${merged[higher]})`,
      expected:
        '`minor` ≤ `moderate` ≤ `critical`, those of outer levels and the defaults 1.2, 1.5 and 2 included',
    })
  }
  return merged
}

function definedLevels(part: ThresholdsPart['part']): Partial<Thresholds> {
  return Object.fromEntries(
    levels.filter((level) => part[level] !== undefined).map((level) => [level, part[level]]),
  )
}

function budgetsOf(
  layers: readonly Layer[],
  known: (name: string, path: Path) => boolean,
  { metrics, report }: Filling,
): Record<string, Budget> {
  const budgets: Record<string, Budget> = {}
  for (const { path, settings } of layers) {
    for (const [name, written] of Object.entries(settings.budgets ?? {})) {
      const place = [...path, 'budgets', name]
      if (!known(name, place)) continue
      const result = readBudget(name, written, metrics.get(name))
      if ('budget' in result) budgets[name] = result.budget
      else report({ path: place, at: 'value', ...result.mistake })
    }
  }
  return budgets
}
