import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { collect } from '../../runner/measure/collect.ts'
import type { MeasuredCase, RunHeader } from '../../runner/measure/record.ts'
import { fakeExecutors } from './fake-executor.ts'
import { plannedCase, planOf, recordsOf } from './plans.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perfledger-test-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(path: string, value: unknown): void {
  const file = join(folder, 'target/criterion', path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value))
}

/** What Criterion.rs leaves of one benchmark, shortened. */
function writeBenchmark(path: string, id: string, times: readonly number[]): void {
  const median = { point_estimate: 5, confidence_interval: { lower_bound: 4, upper_bound: 6 } }
  write(`${path}/new/benchmark.json`, { group_id: id, full_id: id, directory_name: path })
  write(`${path}/new/estimates.json`, { mean: median, median, slope: null })
  write(`${path}/new/sample.json`, { sampling_mode: 'Linear', iters: times.map((_, i) => i + 1), times })
  write(`${path}/base/estimates.json`, { median })
  write(`${path}/change/estimates.json`, { median })
}

async function measured(behave: () => void, adapter = 'criterion'): Promise<MeasuredCase[]> {
  const executors = fakeExecutors(() => {
    behave()
    return undefined
  })
  const output = { adapter, file: 'target/criterion' }
  const stopping = { warmup: 0, min: 1, max: 1 }
  const plan = planOf([plannedCase('a', { output, metrics: [], cwd: folder, stopping })])
  const records = await recordsOf(plan, executors, { temporaryFolder: folder })
  return [...collect({} as RunHeader, records, '', false).cases]
}

describe('a command that leaves its results in a folder', () => {
  it.each(['criterion', 'auto'])(
    'has every sample of each benchmark read by %s, per iteration',
    async (adapter) => {
      const cases = await measured(() => {
        writeBenchmark('fib_10', 'fib 10', [10, 24, 33])
        writeBenchmark('sums/sum/100', 'sums/sum/100', [7])
      }, adapter)
      expect(
        cases.map(({ key, metrics }) => [key.benchmark, metrics[0]?.metric.name, metrics[0]?.samples]),
      ).toEqual([
        ['a/fib 10', 'latency', [10, 12, 11]],
        ['a/sums/sum/100', 'latency', [7]],
      ])
    },
  )

  it('has only those benchmarks read that this iteration wrote', async () => {
    writeBenchmark('old', 'old', [1])
    writeBenchmark('again', 'again', [1, 2])
    const cases = await measured(() => writeBenchmark('again', 'again', [3, 6, 9]))
    expect(cases.map(({ key, metrics }) => [key.benchmark, metrics[0]?.samples])).toEqual([
      ['a/again', [3, 3, 3]],
    ])
  })

  it('falls back to the median and its interval where there are no samples', async () => {
    const [only] = await measured(() => {
      write('x/new/estimates.json', {
        median: { point_estimate: 5, confidence_interval: { lower_bound: 4, upper_bound: 6 } },
      })
    })
    expect(only?.metrics[0]).toMatchObject({ samples: [5], reportedLow: 4, reportedHigh: 6 })
    expect(only?.key.benchmark).toBe('a/x')
  })

  it.each<[string, () => void, string, string]>([
    [
      'an old folder',
      () => {},
      'criterion',
      'target/criterion: this iteration wrote no **/new/{benchmark,estimates,sample}.json in this folder',
    ],
    [
      'a file that is cut off',
      () => {
        writeBenchmark('x', 'x', [1])
        write('x/new/sample.json', '{"iters":[1,')
      },
      'criterion',
      'target/criterion: x/new/sample.json: not valid JSON: ',
    ],
    [
      'an adapter of texts',
      () => {},
      'json',
      'target/criterion: a folder, which the adapter json does not read',
    ],
  ])('fails with %s', async (_, behave, adapter, message) => {
    writeBenchmark('old', 'old', [1])
    const [only] = await measured(behave, adapter)
    expect(only?.failure?.message).toContain(message)
  })
})
