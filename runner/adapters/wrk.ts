import {
  type Adapter,
  type AdapterMeasurement,
  type AdapterOptions,
  type AdapterResult,
  OutputError,
} from './adapter.ts'
import { completeLines, type Line } from './lines.ts'
import { ofSummary, percentileMetric, requestSuccessRate, type Summary } from './summary.ts'

const START = /^Running \S+ test @ (\S+)/

/** wrk and wrk2: a mean, percentiles with --latency, requests and bytes per second. wrk's kB are of 1,024 bytes. */
export const wrk: Adapter = {
  name: 'wrk',
  description: 'What wrk or wrk2 print; with --latency also percentiles.',
  detect: (text) => /^Running \S+ test @ /m.test(text) && /^ {2}Thread Stats/m.test(text),
  parse: (text, options) => {
    const blocks = blocksOf(completeLines(text))
    return blocks.map((block) => readBlock(block, blocks.length, options))
  },
}

/** From each `Running 30s test @ …` to the next. */
function blocksOf(lines: readonly Line[]): Line[][] {
  const blocks: Line[][] = []
  for (const line of lines) {
    if (START.test(line.text)) blocks.push([])
    blocks.at(-1)?.push(line)
  }
  return blocks
}

function readBlock(
  block: readonly Line[],
  count: number,
  options: AdapterOptions | undefined,
): AdapterResult {
  const find = (shape: RegExp): RegExpExecArray | undefined =>
    block.map(({ text }) => shape.exec(text)).find((match) => match !== null) ?? undefined
  const need = (shape: RegExp, what: string): RegExpExecArray => {
    const match = find(shape)
    if (!match) throw new OutputError(`line ${block[0]!.number}: the test has no line "${what}"`)
    return match
  }
  const requests = Number(need(/^ {2}(\d+) requests in /, 'N requests in')[1])
  // The latency of nothing is printed as 0.
  if (requests === 0) throw new OutputError(`line ${block[0]!.number}: no request was answered`)
  const mean = need(/^ {4}Latency\s+([\d.]+)(us|ms|s|m|h)\s/, 'Latency')
  const summaries: Summary[] = [
    { metric: 'latency-mean', ...timeOf(mean), count: requests },
    ...readPercentiles(block, requests),
    {
      metric: 'throughput',
      unit: 'ops/s',
      direction: 'higher',
      value: Number(need(/^Requests\/sec:\s+([\d.]+)/, 'Requests/sec')[1]),
    },
    readTransfer(need(/^Transfer\/sec:\s+([\d.]+)([KMGT]?)B/, 'Transfer/sec')),
    readSuccess(requests, find(/^ {2}Non-2xx or 3xx responses: (\d+)/), find(/^ {2}Socket errors: (.*)/)),
  ]
  const measurements = summaries.map((summary): AdapterMeasurement => ofSummary(summary, options))
  return { name: count > 1 ? START.exec(block[0]!.text)![1] : undefined, measurements }
}

function timeOf([, value, unit]: RegExpExecArray): { value: number; unit: string } {
  return { value: Number(value), unit: unit === 'm' ? 'min' : unit! }
}

function readPercentiles(block: readonly Line[], count: number): Summary[] {
  return block.flatMap(({ text }) => {
    const match = /^\s+(\d+(?:\.\d+)?)%\s+([\d.]+)(us|ms|s|m|h)\s*$/.exec(text)
    if (!match || Number(match[1]) === 100) return []
    const [whole, value, unit] = [match[0], match[2]!, match[3]!]
    const time = timeOf([whole, value, unit] as unknown as RegExpExecArray)
    return [{ metric: percentileMetric('latency', String(Number(match[1]))), ...time, count }]
  })
}

function readTransfer([, value, prefix]: RegExpExecArray): Summary {
  const factor = 1024 ** ' KMGT'.indexOf(prefix || ' ')
  return { metric: 'transfer-rate', unit: 'B/s', direction: 'higher', value: Number(value) * factor }
}

/** A response outside 2xx and 3xx counts among the requests; a socket error does not. */
function readSuccess(
  requests: number,
  refused: RegExpExecArray | undefined,
  errors: RegExpExecArray | undefined,
): Summary {
  const lost = [...(errors?.[1] ?? '').matchAll(/\d+/g)].reduce((sum, [digits]) => sum + Number(digits), 0)
  const total = requests + lost
  return requestSuccessRate((requests - Number(refused?.[1] ?? 0)) / total, total)
}
