import type { Direction } from '../metrics/metric.ts'
import type { Adapter, AdapterMeasurement, AdapterOptions, AdapterResult } from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { directionOfUnit, inBaseUnit } from './measurement.ts'

/**
 * perfledger's own plain JSON, for programs that measure themselves:
 * `{"results":[{"name":"parse","metrics":{"latency":{"unit":"ms","direction":"lower","samples":[1.2,1.3]}}}]}`,
 * or short, for one nameless result, `{"latency": 1.25, "rows": [10, 11]}`: each key a metric, its values samples.
 */
export const json: Adapter = {
  name: 'json',
  description:
    'Plain JSON: {"results":[{"name":"…","metrics":{"latency":{"unit":"ms","direction":"lower","samples":[…]}}}]}, or short {"latency": 1.25}.',
  detect: (text) => {
    const document = tryJson(text)
    if (!document?.isObject) return false
    const results = document.at('results')
    if (results.isList) return results.list().some((result) => result.at('metrics').isObject)
    const values = document.entries().map(([, place]) => place)
    return values.length > 0 && values.every(isShort)
  },
  parse: (text, options) => {
    const document = readJson(text)
    if (!document.at('results').isList) return [{ measurements: readMetrics(document, options) }]
    return document
      .at('results')
      .list()
      .map((result) => readResult(result, options))
  },
}

function isShort(place: JsonPlace): boolean {
  if (place.isList) return place.list().every(({ value }) => typeof value === 'number')
  return typeof place.value === 'number' || (place.isObject && (place.has('value') || place.has('samples')))
}

function readResult(result: JsonPlace, options: AdapterOptions | undefined): AdapterResult {
  return {
    name: result.has('name') ? result.at('name').text() : undefined,
    measurements: readMetrics(result.at('metrics'), options),
  }
}

function readMetrics(metrics: JsonPlace, options: AdapterOptions | undefined): AdapterMeasurement[] {
  const entries = metrics.entries()
  if (entries.length === 0) throw metrics.expected('at least one metric')
  return entries.map(([name, place]) => readMetric(name, place, options))
}

function readMetric(name: string, place: JsonPlace, options: AdapterOptions | undefined): AdapterMeasurement {
  const isLong = place.isObject
  const unit = isLong && place.has('unit') ? place.at('unit').text() : ''
  return inBaseUnit(
    {
      metric: name,
      unit,
      direction: (isLong && readDirection(place.at('direction'))) || directionOfUnit(unit || name),
      samples: isLong ? readSamples(place) : readValues(place),
      sampleCount: isLong ? place.at('count').optionalNumber() : undefined,
      low: isLong ? place.at('low').optionalNumber() : undefined,
      high: isLong ? place.at('high').optionalNumber() : undefined,
    },
    options,
  )
}

function readSamples(metric: JsonPlace): number[] {
  return metric.has('samples') ? readValues(metric.at('samples')) : [metric.at('value').number()]
}

function readValues(place: JsonPlace): number[] {
  if (!place.isList) return [place.number()]
  const values = place.optionalNumbers()
  if (!values) throw place.expected('at least one number')
  return values
}

function readDirection(place: JsonPlace): Direction | undefined {
  if (place.value === undefined || place.value === null) return undefined
  if (place.value === 'lower' || place.value === 'higher') return place.value
  throw place.expected('"lower" or "higher"')
}
