import type { Adapter, AdapterOptions, AdapterResult } from './adapter.ts'
import { JsonPlace, readJson, tryJson } from './json-place.ts'
import { metricName } from './measurement.ts'
import { ofSummary, percentileMetric, presentSummaries, requestSuccessRate, type Summary } from './summary.ts'

/** Artillery 2 --output: milliseconds. Some versions write the parts of a report as texts that hold JSON. */
export const artillery: Adapter = {
  name: 'artillery',
  description:
    'The file that artillery run --output writes (version 2): percentiles of each summary, requests per second, success.',
  detect: (text) => {
    const aggregate = tryJson(text)?.at('aggregate')
    return aggregate?.has('counters') === true && (aggregate.has('summaries') || aggregate.has('histograms'))
  },
  parse: (text, options) => [readDocument(readJson(text).at('aggregate'), options)],
}

function readDocument(aggregate: JsonPlace, options: AdapterOptions | undefined): AdapterResult {
  const counters = parsed(aggregate.at('counters'))
  const rate = parsed(aggregate.at('rates')).at('http.request_rate')
  const summaries = aggregate.has('summaries') ? aggregate.at('summaries') : aggregate.at('histograms')
  const all: Summary[] = [
    ...parsed(summaries)
      .entries()
      .flatMap(([name, place]) => readSummary(name, place)),
    ...(rate.value == null
      ? []
      : [{ metric: 'throughput', unit: 'ops/s', direction: 'higher', value: rate.number() } as const]),
    ...successOf(counters),
  ]
  return { measurements: all.map((each) => ofSummary(each, options)) }
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

/** Requests without a response, and responses from 400 on, did not succeed. */
function successOf(counters: JsonPlace): Summary[] {
  const requests = counters.at('http.requests').optionalNumber() ?? 0
  if (requests === 0) return []
  const succeeded = counters
    .entries()
    .filter(([name]) => /^http\.codes\.[123]\d\d$/.test(name))
    .reduce((sum, [, place]) => sum + place.number(), 0)
  return [requestSuccessRate(succeeded / requests, requests)]
}
