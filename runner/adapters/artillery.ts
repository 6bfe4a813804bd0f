import type { Adapter, AdapterOptions, AdapterResult } from './adapter.ts'
import { JsonPlace, readJson, tryJson } from './json-place.ts'
import { metricName } from './measurement.ts'
import { ofSummary, percentileMetric, presentSummaries, requestSuccessRate, type Summary } from './summary.ts'

/**
 * Artillery 2 --output: milliseconds. Some versions write the parts of a report as texts that hold JSON. The plugin
 * metrics-by-endpoint, on by default, measures each address apart: a result of its own, named by the address.
 */
export const artillery: Adapter = {
  name: 'artillery',
  description:
    'The file that artillery run --output writes (version 2): percentiles of each summary, requests per second, success.',
  detect: (text) => {
    const aggregate = tryJson(text)?.at('aggregate')
    return aggregate?.has('counters') === true && (aggregate.has('summaries') || aggregate.has('histograms'))
  },
  parse: (text, options) => readDocument(readJson(text).at('aggregate'), options),
}

const ENDPOINT = /^plugins\.metrics-by-endpoint\.response_time\.(.+)$/

function readDocument(aggregate: JsonPlace, options: AdapterOptions | undefined): AdapterResult[] {
  const counters = parsed(aggregate.at('counters'))
  const rate = parsed(aggregate.at('rates')).at('http.request_rate')
  const written = aggregate.has('summaries') ? aggregate.at('summaries') : aggregate.at('histograms')
  const summaries = parsed(written).entries()
  const all: Summary[] = [
    ...summaries
      .filter(([name]) => !ENDPOINT.test(name))
      .flatMap(([name, place]) => readSummary(name, place)),
    ...(rate.value == null
      ? []
      : [{ metric: 'throughput', unit: 'ops/s', direction: 'higher', value: rate.number() } as const]),
    ...successOf(counters, 'http.'),
  ]
  return [
    { measurements: all.map((each) => ofSummary(each, options)) },
    ...summaries.flatMap(([name, place]) => readEndpoint(name, place, counters, options)),
  ]
}

function readEndpoint(
  written: string,
  place: JsonPlace,
  counters: JsonPlace,
  options: AdapterOptions | undefined,
): AdapterResult[] {
  const name = ENDPOINT.exec(written)?.[1]
  if (name === undefined) return []
  const all = [
    ...readSummary('http.response_time', place),
    ...successOf(counters, `plugins.metrics-by-endpoint.${name}.`),
  ]
  return [{ name, measurements: all.map((each) => ofSummary(each, options)) }]
}

/** The value, also where it is written as a text that holds JSON. */
function parsed(place: JsonPlace): JsonPlace {
  if (typeof place.value !== 'string') return place
  const inner = tryJson(place.value)
  if (!inner) throw place.expected('a JSON object')
  return new JsonPlace(inner.value, place.path)
}

const PERCENTILES = ['90', '95', '99']

/** `http.response_time` is the latency; others keep their names: `vusers-session-length-p95`. */
function readSummary(name: string, place: JsonPlace): Summary[] {
  const metric = name === 'http.response_time' ? 'latency' : metricName(name).replaceAll('.', '-')
  const keys = PERCENTILES.map(
    (percentile) => [`p${percentile}`, percentileMetric(metric, percentile)] as const,
  )
  const count = place.at('count').optionalNumber()
  return presentSummaries(place, [['median', percentileMetric(metric, '50')], ...keys], 'ms', count)
}

/**
 * Requests without a response, and responses from 400 on, did not succeed. All requests are counted under `http.`; of one
 * address, its responses and its errors.
 */
function successOf(counters: JsonPlace, prefix: string): Summary[] {
  const counted = counters.entries().flatMap(([name, place]) => {
    const kind = name.startsWith(prefix) ? /^(codes|errors)\.(.*)$/.exec(name.slice(prefix.length)) : null
    return kind ? [{ succeeded: /^[123]\d\d$/.test(kind[2]!), count: place.number() }] : []
  })
  const sum = (those: typeof counted): number => those.reduce((total, { count }) => total + count, 0)
  const requests = counters.at(`${prefix}requests`).optionalNumber() ?? sum(counted)
  return requests === 0
    ? []
    : [requestSuccessRate(sum(counted.filter(({ succeeded }) => succeeded)) / requests, requests)]
}
