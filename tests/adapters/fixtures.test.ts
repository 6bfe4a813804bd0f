import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type AdapterResult, OutputError } from '../../runner/adapters/adapter.ts'
import { adapters, detectAdapter, readOutput } from '../../runner/adapters/index.ts'

const folder = join(import.meta.dirname, '../fixtures/adapters')
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')

/**
 * What the tools printed on this kind of machine, shortened: hyperfine, tinybench, vitest, mitata (every nth sample),
 * benchmarkjs, autocannon, go, cargo, google-benchmark, pytest-benchmark, catch2, wrk, time, perf-stat. The others are written
 * by hand after the tools' own documents and sources.
 */
const outputs = readdirSync(folder)

const passing = outputs.filter((name) => !name.includes('-failed'))

/** Formats that close what they open, so that a part of them is never whole. */
const closed = passing.filter((name) => /\.(json|xml)$|^perfledger\./.test(name))

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
    expect(recognised.length).toBe(name === 'go-failed.txt' ? 0 : 1)
  })

  it.each([
    ['asv-console-failed.txt', 'asv-console', 'line 2: a benchmark failed: benchmarks.TimeSuite.time_range'],
    ['junit-failed.xml', 'junit', 'testsuite[0].testcase[0]: a > breaks failed'],
    ['perfledger-failed.jsonl', 'perfledger', 'line 2: sort failed: no such file'],
    ['time-failed.txt', 'time', 'line 2: sleep 0.1 ended with status 3'],
    ['go-failed.txt', 'go', 'line 1: a benchmark failed: --- FAIL: BenchmarkBad'],
    ['google-benchmark-failed.json', 'google-benchmark', 'benchmarks[2]: BM_skip failed: no such file'],
    ['tinybench-failed.json', 'tinybench', '[0]: bad failed: print result.error.message to see why'],
    [
      'vitest-failed.json',
      'vitest',
      'testResults[0].assertionResults[0]: sort.bench.js > parse failed: SyntaxError: Unexpected end of JSON input',
    ],
  ])('%s is a failure that names the benchmark', (name, adapter, message) => {
    expect(() => readOutput(adapter, read(name))).toThrow(new OutputError(message))
  })

  it.each(closed)('%s cut off anywhere is an error', (name) => {
    const text = read(name).trimEnd()
    const adapter = detectAdapter(text)?.name ?? 'json'
    for (let length = 1; length < text.length; length += Math.ceil(text.length / 60)) {
      expect(() => readOutput(adapter, text.slice(0, length)), `cut at ${length}`).toThrow(OutputError)
    }
  })

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

  it('has a fixture for every adapter', () => {
    const recognised = new Set(outputs.map((name) => detectAdapter(read(name))?.name))
    expect(adapters.map(({ name }) => name).filter((name) => !recognised.has(name))).toEqual([])
  })
})

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
