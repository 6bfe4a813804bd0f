import type { Adapter, AdapterMeasurement } from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { metricName } from './measurement.ts'
import { ofSummary, percentileMetric, type Summary } from './summary.ts'

/**
 * k6 in three shapes: the data of handleSummary, the file of --summary-export, and the machine-readable summary
 * (`results.metrics` as a list). Percentiles, rates and counts; single requests are not in any of them.
 */
export const k6: Adapter = {
  name: 'k6',
  description:
    'k6: JSON.stringify(data) of handleSummary, the file of --summary-export, or of --new-machine-readable-summary.',
  detect: (text) => {
    const document = tryJson(text)
    return document !== undefined && (isNew(document) || isOld(document))
  },
  parse: (text, options) => {
    const document = readJson(text)
    const metrics = isNew(document) ? newMetrics(document) : oldMetrics(document)
    const crossed = crossedThresholds(metrics)
    const summaries = [...metrics.flatMap(readMetric), ...(crossed ? [crossed] : [])]
    return [{ measurements: summaries.map((summary): AdapterMeasurement => ofSummary(summary, options)) }]
  },
}

interface K6Metric {
  readonly name: string
  readonly place: JsonPlace
  readonly type: string
  readonly contains: string
  readonly values: JsonPlace
}

function isNew(document: JsonPlace): boolean {
  return document.at('results').at('metrics').isList && document.at('metadata').isObject
}

/** Told apart from other tools' `metrics` by what k6 always measures. */
function isOld(document: JsonPlace): boolean {
  const metrics = document.at('metrics')
  return (
    metrics.isObject && ['iterations', 'http_reqs', 'iteration_duration'].some((name) => metrics.has(name))
  )
}

function newMetrics(document: JsonPlace): K6Metric[] {
  return document
    .at('results')
    .at('metrics')
    .list()
    .map((place) => ({
      name: place.at('name').text(),
      place,
      type: place.at('type').text(),
      contains: place.has('contains') ? place.at('contains').text() : 'default',
      values: place.at('values'),
    }))
}

function oldMetrics(document: JsonPlace): K6Metric[] {
  return document
    .at('metrics')
    .entries()
    .map(([name, place]) => {
      const values = place.at('values').isObject ? place.at('values') : place
      return {
        name,
        place,
        type: place.has('type') ? place.at('type').text() : typeOf(values),
        contains: place.has('contains') ? place.at('contains').text() : containsOf(name),
        values,
      }
    })
}

/** --summary-export leaves the type out: it shows in the keys. */
function typeOf(values: JsonPlace): string {
  if (values.has('med') || values.has('avg')) return 'trend'
  if (values.has('passes') || values.has('fails')) return 'rate'
  return values.has('count') ? 'counter' : 'gauge'
}

function containsOf(name: string): string {
  if (/^data_(sent|received)/.test(name)) return 'data'
  return /^(http_req_\w+|iteration_duration|group_duration|ws_\w+|grpc_req_duration|browser_\w+)/.test(name)
    ? 'time'
    : 'default'
}

function readMetric(metric: K6Metric): Summary[] {
  const name = metricName(metric.name).replaceAll('.', '-')
  if (metric.type === 'trend') return readTrend(name, metric)
  if (metric.type === 'rate') return [readRate(name, metric)]
  if (metric.type === 'counter') return [readCounter(name, metric)]
  if (/^vus(_max)?$/.test(metric.name)) return []
  return [{ metric: name, unit: unitOf(metric.contains), value: metric.values.at('value').number() }]
}

function unitOf(contains: string): string {
  return { time: 'ms', data: 'B' }[contains] ?? 'count'
}

/** The median under the metric's own name, then its percentiles; extremes and the mean say little of many requests. */
function readTrend(name: string, { values, contains }: K6Metric): Summary[] {
  const unit = unitOf(contains)
  const percentiles = values.entries().flatMap(([key, place]) => {
    const percentile = /^p\(([\d.]+)\)$/.exec(key)?.[1]
    return percentile ? [{ metric: percentileMetric(name, percentile), unit, value: place.number() }] : []
  })
  const middle = values.has('med') ? values.at('med') : values.at('avg')
  return [{ metric: name, unit, value: middle.number() }, ...percentiles]
}

/** Names of rates and counters that count what should not happen. */
const UNWANTED = /fail|error|drop|timeout|reject|miss/i

/**
 * The share of events that were true. `passes` counts the true ones whatever they mean: of http_req_failed it is the number of
 * failures. So the rate is read, and whether it should be low shows in the name.
 */
function readRate(name: string, { name: written, values }: K6Metric): Summary {
  const rate = values.has('rate') ? values.at('rate') : values.at('value')
  const counts = ['passes', 'fails'].map((key) => values.at(key).optionalNumber())
  const total =
    values.at('total').optionalNumber() ?? (counts.includes(undefined) ? undefined : counts[0]! + counts[1]!)
  return {
    metric: name,
    unit: 'ratio',
    direction: UNWANTED.test(written) ? 'lower' : 'higher',
    value: rate.number(),
    count: total,
  }
}

/** A counter per second where k6 gives it, since its count follows from how long the test ran. */
function readCounter(name: string, { name: written, values, contains }: K6Metric): Summary {
  const direction = UNWANTED.test(written) ? 'lower' : 'higher'
  if (!values.has('rate'))
    return { metric: name, unit: unitOf(contains), direction, value: values.at('count').number() }
  const unit = contains === 'data' ? 'B/s' : 'ops/s'
  return { metric: name, unit, direction, value: values.at('rate').number() }
}

/**
 * How many thresholds were crossed. handleSummary writes `{ ok: false }` for a crossed one; --summary-export writes `true` for
 * it, the opposite.
 */
function crossedThresholds(metrics: readonly K6Metric[]): Summary | undefined {
  const all = metrics.flatMap(({ place }) =>
    place.at('thresholds').isObject ? place.at('thresholds').entries() : [],
  )
  if (all.length === 0) return undefined
  const crossed = all.filter(([, state]) =>
    state.isObject ? state.at('ok').value === false : state.value === true,
  )
  return { metric: 'thresholds-crossed', unit: 'count', value: crossed.length }
}
