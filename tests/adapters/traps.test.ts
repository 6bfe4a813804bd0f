import { describe, expect, it } from 'vitest'
import { OutputError } from '../../runner/adapters/adapter.ts'
import { adapterNames, detectAdapter, readOutput } from '../../runner/adapters/index.ts'
import { metricName } from '../../runner/adapters/measurement.ts'
import type { Metric } from '../../runner/metrics/metric.ts'

const text = (value: unknown): string => JSON.stringify(value)

describe('the list of adapters', () => {
  it('names what may stand in the config', () => {
    expect(adapterNames).toEqual([
      'auto',
      'perfledger',
      'hyperfine',
      'vitest',
      'pytest-benchmark',
      'pyperf',
      'google-benchmark',
      'tinybench',
      'mitata',
      'jmh',
      'benchmarkdotnet',
      'benchmarktools.jl',
      'k6',
      'autocannon',
      'oha',
      'vegeta',
      'artillery',
      'lighthouse',
      'asv',
      'cargo-criterion',
      'gungraun',
      'reassure',
      'junit',
      'go',
      'criterion',
      'cargo',
      'iai-callgrind',
      'catch2',
      'benchmark.js',
      'asv-console',
      'wrk',
      'time',
      'perf-stat',
      'bencher',
      'custom',
      'json',
    ])
  })

  it('refuses a name that is not in it', () => {
    expect(() => readOutput('gatling', '{}')).toThrow(new OutputError('there is no adapter gatling'))
  })
})

describe('nothing read', () => {
  it.each(adapterNames)('is an error and never a success for %s: an empty output', (name) => {
    expect(() => readOutput(name, ' \n')).toThrow(new OutputError('the output is empty'))
  })

  it.each(adapterNames)('is an error and never a success for %s: an output of something else', (name) => {
    expect(() => readOutput(name, 'Compiled in 3 s\n')).toThrow(OutputError)
  })

  it.each([
    ['hyperfine', { results: [] }],
    ['vitest', { testResults: [] }],
    ['vitest', { testResults: [{ name: 'a.test.ts', status: 'passed', assertionResults: [] }] }],
    ['pytest-benchmark', { benchmarks: [] }],
    ['google-benchmark', { context: {}, benchmarks: [] }],
    ['tinybench', []],
    ['custom', []],
    ['json', {}],
    ['json', { results: [] }],
  ])('is an error for %s: a document without results', (name, document) => {
    expect(() => readOutput(name, text(document))).toThrow(OutputError)
  })
})

describe('a mistake in a document is told with its place', () => {
  it.each([
    [
      'hyperfine',
      { results: [{ command: 'a', mean: 1, times: [1, 'fast'] }] },
      'results[0].times[1]: expected a number, found "fast"',
    ],
    [
      'hyperfine',
      { results: [{ command: 'a', mean: null }] },
      'results[0].mean: expected a number, found null',
    ],
    [
      'json',
      { results: [{ name: 'a', metrics: { x: { samples: [] } } }] },
      'results[0].metrics.x.samples: expected at least one number, found []',
    ],
    [
      'json',
      { results: [{ name: 'a', metrics: { x: { value: 1, direction: 'up' } } }] },
      'results[0].metrics.x.direction: expected "lower" or "higher", found "up"',
    ],
    ['json', { latency: 'fast' }, 'latency: expected a number, found "fast"'],
    ['custom', [{ name: 'a', value: 1 }], '[0].unit: expected a text, found nothing'],
    [
      'custom',
      [{ name: 'a', unit: 'ms', value: 1, range: 'wide' }],
      '[0].range: expected a width, found "wide"',
    ],
    [
      'pytest-benchmark',
      { benchmarks: [{ name: 'a', stats: {} }] },
      'benchmarks[0].stats.median: expected a number, found nothing',
    ],
    ['tinybench', [{ name: 'a', latency: { rme: 1 } }], '[0].latency.mean: expected a number, found nothing'],
  ])('%s', (name, document, message) => {
    expect(() => readOutput(name, text(document))).toThrow(new OutputError(message))
  })

  it('also where the JSON itself is cut off', () => {
    expect(() => readOutput('hyperfine', '{"results": [{"command": "a"')).toThrow(
      /not valid JSON: .*line 1 column/,
    )
  })

  it.each([
    ['go', 'BenchmarkA-8 100 12 ns/op 3\nPASS\n', /^line 1: cut off/],
    [
      'go',
      'goos: linux\nBenchmarkA-8 100 fast ns/op\nPASS\n',
      'line 2: expected a number before ns/op, found "fast"',
    ],
    ['go', 'BenchmarkA-8 100 12 ns/op\npanic: boom\n', 'line 2: a benchmark failed: panic: boom'],
    [
      'cargo',
      'test a ... bench: 1 ns/iter (+/- 2)\ntest b ... FAILED\n',
      'line 2: a benchmark failed: test b ... FAILED',
    ],
    ['cargo', 'test a ... bench: quick\n', /^line 1: expected "N ns\/iter/],
    ['criterion', 'a   time:   [1.0 ns 2.0 ns\n', /^line 1: expected \[low estimate high\]/],
    ['criterion', '   time:   [1.0 ns 2.0 ns 3.0 ns]\n', /without the name of its benchmark/],
  ])('%s in a line of text', (name, output, message) => {
    expect(() => readOutput(name, output)).toThrow(message)
  })
})

describe('names', () => {
  it('of two results may not be the same', () => {
    const document = { results: [1, 2].map((value) => ({ name: 'a', metrics: { x: { value } } })) }
    expect(() => readOutput('json', text(document))).toThrow(
      new OutputError('two results have the same name: a'),
    )
  })

  it('keep the processors that Go appends where they differ, and lose them where all are the same', () => {
    const names = (output: string) => readOutput('go', output).map(({ name }) => name)
    expect(names('BenchmarkA-8 1 2 ns/op\nBenchmarkB-8 1 2 ns/op\n')).toEqual(['BenchmarkA', 'BenchmarkB'])
    expect(names('BenchmarkA 1 2 ns/op\nBenchmarkA-2 1 2 ns/op\n')).toEqual(['BenchmarkA', 'BenchmarkA-2'])
  })

  it('carry the package in Go, so that two packages may have a benchmark of the same name', () => {
    const output = 'pkg: a\nBenchmarkX-2 1 2 ns/op\nPASS\npkg: b\nBenchmarkX-2 1 3 ns/op\nPASS\n'
    expect(readOutput('go', output).map(({ name }) => name)).toEqual(['a.BenchmarkX', 'b.BenchmarkX'])
  })

  it('of files in Vitest are relative to where the command ran', () => {
    const task = { name: 'x', latency: { rme: 1, p50: 1 } }
    const file = {
      name: '/repository/packages/a/b.bench.ts',
      status: 'passed',
      assertionResults: [{ fullName: 'x', status: 'passed', benchmarks: [{ tasks: [task] }] }],
    }
    const results = readOutput('vitest', text({ testResults: [file] }), { cwd: '/repository/packages' })
    expect(results[0]?.name).toBe('a/b.bench.ts > x')
  })

  it('of metrics are written as this project writes names', () => {
    expect(['rows/op', 'auxMetricUnits', 'bytes_per_second', '95%ile-ns'].map(metricName)).toEqual([
      'rows-per-op',
      'aux-metric-units',
      'bytes-per-second',
      '95%ile-ns',
    ])
  })
})

describe('a metric that the config declares', () => {
  const declared = (metric: Metric) => ({ declaredMetrics: [metric] })

  it('decides the direction', () => {
    const options = declared({ name: 'value', unit: 'Megabytes', direction: 'higher' })
    const [result] = readOutput('custom', text([{ name: 'free', unit: 'Megabytes', value: 1 }]), options)
    expect(result?.measurements[0]?.metric).toEqual({ name: 'value', unit: 'Megabytes', direction: 'higher' })
  })

  it('gives its unit to a bare number', () => {
    const options = declared({ name: 'start', unit: 'ns', direction: 'lower' })
    const [result] = readOutput('json', '{"start": 12}', options)
    expect(result?.measurements[0]).toMatchObject({ metric: { unit: 'ns' }, samples: [12] })
  })

  it('cannot turn a time into a size', () => {
    const options = declared({ name: 'start', unit: 'B', direction: 'lower' })
    const output = text({ start: { unit: 'ms', value: 3 } })
    expect(() => readOutput('json', output, options)).toThrow(
      new OutputError('metric start: the output gives ms, the config declares B'),
    )
  })
})

describe('what stands around the output', () => {
  it('does not matter for JSON: the lines that npm prints first, and lines after it', () => {
    const output = '\n> demo@1.0.0 bench\n> node bench.mjs\n\n{"latency": [1, 2]}\nDone in 3 s.\n'
    expect(readOutput('auto', output)[0]?.measurements[0]?.samples).toEqual([1, 2])
  })

  it('does not matter for text: colours, carriage returns, other lines', () => {
    const output =
      'Compiling…\r\n\u001b[32mtest a ... bench:       3,161 ns/iter (+/- 975)\u001b[0m\r\ndone\r\n'
    expect(readOutput('cargo', output)[0]?.measurements[0]?.samples).toEqual([3161])
  })
})

describe('detection', () => {
  it('is not fooled by another tool that also has a latency and a throughput', () => {
    const autocannon = {
      latency: { average: 67, mean: 67 },
      throughput: { average: 1 },
      requests: { total: 5 },
    }
    expect(detectAdapter(text(autocannon))).toBeUndefined()
  })

  it('tells what it tried where nothing matches', () => {
    expect(() => readOutput('auto', 'hello')).toThrow(
      /no adapter recognises the output; name one of perfledger, hyperfine, /,
    )
  })

  it.each(['', '[', '{}', '[]', 'null', '3', '{"results": 3}', '[null]', '{"files": [null]}'])(
    'never throws: %s',
    (output) => {
      expect(() => detectAdapter(output)).not.toThrow()
    },
  )
})
