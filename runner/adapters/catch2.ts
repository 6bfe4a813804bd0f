import {
  type Adapter,
  type AdapterMeasurement,
  type AdapterOptions,
  type AdapterResult,
  OutputError,
} from './adapter.ts'
import { completeLines, type Line } from './lines.ts'
import { inBaseUnit } from './measurement.ts'

const FIRST = /^(.*?)\s+(\d+)\s+(\d+)\s+[\d.]+ \w+\s*$/
const TIMES = /^\s+([\d.]+) (\w+)\s+([\d.]+) (\w+)\s+([\d.]+) (\w+)\s*$/
const HEADER = /^benchmark name\s+samples\s+iterations\s+est/
const RULE = /^-{20,}\s*$/

/** The table that Catch2 (version 2 and 3) prints: a mean with its interval; samples are not printed. */
export const catch2: Adapter = {
  name: 'catch2',
  description: 'The table that BENCHMARK of Catch2 (2 or 3) prints: mean, low mean, high mean.',
  detect: (text) => /^benchmark name\s+samples\s+iterations\s+est/m.test(text),
  parse: (text, options) => {
    const lines = completeLines(text)
    refuseOpenEnd(lines)
    return lines.flatMap((line, index) => readAt(lines, index, line, options))
  },
}

/** Catch2 names itself at the beginning and tells its totals at the end. */
function refuseOpenEnd(lines: readonly Line[]): void {
  if (!lines.some(({ text }) => / is a Catch2? v\S+ host application\.$/.test(text))) return
  if (lines.some(({ text }) => /^(All tests passed|test cases: )/.test(text))) return
  throw new OutputError(`line ${lines.length}: the output was cut off: it has no line "test cases"`)
}

function refuseFailure({ text, number }: Line): void {
  if (/^\S.*:\d+: FAILED:|^\S.*\(\d+\): FAILED:/.test(text)) {
    throw new OutputError(`line ${number}: a test failed: ${text.trim()}`)
  }
  const failure = /^(.*?)\s+Benchmark failed \((.*)\)\s*$/.exec(text)
  if (!failure) return
  const [, name = '', why = ''] = failure
  throw new OutputError(`line ${number}: a benchmark failed: ${name.trim()}: ${why}`)
}

function readAt(
  lines: readonly Line[],
  index: number,
  line: Line,
  options: AdapterOptions | undefined,
): AdapterResult[] {
  refuseFailure(line)
  const first = FIRST.exec(line.text)
  if (!first || !isInTable(lines, index)) return []
  const times = TIMES.exec(lines[index + 1]?.text ?? '')
  // The deviations follow: without them the mean itself may be cut off.
  if (!times || !TIMES.test(lines[index + 2]?.text ?? '')) {
    throw new OutputError(`line ${line.number + 1}: expected mean, low mean and high mean`)
  }
  const own = [...wrapped(lines, index), first[1]!.trim()].filter((part) => part !== '').join(' ')
  // The same name may stand in two test cases.
  const name = [...testCaseOf(lines, index), own].join(' > ')
  return [{ name, measurements: [latencyOf(times, Number(first[2]), options)] }]
}

function latencyOf(
  times: RegExpExecArray,
  sampleCount: number,
  options: AdapterOptions | undefined,
): AdapterMeasurement {
  const unit = times[2]!
  const at = (group: number): number => Number(times[group]) * factor(times[group + 1]!, unit)
  return inBaseUnit(
    { metric: 'latency', unit, direction: 'lower', samples: [at(1)], sampleCount, low: at(3), high: at(5) },
    options,
  )
}

/** Each number has a unit of its own. */
function factor(unit: string, wanted: string): number {
  const sizes: Record<string, number> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9 }
  return (sizes[unit] ?? NaN) / (sizes[wanted] ?? NaN)
}

function isInTable(lines: readonly Line[], index: number): boolean {
  return lines.slice(0, index).some(({ text }) => HEADER.test(text))
}

/** A long name is wrapped: its first lines stand above the numbers. */
function wrapped(lines: readonly Line[], index: number): string[] {
  const above: string[] = []
  for (let at = index - 1; at >= 0; at -= 1) {
    const text = lines[at]!.text
    if (text.trim() === '' || RULE.test(text) || TIMES.test(text)) break
    above.unshift(text.trim())
  }
  return above
}

/** Between two rules above the table: the test case, and indented below it the sections that lead to the benchmark. */
function testCaseOf(lines: readonly Line[], index: number): string[] {
  const above = lines.slice(0, index).map(({ text }) => text)
  const header = above.findLastIndex((text) => HEADER.test(text))
  const end = above.slice(0, header).findLastIndex((text) => RULE.test(text))
  const start = above.slice(0, Math.max(end, 0)).findLastIndex((text) => RULE.test(text))
  if (start < 0) return []
  const names = above.slice(start + 1, end)
  // A name longer than the line goes on below, not indented.
  const testCase = names.filter((text) => !text.startsWith(' ')).join(' ')
  const sections = names.filter((text) => text.startsWith(' ')).map((text) => text.trim())
  return [testCase, ...sections].filter((part) => part !== '')
}
