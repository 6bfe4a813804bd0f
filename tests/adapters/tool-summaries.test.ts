import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AdapterResult } from '../../runner/adapters/adapter.ts'
import { folderAdapter, readFolder, readOutput } from '../../runner/adapters/index.ts'

/** What the tools themselves computed from the samples that they wrote: read rightly, the samples give the same. */
const folder = join(import.meta.dirname, '../fixtures/adapters')
const text = (file: string): string => readFileSync(join(folder, file), 'utf8')
// biome-ignore lint/suspicious/noExplicitAny: the documents of other tools
const json = (file: string): any => JSON.parse(text(file))

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : mean([sorted[middle - 1]!, sorted[middle]!])
}

const samplesOf = (results: readonly AdapterResult[], index: number, metric: string): readonly number[] =>
  results[index]!.measurements.find((measurement) => measurement.metric.name === metric)!.samples

/** Equal but for the last digits, which depend on the order of the additions. */
function expectClose(value: number, expected: number, tolerance = 1e-9): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected))
}

describe('hyperfine', () => {
  it.each(['hyperfine.json', 'hyperfine-1.19.json'])('%s: the samples have its mean and median', (file) => {
    const results = readOutput('hyperfine', text(file))
    for (const [index, result] of json(file).results.entries()) {
      const samples = samplesOf(results, index, 'wall-time')
      expect(samples).toHaveLength(result.exit_codes.length)
      expectClose(mean(samples), result.mean * 1e9)
      expectClose(median(samples), result.median * 1e9)
      expectClose(samplesOf(results, index, 'user-time')[0]!, result.user * 1e9)
    }
  })

  it('2: every metric of every run has its mean, median and extremes', () => {
    const results = readOutput('hyperfine', text('hyperfine-2.json'))
    const names = {
      time_wall_clock: 'wall-time',
      time_cpu: 'cpu-time',
      time_user: 'user-time',
      time_system: 'system-time',
      memory_peak_resident: 'peak-memory',
    }
    expect(results.map(({ name }) => name)).toEqual(['sleep 0.01', 'sleep 0.02'])
    for (const [index, { summary }] of json('hyperfine-2.json').results.entries()) {
      expect(results[index]!.measurements).toHaveLength(Object.keys(summary).length)
      for (const [written, name] of Object.entries(names)) {
        const samples = samplesOf(results, index, name)
        const factor = summary[written].unit === 'second' ? 1e9 : 1
        expect(samples).toHaveLength(summary[written].count)
        expectClose(mean(samples), summary[written].mean * factor)
        expectClose(median(samples), summary[written].median * factor)
        expectClose(Math.max(...samples), summary[written].max * factor)
      }
    }
  })
})

describe('Google Benchmark', () => {
  it.each(['google-benchmark.json', 'google-benchmark-1.7.json'])(
    '%s: the repetitions have the mean and median of its aggregate rows',
    (file) => {
      const rows = json(file).benchmarks
      const results = readOutput('google-benchmark', text(file))
      for (const [index, { name }] of results.entries()) {
        for (const [kind, average] of Object.entries({ mean, median })) {
          const row = rows.find((each: { name: string }) => each.name === `${name}_${kind}`)
          const factor = { ns: 1, us: 1e3 }[row.time_unit as 'ns' | 'us']
          expectClose(average(samplesOf(results, index, 'latency')), row.real_time * factor)
          expectClose(average(samplesOf(results, index, 'cpu-time')), row.cpu_time * factor)
        }
      }
      expect(results.length).toBeGreaterThan(3)
    },
  )
})

describe('pytest-benchmark', () => {
  it.each(['pytest-benchmark.json', 'pytest-benchmark-3.json'])(
    '%s: the samples have its mean, median and extremes',
    (file) => {
      const results = readOutput('pytest-benchmark', text(file))
      for (const [index, { stats }] of json(file).benchmarks.entries()) {
        const samples = samplesOf(results, index, 'latency')
        expect(samples).toHaveLength(stats.rounds)
        expectClose(mean(samples), stats.mean * 1e9)
        expectClose(median(samples), stats.median * 1e9)
        expectClose(Math.max(...samples), stats.max * 1e9)
      }
    },
  )
})

describe('JMH', () => {
  const METRICS: Record<string, string> = {
    thrpt: 'throughput',
    avgt: 'latency',
    sample: 'sampled-latency',
    ss: 'single-shot-time',
  }
  const FACTORS: Record<string, number> = { 'ops/us': 1e6, 'ops/ms': 1e3, 'ns/op': 1, 'ms/op': 1e6 }

  it('scores what the samples of all forks have as their mean, in each of its modes', () => {
    const results = readOutput('jmh', text('jmh.json'))
    const modes = new Set<string>()
    for (const { benchmark, mode, params, primaryMetric } of json('jmh.json')) {
      const name = params ? `${benchmark} (n=${params.n})` : benchmark
      const index = results.findIndex((result) => result.name === name)
      const samples = samplesOf(results, index, METRICS[mode]!)
      expectClose(mean(samples), primaryMetric.score * FACTORS[primaryMetric.scoreUnit]!)
      modes.add(mode)
    }
    expect([...modes].sort()).toEqual(['avgt', 'sample', 'ss', 'thrpt'])
  })

  it('finds its own percentiles in the samples of the mode sample', () => {
    const results = readOutput('jmh', text('jmh.json'))
    const index = results.findIndex(({ name }) => name === 'example.Modes.join')
    const sampled = json('jmh.json').find(({ mode }: { mode: string }) => mode === 'sample')
    const samples = samplesOf(results, index, 'sampled-latency')
    expectClose(median(samples), sampled.primaryMetric.scorePercentiles['50.0'] * 1e6)
    expectClose(Math.max(...samples), sampled.primaryMetric.scorePercentiles['100.0'] * 1e6)
    expectClose(
      Math.max(...samplesOf(results, index, 'sampled-latency-p100')),
      sampled.primaryMetric.scorePercentiles['100.0'] * 1e6,
    )
  })
})

describe('tinybench', () => {
  it('its samples have its mean and median, of latency and of throughput', () => {
    const results = readOutput('tinybench', text('tinybench-samples.json'))
    for (const [index, { latency, throughput }] of json('tinybench-samples.json').entries()) {
      expectClose(mean(samplesOf(results, index, 'latency')), latency.mean * 1e6)
      expectClose(median(samplesOf(results, index, 'latency')), latency.p50 * 1e6)
      expectClose(mean(samplesOf(results, index, 'throughput')), throughput.mean)
    }
  })

  it('inside Vitest 5 too', () => {
    const results = readOutput('vitest', text('vitest.json'))
    const tasks = json('vitest.json').testResults[0].assertionResults[0].benchmarks[0].tasks
    expect(tasks).toHaveLength(2)
    for (const [index, { name, latency }] of tasks.entries()) {
      expect(results[index]!.name).toBe(`sort.bench.js > sorting > ${name}`)
      expectClose(mean(samplesOf(results, index, 'latency')), latency.mean * 1e6)
      expectClose(median(samplesOf(results, index, 'latency')), latency.p50 * 1e6)
    }
  })
})

describe('mitata', () => {
  it('its samples have its mean and its extremes', () => {
    const results = readOutput('mitata', text('mitata.json'))
    const runs = json('mitata.json').benchmarks.flatMap(({ runs }: { runs: unknown[] }) => runs)
    for (const [index, { stats }] of runs.entries()) {
      const samples = samplesOf(results, index, 'latency')
      expect(samples).toHaveLength(stats.samples.length)
      expectClose(mean(samples), stats.avg)
      expectClose(Math.max(...samples), stats.max)
    }
    expect(samplesOf(results, 2, 'gc-time')).toEqual([runs[2].stats.gc.avg])
  })
})

describe('Reassure', () => {
  it('its durations have its mean', () => {
    const results = readOutput('reassure', text('reassure.perf'))
    const [, ...entries] = text('reassure.perf')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    for (const [index, entry] of entries.entries()) {
      expect(samplesOf(results, index, 'latency')).toHaveLength(entry.runs)
      expectClose(mean(samplesOf(results, index, 'latency')), entry.meanDuration * 1e6)
    }
  })
})

describe('Criterion.rs', () => {
  const root = join(folder, 'criterion')
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.json'))
    .map((path) => path.replaceAll('\\', '/'))
  const files = new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
  const fromFolder = readFolder(folderAdapter('criterion')!, files)
  const printed = readOutput('criterion', text('criterion.txt'))

  it('its samples have the mean and the median of its estimates', () => {
    expect(fromFolder.map(({ name }) => name).sort()).toEqual(printed.map(({ name }) => name).sort())
    for (const [index, { name }] of fromFolder.entries()) {
      const estimates = JSON.parse(files.get(`${name}/new/estimates.json`)!)
      expect(samplesOf(fromFolder, index, 'latency')).toHaveLength(20)
      expectClose(mean(samplesOf(fromFolder, index, 'latency')), estimates.mean.point_estimate)
      expectClose(median(samplesOf(fromFolder, index, 'latency')), estimates.median.point_estimate)
    }
  })

  it('prints what it left in its folder: times in five digits, throughput beside them', () => {
    for (const { name, measurements } of printed) {
      const estimates = JSON.parse(files.get(`${name}/new/estimates.json`)!)
      const typical = (estimates.slope ?? estimates.mean).point_estimate
      expectClose(measurements[0]!.samples[0]!, typical, 1e-4)
      const index = fromFolder.findIndex((result) => result.name === name)
      const throughput = measurements[1]
      if (!throughput) continue
      expect(throughput.metric).toEqual(fromFolder[index]!.measurements[1]!.metric)
      expectClose(throughput.samples[0]!, median(samplesOf(fromFolder, index, 'throughput')), 0.1)
    }
  })
})

describe('load tools', () => {
  const firstOf = (results: readonly AdapterResult[], metric: string): number =>
    samplesOf(results, 0, metric)[0]!

  it('wrk: requests per second, times the seconds, are the requests', () => {
    const [, requests, seconds] = /(\d+) requests in ([\d.]+)s/.exec(text('wrk.txt'))!.map(Number)
    const results = readOutput('wrk', text('wrk.txt'))
    expectClose(firstOf(results, 'throughput') * seconds!, requests!, 0.01)
    expect(results[0]!.measurements[0]!.sampleCount).toBe(requests)
  })

  it('wrk: refused requests and broken sockets are no success', () => {
    const results = readOutput('wrk', text('wrk-errors.txt'))
    const rates = results.map(
      ({ measurements }) =>
        measurements.find(({ metric }) => metric.name === 'request-success-rate')!.samples[0],
    )
    expect(rates).toEqual(
      [1 - 10_122 / 101_219, 95_405 / (95_405 + 1947)].map((rate) => expect.closeTo(rate, 12)),
    )
  })

  it('autocannon: requests per second, times the seconds, are the requests', () => {
    const { requests, duration } = json('autocannon.json')
    const results = readOutput('autocannon', text('autocannon.json'))
    expectClose(firstOf(results, 'throughput') * duration, requests.total, 0.01)
    const errors = json('autocannon-errors.json')
    expectClose(
      firstOf(readOutput('autocannon', text('autocannon-errors.json')), 'request-success-rate'),
      errors['2xx'] / errors.requests.total,
    )
  })

  it('autocannon: requests on connections that the server broke are no success', () => {
    const { requests, connections } = json('autocannon-cut.json')
    const results = readOutput('autocannon', text('autocannon-cut.json'))
    const answered = requests.total / (requests.sent - connections)
    expectClose(firstOf(results, 'request-success-rate'), answered)
    expect(answered).toBeLessThan(0.981)
  })

  it('Artillery: its addresses together are what it counted of all', () => {
    const [whole, ...addresses] = readOutput('artillery', text('artillery.json'))
    const success = ({ measurements }: AdapterResult) =>
      measurements.find(({ metric }) => metric.name === 'request-success-rate')!
    const { 'http.requests': requests, 'http.codes.200': ok } = json('artillery.json').aggregate.counters
    const counted = addresses.reduce((sum, each) => sum + success(each).sampleCount!, 0)
    const succeeded = addresses.reduce(
      (sum, each) => sum + success(each).samples[0]! * success(each).sampleCount!,
      0,
    )
    expect([counted, succeeded]).toEqual([requests, expect.closeTo(ok, 9)])
    expectClose(success(whole!).samples[0]!, ok / requests)
  })

  it('Lighthouse: its metrics in nanoseconds, and each score', () => {
    const { audits, categories, environment } = json('lighthouse.json')
    const results = readOutput('lighthouse', text('lighthouse.json'))
    for (const name of ['first-contentful-paint', 'total-blocking-time', 'server-response-time']) {
      expectClose(firstOf(results, name), audits[name].numericValue * 1e6)
    }
    for (const [name, { score }] of Object.entries<{ score: number }>(categories)) {
      expect(firstOf(results, `${name}-score`)).toBe(score)
    }
    expect(firstOf(results, 'benchmark-index')).toBe(environment.benchmarkIndex)
  })
})
