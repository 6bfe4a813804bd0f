import { type Adapter, type AdapterOptions, type AdapterResult, OutputError } from './adapter.ts'
import { groupedNumber, type Line, plainLines } from './lines.ts'
import { inBaseUnit, joinRepeated } from './measurement.ts'

const RESULT = /^(.+?) x ([\d,.]+) ops\/sec ±([\d.]+)% \((\d+) runs? sampled\)\s*$/

/** Its name and what can be listed of its error: of an Error in Node.js nothing, so that the line ends there. */
const FAILED = /^.+: (?:$|\w*Error: |(?:code|errno|message|name|stack|type): )/

/** Benchmark.js as `String(event.target)` prints it: operations per second with the margin of error of the mean. */
export const benchmarkJs: Adapter = {
  name: 'benchmark.js',
  description:
    'What Benchmark.js prints for String(event.target): name x 1,234 ops/sec ±0.74% (93 runs sampled).',
  detect: (text) => / x [\d,.]+ ops\/sec ±[\d.]+%/.test(text),
  parse: (text, options) => {
    const lines = plainLines(text)
    refuseOpenEnd(lines.at(-1)!)
    return joinRepeated(lines.flatMap((line) => readLine(line, options)))
  },
}

/** A last line without its end may be the beginning of a result: `sort x 1,2`. */
function refuseOpenEnd({ text, number }: Line): void {
  if (text.trim() === '' || RESULT.test(text) || text.startsWith('Fastest is ')) return
  throw new OutputError(`line ${number}: the output was cut off: "${text.trim().slice(0, 80)}"`)
}

function readLine(line: Line, options: AdapterOptions | undefined): AdapterResult[] {
  const match = RESULT.exec(line.text)
  if (!match) {
    if (/ x [\d,.]+ ops\/sec/.test(line.text)) {
      throw new OutputError(
        `line ${line.number}: expected "N ops/sec ±N% (N runs sampled)", found "${line.text.trim()}"`,
      )
    }
    if (FAILED.test(line.text)) {
      throw new OutputError(`line ${line.number}: a benchmark failed: ${line.text.trim()}`)
    }
    return []
  }
  const value = groupedNumber(match[2]!)
  const margin = (value * Number(match[3])) / 100
  const throughput = inBaseUnit(
    {
      metric: 'throughput',
      unit: 'ops/s',
      direction: 'higher',
      samples: [value],
      sampleCount: Number(match[4]),
      low: value - margin,
      high: value + margin,
    },
    options,
  )
  return [{ name: match[1]!.trim(), measurements: [throughput] }]
}
