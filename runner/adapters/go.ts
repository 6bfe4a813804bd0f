import { type Adapter, type AdapterOptions, type AdapterResult, OutputError } from './adapter.ts'
import { readJsonLines } from './json-lines.ts'
import { type Line, plainLines } from './lines.ts'
import { directionOfUnit, inBaseUnit, joinRepeated, metricName, type RawMeasurement } from './measurement.ts'

const RESULT = /^Benchmark\S*\s+\d+\s+\S+\s+\S*\/op\b/m

const JSON_RESULT = /^\{.*"Action":"output".*\d [\w.]*\/op/m

/** `go test -bench`: each line is a sample, so -count=10 gives ten. With -json the same lines stand in events. */
export const go: Adapter = {
  name: 'go',
  description: 'What go test -bench prints, also with -json; with -count=10 every line is a sample.',
  detect: (text) => RESULT.test(text) || JSON_RESULT.test(text),
  parse: (text, options) => {
    const rows = readRows(JSON_RESULT.test(text) ? printedIn(text) : text)
    const shared = sharedProcessors(rows)
    return joinRepeated(rows.map((row) => toResult(row, shared, options)))
  },
}

/** What the events of `go test -json` say was printed, one package after the other. */
function printedIn(text: string): string {
  const printed = readJsonLines(text).filter((event) => event.at('Action').value === 'output')
  const packages = Map.groupBy(printed, (event) => event.at('Package').value)
  return [...packages.values()]
    .flat()
    .map((event) => event.at('Output').text())
    .join('')
}

interface Row {
  readonly package: string | undefined
  readonly name: string
  readonly line: Line
  readonly values: readonly string[]
}

function readRows(text: string): Row[] {
  const rows: Row[] = []
  let currentPackage: string | undefined
  refuseOpenEnd(text)
  refuseUnfinished(plainLines(text))
  for (const line of plainLines(text)) {
    refuseFailure(line)
    const words = line.text.trim().split(/\s+/)
    if (words[0] === 'pkg:') currentPackage = words[1]
    if (!words[0]!.startsWith('Benchmark') || !/^\d+$/.test(words[1] ?? '')) continue
    rows.push({ package: currentPackage, name: words[0]!, line, values: words.slice(2) })
  }
  return rows
}

/** Go ends every line: a result without a line end was cut off, perhaps in the middle of a unit. */
function refuseOpenEnd(text: string): void {
  const last = plainLines(text).at(-1)!
  if (last.text.startsWith('Benchmark')) {
    throw new OutputError(`line ${last.number}: the output was cut off: "${last.text.trim()}"`)
  }
}

/** What Go prints above the benchmarks of a package, it ends with `PASS` and `ok`. Bare lines may be a choice of somebody's. */
function refuseUnfinished(lines: readonly Line[]): void {
  const begun = lines.findLastIndex(({ text }) => text.startsWith('goos: '))
  if (begun < 0 || lines.slice(begun).some(({ text }) => /^(PASS|ok|FAIL)(\s|$)/.test(text))) return
  throw new OutputError(`line ${lines.length}: the output was cut off: no PASS after line ${begun + 1}`)
}

function refuseFailure(line: Line): void {
  if (/^\s*--- FAIL:|^FAIL(\s|$)|^panic: /.test(line.text)) {
    throw new OutputError(`line ${line.number}: a benchmark failed: ${line.text.trim()}`)
  }
}

/**
 * The `-8` that Go appends is the number of processors where every line of the output has the same; a name may end
 * like that by itself, and -cpu=1,2,4 makes different benchmarks of it.
 */
function sharedProcessors(rows: readonly Row[]): string | undefined {
  const suffixes = new Set(rows.map(({ name }) => /-\d+$/.exec(name)?.[0]))
  const [only] = suffixes
  return suffixes.size === 1 ? only : undefined
}

function toResult(row: Row, shared: string | undefined, options: AdapterOptions | undefined): AdapterResult {
  const bare = shared === undefined ? row.name : row.name.slice(0, -shared.length)
  return {
    name: row.package === undefined ? bare : `${row.package}.${bare}`,
    measurements: readPairs(row).map((raw) => inBaseUnit(raw, options)),
  }
}

function readPairs({ line, values }: Row): RawMeasurement[] {
  if (values.length === 0 || values.length % 2 === 1) {
    throw new OutputError(
      `line ${line.number}: cut off: expected values with units, found "${line.text.trim()}"`,
    )
  }
  const pairs: RawMeasurement[] = []
  for (let index = 0; index < values.length; index += 2) {
    pairs.push(readPair(line, values[index]!, values[index + 1]!))
  }
  return pairs
}

const KNOWN: Record<string, Omit<RawMeasurement, 'samples'>> = {
  'ns/op': { metric: 'latency', unit: 'ns', direction: 'lower' },
  'B/op': { metric: 'allocated-memory', unit: 'B', direction: 'lower' },
  'allocs/op': { metric: 'allocations', unit: 'count', direction: 'lower' },
  'MB/s': { metric: 'throughput', unit: 'MB/s', direction: 'higher' },
}

function readPair(line: Line, text: string, unit: string): RawMeasurement {
  const value = Number(text)
  if (!Number.isFinite(value)) {
    throw new OutputError(`line ${line.number}: expected a number before ${unit}, found "${text}"`)
  }
  return { ...(KNOWN[unit] ?? ownMetric(unit)), samples: [value] }
}

/** A metric of testing.B.ReportMetric is named by its unit. */
function ownMetric(unit: string): Omit<RawMeasurement, 'samples'> {
  return { metric: metricName(unit), unit, direction: directionOfUnit(unit) }
}
