import { builtIn, type LimitsConfig } from './config.ts'
import type { Layer } from './layers.ts'
import type { Thresholds } from './limits.ts'
import type { Path, Problem } from './problem.ts'
import type { ThresholdsSpec } from './settings-schema.ts'

type Report = (problem: Problem) => void

const LEVELS = ['minor', 'moderate', 'critical'] as const

interface Part {
  readonly path: Path
  readonly part: Pick<ThresholdsSpec, (typeof LEVELS)[number]>
}

/** The general thresholds of these levels; reports those that are out of order. */
export function fillThresholds(
  layers: readonly Layer[],
  report: Report,
): Pick<LimitsConfig, 'thresholds' | 'confidence'> {
  const written = layers.flatMap(({ path, settings }) =>
    settings.thresholds ? [{ path: [...path, 'thresholds'], part: settings.thresholds }] : [],
  )
  const confidence = written.findLast(({ part }) => part.confidence !== undefined)?.part.confidence
  return {
    thresholds: merge(builtIn.thresholds, written, report),
    confidence: confidence ?? builtIn.confidence,
  }
}

/** Metrics with thresholds of their own, laid over the general ones. `known` reports metrics that do not exist. */
export function fillMetricThresholds(
  layers: readonly Layer[],
  general: Thresholds,
  known: (metric: string, path: Path) => boolean,
  report: Report,
): Record<string, Thresholds> {
  const parts = layers.flatMap(({ path, settings }) =>
    Object.entries(settings.thresholds?.metrics ?? {}).map(([metric, part]) => ({
      metric,
      path: [...path, 'thresholds', 'metrics', metric],
      part,
    })),
  )
  const byMetric = Map.groupBy(
    parts.filter(({ metric, path }) => known(metric, path)),
    ({ metric }) => metric,
  )
  return Object.fromEntries([...byMetric].map(([metric, own]) => [metric, merge(general, own, report)]))
}

/** Metrics with a confidence of their own; the inner level wins. Whether they exist is told with their thresholds. */
export function fillMetricConfidence(layers: readonly Layer[]): Record<string, number> {
  const said = layers.flatMap(({ settings }) =>
    Object.entries(settings.thresholds?.metrics ?? {}).flatMap(([metric, { confidence }]) =>
      confidence === undefined ? [] : [[metric, confidence] as const],
    ),
  )
  return Object.fromEntries(said)
}

function merge(outer: Thresholds, parts: readonly Part[], report: Report): Thresholds {
  const merged: Thresholds = Object.assign({}, outer, ...parts.map(({ part }) => levelsOf(part)))
  for (const [lower, higher] of [
    ['minor', 'moderate'],
    ['moderate', 'critical'],
  ] as const) {
    if (merged[lower] > merged[higher]) reportDisorder(lower, higher, merged, parts, report)
  }
  return merged
}

function levelsOf(part: Part['part']): Partial<Thresholds> {
  const said = LEVELS.filter((level) => part[level] !== undefined)
  return Object.fromEntries(said.map((level) => [level, part[level]]))
}

/** At the innermost of the two, for that is the one that broke the order. */
function reportDisorder(
  lower: 'minor' | 'moderate',
  higher: 'moderate' | 'critical',
  merged: Thresholds,
  parts: readonly Part[],
  report: Report,
): void {
  const last = parts.findLast(({ part }) => part[higher] !== undefined || part[lower] !== undefined)
  if (!last) return
  report({
    path: [...last.path, last.part[higher] === undefined ? lower : higher],
    at: 'value',
    title: `\`${lower}\` (${merged[lower]}) is above \`${higher}\` (${merged[higher]})`,
    expected:
      '`minor` ≤ `moderate` ≤ `critical`; what is not said is 1.2, 1.5 and 2, or as an outer level says',
  })
}
