import { type AdapterMeasurement, type AdapterOptions, type AdapterResult, OutputError } from './adapter.ts'
import { groupedNumber, type Line } from './lines.ts'
import { directionOfUnit, inBaseUnit, metricName, type RawMeasurement } from './measurement.ts'

const NUMBER = '[\\d,]+(?:\\.\\d+)?'
const BENCH = new RegExp(
  `^test (.+?)\\s+\\.\\.\\. bench:\\s+(${NUMBER}) (\\S+) \\(\\+/- (${NUMBER})\\)(?: = (${NUMBER}) MB/s)?\\s*$`,
)

/**
 * A line of libtest: `test name ... bench: 18,149 ns/iter (+/- 755) = 12 MB/s`; the value is a median, the deviation
 * the distance between the extremes. Undefined for any other line.
 * @throws OutputError for a benchmark that failed or a line that is cut off.
 */
export function readLibtestLine(line: Line, options?: AdapterOptions): AdapterResult | undefined {
  const match = BENCH.exec(line.text)
  if (match) return { name: match[1]!, measurements: readMeasurements(match, options) }
  if (/^test .+ \.\.\. FAILED\s*$/.test(line.text)) {
    throw new OutputError(`line ${line.number}: a benchmark failed: ${line.text}`)
  }
  if (/^test .+ \.\.\. bench:/.test(line.text)) {
    throw new OutputError(`line ${line.number}: expected "N ns/iter (+/- N)", found "${line.text}"`)
  }
  return undefined
}

/**
 * Each run that libtest begins, `running 4 tests`, it ends with `test result: …`.
 * @throws OutputError naming the line of a run without an end
 */
export function refuseOpenRun(lines: readonly Line[]): void {
  let open: Line | undefined
  for (const line of lines) {
    if (/^running \d+ tests?\s*$/.test(line.text)) open = line
    if (/^test result: /.test(line.text)) open = undefined
  }
  if (open) throw new OutputError(`line ${open.number}: "${open.text.trim()}" has no "test result": cut off`)
}

function readMeasurements(match: RegExpExecArray, options: AdapterOptions | undefined): AdapterMeasurement[] {
  const value = groupedNumber(match[2]!)
  const deviation = groupedNumber(match[4]!)
  const measured: RawMeasurement = {
    ...metricOf(match[3]!),
    samples: [value],
    low: value - deviation,
    high: value + deviation,
  }
  const raw = [measured]
  if (match[5] !== undefined) {
    const samples = [groupedNumber(match[5])]
    raw.push({ metric: 'throughput', unit: 'MB/s', direction: 'higher', samples })
  }
  return raw.map((measurement) => inBaseUnit(measurement, options))
}

function metricOf(printed: string): Pick<RawMeasurement, 'metric' | 'unit' | 'direction'> {
  const unit = printed.replace(/\/iter$/, '')
  if (/^[npuµμm]?s$/.test(unit)) return { metric: 'latency', unit, direction: 'lower' }
  if (directionOfUnit(unit) === 'higher') return { metric: 'throughput', unit, direction: 'higher' }
  return { metric: metricName(unit), unit, direction: 'lower' }
}
