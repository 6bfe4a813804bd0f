import type { Adapter, AdapterOptions, AdapterResult } from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { ofSummary, percentileMetric, presentSummaries, requestSuccessRate, type Summary } from './summary.ts'

const PERCENTILES = ['50', '90', '95', '99']

/** vegeta report -type=json: nanoseconds. `throughput` counts successes; `rate` is only what was asked for. */
export const vegeta: Adapter = {
  name: 'vegeta',
  description: 'What vegeta report -type=json prints: percentiles, successful requests per second, success.',
  detect: (text) => {
    const document = tryJson(text)
    return document?.at('latencies').isObject === true && document.at('bytes_in').isObject
  },
  parse: (text, options) => [readDocument(readJson(text), options)],
}

function readDocument(document: JsonPlace, options: AdapterOptions | undefined): AdapterResult {
  const count = document.at('requests').number()
  if (count === 0) throw document.at('requests').expected('at least one request')
  const keys = PERCENTILES.map(
    (percentile) => [`${percentile}th`, percentileMetric('latency', percentile)] as const,
  )
  // Reports of before 2019 only have the rate.
  const throughput = document.has('throughput') ? document.at('throughput') : document.at('rate')
  const summaries: Summary[] = [
    ...presentSummaries(document.at('latencies'), [['mean', 'latency-mean'], ...keys], 'ns', count),
    { metric: 'throughput', unit: 'ops/s', direction: 'higher', value: throughput.number() },
    requestSuccessRate(document.at('success').number(), count),
  ]
  return { measurements: summaries.map((each) => ofSummary(each, options)) }
}
