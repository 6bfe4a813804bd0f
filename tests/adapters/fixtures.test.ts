import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type AdapterResult, OutputError } from '../../runner/adapters/adapter.ts'
import { adapters, detectAdapter, readOutput } from '../../runner/adapters/index.ts'

const folder = join(import.meta.dirname, '../fixtures/adapters')
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')

/** What the tools printed, and what stands for those that could not be had: README.md in the folder tells which is which. */
const outputs = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== 'README.md')
  .map(({ name }) => name)

const passing = outputs.filter((name) => !name.includes('-failed'))

/** Formats that close what they open, so that a part of them is never whole. */
const closed = passing.filter((name) => /\.(json|xml)$|^perfledger\./.test(name))

/**
 * Streams whose end cannot be known: each line, or each block, is whole by itself, and nothing announces how many come.
 * Cut between two of them, they are read as far as they go; the command's exit code is what tells.
 */
const open = [
  'benchmarkjs.txt',
  'cargo-criterion.jsonl',
  'criterion.txt',
  // Two packages, each with its own end.
  'go.txt',
  'gungraun.txt',
  'gungraun-pretty.txt',
  'iai.txt',
  'iai-callgrind.txt',
  // perf before 4.20 had no lines after "time elapsed".
  'perf-stat.txt',
  'perf-stat.jsonl',
  'perf-stat-separated.txt',
  'reassure.perf',
  'time-repeated.txt',
  'wrk-errors.txt',
]

/** `name: metric direction count×first unit [low, high] of all`, one line for each measurement. */
function lines(results: readonly AdapterResult[]): string[] {
  return results.flatMap(({ name, measurements }) =>
    measurements.map(({ metric, samples, sampleCount, reportedLow, reportedHigh }) => {
      const interval =
        reportedLow === undefined ? '' : ` [${round(reportedLow)}, ${round(reportedHigh ?? NaN)}]`
      const of = sampleCount === undefined ? '' : ` of ${sampleCount}`
      const values = `${samples.length}×${round(samples[0] ?? NaN)}`
      return `${name}: ${metric.name} ${metric.direction} ${values} ${metric.unit}${interval}${of}`
    }),
  )
}

const round = (value: number): number => Number(value.toPrecision(6))

describe('the output of a tool', () => {
  it.each(passing)('%s is recognised and read whole', (name) => {
    const results = readOutput('auto', read(name))
    expect({ adapter: detectAdapter(read(name))?.name, lines: lines(results) }).toMatchSnapshot()
  })

  it.each(outputs)('%s is recognised by one adapter and mistaken by no other', (name) => {
    const recognised = adapters.filter((adapter) => adapter.detect(read(name))).map((adapter) => adapter.name)
    expect(recognised).toHaveLength(1)
  })

  it.each([
    ['asv-console-failed.txt', 'asv-console', 'line 2: a benchmark failed: benchmarks.TimeSuite.time_range'],
    ['autocannon-failed.json', 'autocannon', 'requests.total: no request was answered, 6136 failed'],
    ['wrk-failed.txt', 'wrk', 'line 1: no request was answered'],
    ['vitest-4-failed.json', 'vitest', 'files[0].groups[0].benchmarks[1]: bad.bench.js > x > bad failed'],
    ['benchmarkjs-failed.txt', 'benchmark.js', 'line 4: a benchmark failed: bad:'],
    ['cargo-failed.txt', 'cargo', 'line 7: a benchmark failed: test tests::throws  ... FAILED'],
    ['catch2-failed.txt', 'catch2', 'line 20: a benchmark failed: throws: no such table'],
    ['catch2-3-failed.txt', 'catch2', 'line 21: a benchmark failed: throws: no such table'],
    ['junit-failed.xml', 'junit', 'testsuites.testsuite[0].testcase[1]: test_f > test_breaks failed'],
    [
      'lighthouse-failed.json',
      'lighthouse',
      'runtimeError: Lighthouse failed: Chrome prevented page load with an interstitial. Make sure you are testing the correct URL and that the server is properly responding to all requests.',
    ],
    ['mitata-failed.json', 'mitata', 'benchmarks[2].runs[0]: bad failed: no such table'],
    ['perfledger-failed.jsonl', 'perfledger', 'line 2: sort failed: no such file'],
    ['time-failed.txt', 'time', 'line 2: sh -c exit 3 ended with status 3'],
    ['time-signal-failed.txt', 'time', 'line 1: Command terminated by signal 9'],
    ['go-failed.txt', 'go', 'line 6: a benchmark failed: --- FAIL: BenchmarkBroken'],
    [
      'google-benchmark-failed.json',
      'google-benchmark',
      'benchmarks[3]: BM_refuse/real_time/threads:2 failed: no such file',
    ],
    ['tinybench-failed.json', 'tinybench', '[2]: bad failed: print result.error.message to see why'],
    [
      'vitest-failed.json',
      'vitest',
      "testResults[0].assertionResults[0]: broken.bench.js > parse failed: SyntaxError: Expected property name or '}' in JSON at position 1 (line 1 column 2)",
    ],
  ])('%s is a failure that names the benchmark', (name, adapter, message) => {
    expect(() => readOutput(adapter, read(name))).toThrow(new OutputError(message))
  })

  it.each(closed)('%s cut off anywhere is an error that names the place', (name) => {
    const text = read(name).trimEnd()
    const adapter = detectAdapter(text)?.name ?? 'json'
    for (let length = 1; length < text.length; length += Math.ceil(text.length / 60)) {
      const message = refusalOf(() => readOutput(adapter, text.slice(0, length)))
      expect(message, `cut at ${length}`).toMatch(PLACE)
    }
  })

  it.each(passing.filter((name) => !closed.includes(name) && !open.includes(name)))(
    '%s cut off after any line is an error that names the place, or lacks nothing that was measured',
    (name) => {
      const text = read(name)
      const whole = lines(readOutput('auto', text))
      const adapter = detectAdapter(text)!.name
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
        const read = orRefusal(() => lines(readOutput(adapter, text.slice(0, end + 1))))
        if (typeof read === 'string') expect(read, `cut at ${end}`).toMatch(PLACE)
        else expect(read, `cut at ${end}`).toEqual(whole)
      }
    },
  )

  it.each(passing.filter((name) => !closed.includes(name)))(
    '%s cut off is an error or lacks the last results',
    (name) => {
      const text = read(name)
      const whole = lines(readOutput('auto', text)).map(withoutCount)
      const adapter = detectAdapter(text)!.name
      for (let length = 1; length < text.length; length += Math.ceil(text.length / 150)) {
        const part = orNothing(() => lines(readOutput(adapter, text.slice(0, length))).map(withoutCount))
        expect(whole, `cut at ${length}`).toEqual(expect.arrayContaining(part))
      }
    },
  )

  it('is listed in the table that tells where it comes from', () => {
    const table = read('README.md')
    expect(outputs.filter((name) => !table.includes(`\`${name}\``))).toEqual([])
  })

  it('has a fixture for every adapter', () => {
    const recognised = new Set(outputs.map((name) => detectAdapter(read(name))?.name))
    expect(adapters.map(({ name }) => name).filter((name) => !recognised.has(name))).toEqual([])
  })
})

/** Or that nothing at all was found: then there is no place to name. */
const PLACE = /line \d+|\[\d+\]|found no result|is empty|no JSON in the output|not valid XML/

function orRefusal<T>(attempt: () => T): T | string {
  try {
    return attempt()
  } catch (error) {
    expect(error).toBeInstanceOf(OutputError)
    return (error as OutputError).message
  }
}

function refusalOf(attempt: () => unknown): string {
  const outcome = orRefusal(attempt)
  return typeof outcome === 'string' ? outcome : 'nothing was refused'
}

/** Repeated lines join into one result, so that a shorter text has fewer samples of it. */
const withoutCount = (line: string): string => line.replace(/\d+×/, '')

function orNothing(attempt: () => string[]): string[] {
  try {
    return attempt()
  } catch (error) {
    expect(error).toBeInstanceOf(OutputError)
    return []
  }
}
