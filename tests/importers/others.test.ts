import { describe, expect, it } from 'vitest'
import { parseDataText } from '../../runner/config/data-file.ts'
import { importerFor, importers } from '../../runner/importers/index.ts'
import { openSource } from '../../runner/importers/source.ts'
import { timeOf } from '../../runner/importers/times.ts'
import { plainUnit } from '../../runner/importers/values.ts'
import { folderOf, readFiles, valuesOf } from './sources.ts'

describe('gobenchdata', () => {
  it('gives a run for each entry and platform', async () => {
    const read = await readFiles({
      'benchmarks.json': [
        {
          Version: 'a'.repeat(40),
          Date: 1589695147,
          Suites: [
            {
              Goos: 'linux',
              Goarch: 'amd64',
              Pkg: 'demo',
              Benchmarks: [
                {
                  Name: 'BenchmarkFib',
                  Runs: 3,
                  NsPerOp: 419,
                  Mem: { BytesPerOp: 8, AllocsPerOp: 1, MBPerSec: 2 },
                  Custom: { 'rows/s': 5 },
                },
              ],
            },
            {
              Goos: 'darwin',
              Goarch: 'arm64',
              Pkg: 'demo',
              Benchmarks: [{ Name: 'BenchmarkFib', Runs: 3, NsPerOp: 400, Mem: {} }],
            },
          ],
        },
      ],
    })
    expect(read.kind).toBe('gobenchdata')
    expect(read.runs.map(({ header }) => header.startedAt)).toEqual(Array(2).fill('2020-05-17T05:59:07.000Z'))
    expect(valuesOf(read).sort()).toEqual([
      'demo/BenchmarkFib allocated-memory B lower 8',
      'demo/BenchmarkFib allocations count lower 1',
      'demo/BenchmarkFib latency ns lower 400',
      'demo/BenchmarkFib latency ns lower 419',
      'demo/BenchmarkFib rows-per-s rows/s higher 5',
      'demo/BenchmarkFib throughput B/s higher 2000000',
    ])
  })
})

describe('Bencher Metric Format', () => {
  it('takes time and commit from the name of the file', async () => {
    const name = `2026-11-01T10-20-30-${'b'.repeat(40)}.json`
    const read = await readFiles({
      [name]: {
        'tests::a': {
          latency: { value: 3247, lower_value: 1044, upper_value: 4000 },
          throughput: { value: 2 },
        },
      },
    })
    expect(read.kind).toBe('bencher')
    expect(read.runs[0]?.header).toMatchObject({
      startedAt: '2026-11-01T10:20:30.000Z',
      commit: { sha: 'b'.repeat(40) },
    })
    expect(valuesOf(read)).toEqual([
      'bencher/tests::a latency ns lower 3247',
      'bencher/tests::a throughput ops/s higher 2',
    ])
    expect(read.notes).toEqual([])
  })

  it('says where a time had to be guessed', async () => {
    const read = await readFiles({ 'results.json': { a: { latency: { value: 1 } } } })
    expect(read.notes[0]).toContain('results.json names no time')
  })
})

describe('hyperfine', () => {
  it('keeps every sample', async () => {
    const read = await readFiles({
      'run-2026-11-02.json': {
        results: [{ command: 'sleep 1', mean: 1, times: [1, 1.5], user: 0.1, system: 0.2 }],
      },
    })
    expect(read.kind).toBe('hyperfine')
    expect(valuesOf(read)[0]).toBe('hyperfine/sleep 1 wall-time ns lower 1000000000;1500000000')
  })
})

describe('pytest-benchmark', () => {
  it('keeps commit, time and machine, but not the name of the machine', async () => {
    const read = await readFiles({
      'Linux-CPython-3.7-64bit/0001_x.json': {
        machine_info: {
          node: 'Corgi.local',
          python_version: '3.7.5',
          python_implementation: 'CPython',
          machine: 'x86_64',
          system: 'Linux',
          cpu: { brand_raw: 'Intel i7', count: 8 },
        },
        commit_info: {
          id: '9d55ab'.padEnd(40, '0'),
          time: '2026-01-02T03:04:05+01:00',
          branch: 'main',
          dirty: true,
        },
        datetime: '2026-01-02T04:00:00.123456',
        benchmarks: [
          { name: 'test_a', fullname: 'tests/test_a', stats: { median: 0.5, data: [0.5, 0.25], rounds: 2 } },
        ],
      },
    })
    expect(read.kind).toBe('pytest-benchmark')
    expect(read.runs[0]?.header).toMatchObject({
      startedAt: '2026-01-02T04:00:00.123Z',
      commit: { branch: 'main', dirty: true, committedAt: '2026-01-02T02:04:05.000Z' },
      environment: { cpuModel: 'Intel i7', cores: 8, runtime: 'CPython 3.7' },
    })
    expect(JSON.stringify(read)).not.toContain('Corgi')
    expect(valuesOf(read)).toEqual(['pytest-benchmark/tests/test_a latency ns lower 500000000;250000000'])
  })
})

describe('criterion', () => {
  it('gives a run for the last results and for each saved baseline', async () => {
    const benchmark = { group_id: 'fib', function_id: null, value_str: '20', full_id: 'fib/20' }
    const estimates = {
      median: { point_estimate: 7, confidence_interval: { lower_bound: 6, upper_bound: 8 } },
    }
    const read = await readFiles({
      'fib/20/new/benchmark.json': benchmark,
      'fib/20/new/estimates.json': estimates,
      'fib/20/new/sample.json': { iters: [1, 2], times: [10, 22] },
      'fib/20/base/benchmark.json': benchmark,
      'fib/20/base/estimates.json': estimates,
      'fib/20/v1/benchmark.json': benchmark,
      'fib/20/v1/estimates.json': estimates,
      'fib/20/change/estimates.json': { median: {} },
    })
    expect(read.kind).toBe('criterion')
    expect(valuesOf(read).sort()).toEqual([
      'criterion/fib/20 latency ns lower 10;11',
      'criterion/fib/20 latency ns lower 7',
    ])
    expect(read.unread).toEqual([])
  })
})

describe('Otava CSV', () => {
  it('takes each column of numbers as a metric', async () => {
    const read = await readFiles({
      'search.csv':
        'time,commit,latency_ms,throughput,note\n2026.01.01 3:00:00 +0100,aaa0,15.5,10,fine\n2026.01.02 3:00:00 +0100,aaa1,16,,\n',
    })
    expect(read.kind).toBe('otava')
    expect(read.runs.map(({ header }) => [header.startedAt, header.commit?.sha])).toEqual([
      ['2026-01-01T02:00:00.000Z', 'aaa0'],
      ['2026-01-02T02:00:00.000Z', 'aaa1'],
    ])
    expect(valuesOf(read)).toEqual([
      'otava/search latency ns lower 15500000',
      'otava/search throughput  higher 10',
      'otava/search latency ns lower 16000000',
    ])
  })
})

describe('CSV and JSON of any shape', () => {
  it('are read by the usual names of columns', async () => {
    const read = await readFiles({
      'results.csv': 'date;commit;name;unit;value\n2026-01-01;abc;"a;b";ms;1,5\n2026-01-01;abc;c;ms;2\n',
    })
    expect(valuesOf(read)).toEqual(['results/c time'.replace('time', 'value ns lower 2000000')])
    expect(read.unread).toEqual([
      { place: 'results.csv: line 2', reason: 'it has no value that is a number' },
    ])
  })

  it('are read by a mapping', async () => {
    const mapping = {
      rows: 'data.rows',
      suite: 'mine',
      columns: { time: 'when', benchmark: 'what.title', commit: 'rev' },
      params: ['size'],
      metrics: { took: { name: 'wall-time', unit: 'ms' }, rate: { unit: 'ops/s' } },
    }
    const rows = [{ when: 1767225600, rev: 'abc', what: { title: 'parse' }, size: 5, took: 2, rate: 3 }]
    const read = await readFiles({ 'own.json': { data: { rows } } }, { mapping })
    expect(valuesOf(read)).toEqual([
      'mine/parse {"size":5} wall-time ns lower 2000000',
      'mine/parse {"size":5} rate ops/s higher 3',
    ])
  })

  it('tell the row that lacks a time or gives an impossible one', async () => {
    const read = await readFiles({ 'r.csv': 'time,name,value\n,a,1\nyesterday,a,1\n2026-01-01,a,1\n' })
    expect(read.unread.map(({ place, reason }) => `${place}: ${reason}`)).toEqual([
      'r.csv: line 2: it has no time',
      'r.csv: line 3: its time is none that can be read: "yesterday"',
    ])
  })
})

describe('a mapping', () => {
  it('is checked as strictly as the config', async () => {
    const { loadMapping } = await import('../../runner/config/mapping-schema.ts')
    const folder = folderOf({ 'map.yaml': 'columns:\n  tine: when\n' })
    await expect(loadMapping(`${folder}/map.yaml`)).rejects.toThrow(
      /unknown key `tine`[\s\S]*map\.yaml:2:3[\s\S]*did you mean `time`/,
    )
    expect(parseDataText).toBeTypeOf('function')
  })
})

describe('the importers', () => {
  it('refuse what none of them recognises, and unknown kinds', () => {
    const source = openSource(folderOf({ 'a.txt': 'hello' }))
    expect(() => importerFor(source, undefined)).toThrow('no history that perfledger recognises')
    expect(() => importerFor(source, 'nonsense')).toThrow("There is no importer 'nonsense'")
    expect(() => openSource('/nowhere/at/all')).toThrow('There is no /nowhere/at/all')
  })

  it('have distinct names and never throw while they look', () => {
    expect(new Set(importers.map(({ name }) => name)).size).toBe(importers.length)
    const odd = openSource(
      folderOf({
        'a.json': '{"results":[null],"entries":null',
        'b.json': 'null',
        'c.csv': '',
        'd.json': '[]',
        'e.json': '{"a":1}',
      }),
    )
    expect(importers.map(({ detect }) => detect(odd))).toEqual(importers.map(() => false))
  })
})

describe('times and units', () => {
  it('of many spellings are understood', () => {
    expect(
      [
        1713944923712,
        1589695147,
        '1589695147',
        '2026-01-02',
        '2026.01.01 3:00:00 +0100',
        '2026-01-02T03:04:05Z',
        '2026-13-01',
        'x',
        '',
      ].map(timeOf),
    ).toEqual([
      '2024-04-24T07:48:43.712Z',
      '2020-05-17T05:59:07.000Z',
      '2020-05-17T05:59:07.000Z',
      '2026-01-02T00:00:00.000Z',
      '2026-01-01T02:00:00.000Z',
      '2026-01-02T03:04:05.000Z',
      undefined,
      undefined,
      undefined,
    ])
    expect(
      ['ns/iter', 'ns/op\t 0 B/op', 'microseconds', 'iter/sec', 'B/op', 'rows/op', 'my unit', ''].map(
        plainUnit,
      ),
    ).toEqual(['ns', 'ns', 'us', 'ops/s', 'B', 'rows/op', 'my unit', ''])
  })
})
