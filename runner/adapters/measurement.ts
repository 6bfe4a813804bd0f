import type { Direction, Metric } from '../metrics/metric.ts'
import { toBase } from '../units.ts'
import type { AdapterMeasurement, AdapterOptions, AdapterResult } from './adapter.ts'
import { OutputError } from './adapter.ts'

/** What a tool says about one metric, in the tool's own unit. */
export interface RawMeasurement {
  readonly metric: string
  readonly unit: string
  readonly direction: Direction
  readonly samples: readonly number[]
  readonly sampleCount?: number | undefined
  readonly low?: number | undefined
  readonly high?: number | undefined
}

/**
 * A measurement in base units. A metric that the config declares keeps the declared direction, and the declared
 * unit where the tool names none or one that perfledger does not convert.
 * @throws OutputError where the declared unit measures something else than the tool's.
 */
export function inBaseUnit(raw: RawMeasurement, options: AdapterOptions = {}): AdapterMeasurement {
  const declared = options.declaredMetrics?.find(({ name }) => name === raw.metric)
  const { metric, factor } = resolveMetric(raw, declared)
  return {
    metric,
    samples: raw.samples.map((value) => value * factor),
    sampleCount: raw.sampleCount,
    reportedLow: raw.low === undefined ? undefined : raw.low * factor,
    reportedHigh: raw.high === undefined ? undefined : raw.high * factor,
  }
}

function resolveMetric(
  raw: RawMeasurement,
  declared: Metric | undefined,
): { metric: Metric; factor: number } {
  const base = toBase(raw.unit)
  if (!declared) {
    return { metric: { name: raw.metric, unit: base.unit, direction: raw.direction }, factor: base.factor }
  }
  const wanted = toBase(declared.unit)
  const metric: Metric = { name: raw.metric, unit: wanted.unit, direction: declared.direction }
  if (raw.unit === '') return { metric, factor: wanted.factor }
  if (base.unit !== wanted.unit && isConverted(base.unit) && isConverted(wanted.unit)) {
    throw new OutputError(
      `metric ${raw.metric}: the output gives ${raw.unit}, the config declares ${declared.unit}`,
    )
  }
  return { metric, factor: base.factor }
}

/** Base units that perfledger knows the dimension of; any other text is the project's own word. */
function isConverted(baseUnit: string): boolean {
  return ['ns', 'B', 'B/s', 'ops/s'].includes(baseUnit)
}

/** A tool's own name for a metric as this project writes names: `rows/op` and `bytesRead` become `rows-per-op`, `bytes-read`. */
export function metricName(text: string): string {
  return text
    .replaceAll('/', '-per-')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/[^A-Za-z0-9.%]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase()
}

/** Names with these endings count something per second: more is better. */
export function directionOfUnit(unit: string): Direction {
  return /\/(s|sec|second)$|per[-_ ]?sec(ond)?/i.test(unit) ? 'higher' : 'lower'
}

/**
 * Joins results of one name: tools that repeat a benchmark print its line again, and each line is a sample.
 * Intervals that a tool gave for each line do not describe the joined samples and are dropped.
 */
export function joinRepeated(results: readonly AdapterResult[]): AdapterResult[] {
  const joined = new Map<string | undefined, AdapterResult>()
  for (const result of results) {
    const earlier = joined.get(result.name)
    joined.set(
      result.name,
      earlier ? { ...earlier, measurements: joinMeasurements(earlier, result) } : result,
    )
  }
  return [...joined.values()]
}

function joinMeasurements(earlier: AdapterResult, later: AdapterResult): AdapterMeasurement[] {
  const byName = new Map(earlier.measurements.map((measurement) => [measurement.metric.name, measurement]))
  for (const measurement of later.measurements) {
    const before = byName.get(measurement.metric.name)
    byName.set(measurement.metric.name, before ? append(before, measurement) : measurement)
  }
  return [...byName.values()]
}

function append(before: AdapterMeasurement, after: AdapterMeasurement): AdapterMeasurement {
  const counts = [before.sampleCount ?? before.samples.length, after.sampleCount ?? after.samples.length]
  const summarised = before.sampleCount !== undefined || after.sampleCount !== undefined
  return {
    metric: before.metric,
    samples: [...before.samples, ...after.samples],
    sampleCount: summarised ? counts[0]! + counts[1]! : undefined,
  }
}
