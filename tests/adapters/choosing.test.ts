import { describe, expect, it } from 'vitest'
import { OutputError } from '../../runner/adapters/adapter.ts'
import { readOutput } from '../../runner/adapters/index.ts'

const twoResults = JSON.stringify({
  results: [
    {
      name: 'parse',
      metrics: { latency: { unit: 'ms', samples: [1, 2] }, throughput: { unit: 'ops/s', value: 9 } },
    },
    { name: 'load', metrics: { throughput: { unit: 'ops/s', value: 3 } } },
  ],
})

describe('the metrics that a benchmark chooses', () => {
  const metricsOf = (metrics: string[] | undefined): unknown =>
    readOutput('json', twoResults, { metrics }).map(({ name, measurements }) => [
      name,
      ...measurements.map(({ metric }) => metric.name),
    ])

  it('are all where nothing is said', () => {
    expect(metricsOf(undefined)).toEqual([
      ['parse', 'latency', 'throughput'],
      ['load', 'throughput'],
    ])
  })

  it('are the only ones kept, and a result without them is left out', () => {
    expect(metricsOf(['latency'])).toEqual([['parse', 'latency']])
  })

  it('must be there: a misspelt one is an error that lists what there is', () => {
    expect(() => metricsOf(['latency', 'latncy'])).toThrow(
      new OutputError('the output has no metric latncy; it has latency, throughput'),
    )
  })
})

describe('a regular expression of the config', () => {
  const read = (text: string, reading: object) =>
    readOutput('regex', text, { regex: { regex: '', ...reading } })

  it('makes a sample of every match, joined by name', () => {
    const text = 'warm\nsort: 1,200.5 ms\nmerge: 3 s\nsort: 1,100 ms\n'
    const results = read(text, {
      regex: '^(?<name>\\w+): (?<value>[\\d.,]+) (?<unit>m?s)$',
      metric: 'latency',
    })
    expect(
      results.map(({ name, measurements }) => [name, measurements[0]?.metric, measurements[0]?.samples]),
    ).toEqual([
      ['sort', { name: 'latency', unit: 'ns', direction: 'lower' }, [1_200_500_000, 1_100_000_000]],
      ['merge', { name: 'latency', unit: 'ns', direction: 'lower' }, [3_000_000_000]],
    ])
  })

  it('takes metric, unit and direction from the config', () => {
    const [result] = read('score=7 score=9', {
      regex: 'score=(?<value>\\d+)',
      metric: 'score',
      unit: 'points',
      direction: 'higher',
    })
    expect(result?.measurements[0]).toMatchObject({
      metric: { name: 'score', unit: 'points', direction: 'higher' },
      samples: [7, 9],
    })
  })

  it('is an error where nothing matches, or where the value is no number', () => {
    expect(() => read('x', { regex: '(?<value>\\d+)' })).toThrow(
      new OutputError('the regex adapter found no result in the output'),
    )
    expect(() => read('a\nb: fast', { regex: ': (?<value>\\w+)' })).toThrow(
      new OutputError('line 2: expected a number in the group "value", found "fast"'),
    )
  })
})

describe('directions and units that tools make easy to get wrong', () => {
  const text = (value: unknown): string => JSON.stringify(value)
  const metricsOf = (adapter: string, output: string): Record<string, [string, number | undefined]> =>
    Object.fromEntries(
      readOutput(adapter, output).flatMap(({ measurements }) =>
        measurements.map(({ metric, samples }) => [metric.name, [metric.direction, samples[0]]]),
      ),
    )

  it('k6: "passes" of http_req_failed are failures, and its rate is better when low', () => {
    const metrics = {
      iterations: { count: 1, rate: 1 },
      http_req_failed: { passes: 9, fails: 1, value: 0.9 },
    }
    expect(metricsOf('k6', text({ metrics }))['http-req-failed']).toEqual(['lower', 0.9])
  })

  it('k6: true is a crossed threshold in --summary-export, and a kept one in handleSummary', () => {
    const old = {
      iterations: { count: 1, rate: 1, thresholds: { 'rate>5': true, 'rate>6': true, 'rate>0': false } },
    }
    const data = {
      iterations: {
        type: 'counter',
        contains: 'default',
        values: { count: 1, rate: 1 },
        thresholds: { 'rate>5': { ok: false }, 'rate>0': { ok: true }, 'rate>6': { ok: false } },
      },
    }
    expect(metricsOf('k6', text({ metrics: old }))['thresholds-crossed']).toEqual(['lower', 2])
    expect(metricsOf('k6', text({ metrics: data }))['thresholds-crossed']).toEqual(['lower', 2])
  })

  it('JMH: the mode decides, and an unknown one is an error', () => {
    const entry = (mode: string, scoreUnit: string) =>
      text([
        { benchmark: 'a', mode, primaryMetric: { score: 2, scoreUnit, scoreError: 'NaN', rawData: [[2]] } },
      ])
    expect(metricsOf('jmh', entry('thrpt', 'ops/us'))).toEqual({ throughput: ['higher', 2e6] })
    expect(metricsOf('jmh', entry('avgt', 'min/op'))).toEqual({ latency: ['lower', 120e9] })
    expect(() => metricsOf('jmh', entry('all', 'ops/s'))).toThrow(/^\[0\]\.mode: expected a mode/)
  })

  it('JMH: where the unit contradicts the mode, the unit decides', () => {
    const entry = (mode: string, scoreUnit: string) =>
      text([{ benchmark: 'a', mode, primaryMetric: { score: 2, scoreUnit, rawData: [[2]] } }])
    expect(metricsOf('jmh', entry('thrpt', 's/op'))).toEqual({ latency: ['lower', 2e9] })
    expect(metricsOf('jmh', entry('avgt', 'ops/s'))).toEqual({ throughput: ['higher', 2] })
  })

  it('wrk: m is a minute, and a kB has 1,024 bytes', () => {
    const output = [
      'Running 1s test @ http://127.0.0.1/',
      '  Thread Stats   Avg      Stdev     Max   +/- Stdev',
      '    Latency     1.50m     1.00ms   2.00s    90.00%',
      '  10 requests in 1.00s, 1.00KB read',
      'Requests/sec:     10.00',
      'Transfer/sec:      2.00KB',
      '',
    ].join('\n')
    expect(metricsOf('wrk', output)).toMatchObject({
      'latency-mean': ['lower', 90e9],
      'transfer-rate': ['higher', 2048],
    })
  })

  it('the protocol: a wrong number of metrics, or none, means that lines are lacking', () => {
    const lines = (...values: object[]): string => values.map((value) => text(value)).join('\n')
    const metric = { metric: 'a', value: 1 }
    expect(() => readOutput('perfledger', lines({ perfledger: 1 }, metric))).toThrow(/its last line must be/)
    expect(() => readOutput('perfledger', lines({ perfledger: 1 }, metric, { end: 2 }))).toThrow(
      'line 3.end: 2 metrics were announced, 1 were found',
    )
    expect(() => readOutput('perfledger', lines({ perfledger: 1 }, metric, metric, { end: 2 }))).toThrow(
      'the result tells a twice',
    )
    expect(() => readOutput('perfledger', lines({ perfledger: 2 }, { end: 0 }))).toThrow(
      'the first JSON line must be {"perfledger":1}',
    )
  })
})
