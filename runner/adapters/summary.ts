import type { Direction } from '../metrics/metric.ts'
import type { AdapterMeasurement, AdapterOptions } from './adapter.ts'
import type { JsonPlace } from './json-place.ts'
import { inBaseUnit } from './measurement.ts'

/** One value that stands for many measurements, as load tools report them. */
export interface Summary {
  readonly metric: string
  /** In the tool's own unit. */
  readonly unit: string
  /** `lower` unless said. */
  readonly direction?: Direction
  readonly value: number
  /** How many measurements it stands for. */
  readonly count?: number | undefined
}

export function ofSummary(summary: Summary, options: AdapterOptions | undefined): AdapterMeasurement {
  const { metric, unit, direction = 'lower', value, count } = summary
  return inBaseUnit({ metric, unit, direction, samples: [value], sampleCount: count }, options)
}

/** The share of requests that succeeded, from 0 to 1. Not `success-rate`: that is the share of the command's iterations. */
export function requestSuccessRate(value: number, count: number | undefined): Summary {
  return { metric: 'request-success-rate', unit: 'ratio', direction: 'higher', value, count }
}

/** `latency-p97-5` of `97.5`: the name under which a percentile is kept. */
export function percentileMetric(prefix: string, percentile: string): string {
  return `${prefix}-p${percentile.replaceAll(/[._]/g, '-')}`
}

/**
 * The summaries that are present under their keys, each as a metric: `[['p50', 'latency-p50'], …]`. A tool that measured
 * nothing leaves them out or writes null.
 */
export function presentSummaries(
  place: JsonPlace,
  keys: readonly (readonly [key: string, metric: string])[],
  unit: string,
  count?: number,
): Summary[] {
  return keys
    .filter(([key]) => place.has(key))
    .map(([key, metric]) => ({ metric, unit, value: place.at(key).number(), count }))
}
