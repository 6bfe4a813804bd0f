import type { Adapter, AdapterOptions, AdapterResult } from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { ofSummary, percentileMetric, presentSummaries, requestSuccessRate, type Summary } from './summary.ts'

const PERCENTILES = ['50', '90', '95', '99', '99.9']

/** oha's JSON: seconds. What could not be measured is null. */
export const oha: Adapter = {
  name: 'oha',
  description:
    'What oha prints with --output-format json (older: --json): percentiles, requests and bytes per second, success.',
  detect: (text) => {
    const document = tryJson(text)
    return (
      document?.at('summary').has('requestsPerSec') === true && document.at('latencyPercentiles').isObject
    )
  },
  parse: (text, options) => [readDocument(readJson(text), options)],
}

function readDocument(document: JsonPlace, options: AdapterOptions | undefined): AdapterResult {
  const summary = document.at('summary')
  const keys = PERCENTILES.map(
    (percentile) => [`p${percentile}`, percentileMetric('latency', percentile)] as const,
  )
  const summaries: Summary[] = [
    ...presentSummaries(summary, [['average', 'latency-mean']], 's'),
    ...presentSummaries(document.at('latencyPercentiles'), keys, 's'),
    {
      metric: 'throughput',
      unit: 'ops/s',
      direction: 'higher',
      value: summary.at('requestsPerSec').number(),
    },
    ...presentSummaries(summary, [['sizePerSec', 'transfer-rate']], 'B/s').map((each) => ({
      ...each,
      direction: 'higher' as const,
    })),
    requestSuccessRate(summary.at('successRate').number(), undefined),
  ]
  return { measurements: summaries.map((each) => ofSummary(each, options)) }
}
