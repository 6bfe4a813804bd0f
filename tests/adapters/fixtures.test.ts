import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type AdapterResult, OutputError } from '../../runner/adapters/adapter.ts'
import { adapters, detectAdapter, readOutput } from '../../runner/adapters/index.ts'

const folder = join(import.meta.dirname, '../fixtures/adapters')
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')

/** Most fixtures are what the tool printed on this kind of machine; criterion, vitest-4 and the JSON shapes are written by hand. */
const outputs = readdirSync(folder)

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
  it.each(outputs.filter((name) => !name.includes('-failed')))('%s is recognised and read whole', (name) => {
    const results = readOutput('auto', read(name))
    expect({ adapter: detectAdapter(read(name))?.name, lines: lines(results) }).toMatchSnapshot()
  })

  it.each([
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

  it.each(outputs.filter((name) => name.endsWith('.json')))('%s cut off anywhere is an error', (name) => {
    const text = read(name).trimEnd()
    const adapter = detectAdapter(text)?.name ?? 'json'
    for (let length = 1; length < text.length; length += Math.ceil(text.length / 60)) {
      expect(() => readOutput(adapter, text.slice(0, length)), `cut at ${length}`).toThrow(OutputError)
    }
  })

  it.each(['go.txt', 'cargo.txt', 'criterion.txt'])(
    '%s cut off is an error or lacks the last results',
    (name) => {
      const text = read(name)
      const whole = lines(readOutput('auto', text)).map(withoutCount)
      const adapter = detectAdapter(text)!.name
      for (let length = 1; length < text.length; length += 7) {
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
