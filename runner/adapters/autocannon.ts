import { type Adapter, type AdapterOptions, type AdapterResult, OutputError } from './adapter.ts'
import { type JsonPlace, readJson, tryJson } from './json-place.ts'
import { ofSummary, percentileMetric, requestSuccessRate, type Summary } from './summary.ts'

/** autocannon --json: latency in whole milliseconds, throughput in bytes per second. Old versions write p999 for p99_9. */
export const autocannon: Adapter = {
  name: 'autocannon',
  description:
    'What autocannon prints with --json: percentiles of the latency, requests and bytes per second, success.',
  detect: (text) => {
    const document = tryJson(text)
    return (
      document?.at('requests').isObject === true &&
      document.at('latency').isObject &&
      document.has('connections')
    )
  },
  parse: (text, options) => [readDocument(readJson(text), options)],
}

function readDocument(document: JsonPlace, options: AdapterOptions | undefined): AdapterResult {
  const total = document.at('requests').at('total').number()
  const lost = lostRequests(document, total)
  // The latency of nothing is written as 0.
  if (total === 0) throw new OutputError(`requests.total: no request was answered, ${lost} failed`)
  const succeeded = total - (document.at('non2xx').optionalNumber() ?? 0)
  const summaries: Summary[] = [
    {
      metric: 'latency-mean',
      unit: 'ms',
      value: document.at('latency').at('average').number(),
      count: total,
    },
    ...readPercentiles(document.at('latency'), total),
    {
      metric: 'throughput',
      unit: 'ops/s',
      direction: 'higher',
      value: document.at('requests').at('average').number(),
    },
    {
      metric: 'transfer-rate',
      unit: 'B/s',
      direction: 'higher',
      value: document.at('throughput').at('average').number(),
    },
    requestSuccessRate(succeeded / (total + lost), total + lost),
  ]
  const name = document.has('title') ? document.at('title').text() : undefined
  return { name, measurements: summaries.map((summary) => ofSummary(summary, options)) }
}

/**
 * Errors, and requests that were sent and never answered: autocannon opens a broken connection again without counting it. What was
 * under way at the end is not lost.
 */
function lostRequests(document: JsonPlace, answered: number): number {
  const errors = document.at('errors').optionalNumber() ?? 0
  const sent = document.at('requests').at('sent').optionalNumber() ?? 0
  const pipelining = document.at('pipelining').optionalNumber() ?? 1
  const underWay = (document.at('connections').optionalNumber() ?? Infinity) * pipelining
  return errors + Math.max(0, sent - answered - errors - underWay)
}

const PERCENTILES = ['50', '90', '97_5', '99', '99_9']
const OLD_SPELLING: Readonly<Record<string, string>> = { p97_5: 'p975', p99_9: 'p999' }

function readPercentiles(latency: JsonPlace, count: number): Summary[] {
  return PERCENTILES.flatMap((percentile) => {
    const key = `p${percentile}`
    const place = latency.has(key) ? latency.at(key) : latency.at(OLD_SPELLING[key] ?? key)
    if (place.value === undefined) return []
    return [{ metric: percentileMetric('latency', percentile), unit: 'ms', value: place.number(), count }]
  })
}
