import { type Adapter, type AdapterOptions, type AdapterResult, OutputError } from './adapter.ts'
import { groupedNumber, type Line, plainLines } from './lines.ts'
import { inBaseUnit, joinRepeated } from './measurement.ts'

const RESULT = /^(.+?) x ([\d,.]+) ops\/sec ±([\d.]+)% \((\d+) runs? sampled\)\s*$/

/** Benchmark.js as `String(event.target)` prints it: operations per second with the margin of error of the mean. */
export const benchmarkJs: Adapter = {
  name: 'benchmark.js',
  description:
    'What Benchmark.js prints for String(event.target): name x 1,234 ops/sec ±0.74% (93 runs sampled).',
  detect: (text) => / x [\d,.]+ ops\/sec ±[\d.]+%/.test(text),
  parse: (text, options) => joinRepeated(plainLines(text).flatMap((line) => readLine(line, options))),
}

function readLine(line: Line, options: AdapterOptions | undefined): AdapterResult[] {
  const match = RESULT.exec(line.text)
  if (!match) {
    if (/ x [\d,.]+ ops\/sec/.test(line.text)) {
      throw new OutputError(
        `line ${line.number}: expected "N ops/sec ±N% (N runs sampled)", found "${line.text.trim()}"`,
      )
    }
    if (/^.+: \w*Error: /.test(line.text)) {
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
