import { describe, expect, it } from 'vitest'
import { readFiles, valuesOf } from './sources.ts'

const machine = {
  arch: 'x86_64',
  cpu: 'Intel i5',
  machine: 'cheetah',
  os: 'Linux',
  ram: '8.2G',
  num_cpu: '4',
  version: 1,
}
const benchmarks = {
  'module.Suite.time_it': {
    name: 'module.Suite.time_it',
    param_names: ['n', 'kind'],
    params: [
      ['1', '2'],
      ["'a'", "'b'"],
    ],
    type: 'time',
    unit: 'seconds',
  },
  'module.mem_list': { name: 'module.mem_list', param_names: [], params: [], type: 'memory', unit: 'bytes' },
  version: 2,
}
const columns = [
  'result',
  'params',
  'version',
  'started_at',
  'duration',
  'stats_ci_99_a',
  'stats_ci_99_b',
  'stats_q_25',
  'stats_q_75',
  'stats_number',
  'stats_repeat',
  'samples',
  'profile',
]

const resultFile = (results: unknown, more: object = {}) => ({
  commit_hash: 'c'.repeat(40),
  date: 1707691590000,
  params: { machine: 'cheetah', python: '3.12' },
  python: '3.12',
  requirements: { numpy: '1.8' },
  results,
  version: 1,
  ...more,
})

const tree = (result: unknown) => ({
  'cheetah/machine.json': machine,
  'benchmarks.json': benchmarks,
  'cheetah/cccccccc-py3.12.json': result,
})

describe('asv', () => {
  it('expands params of version 2 in the order of the cartesian product, the last fastest', async () => {
    const read = await readFiles(
      tree(
        resultFile(
          {
            'module.Suite.time_it': [
              [1e-6, 2e-6, null, 4e-6],
              [
                ['1', '2'],
                ["'a'", "'b'"],
              ],
              'v',
              1737244965371,
            ],
          },
          { result_columns: columns, version: 2, env_name: 'virtualenv-py3.12' },
        ),
      ),
    )
    expect(read.kind).toBe('asv')
    expect(valuesOf(read)).toEqual([
      'module/Suite.time_it {"kind":"a","n":1} time ns lower 1000',
      'module/Suite.time_it {"kind":"b","n":1} time ns lower 2000',
      'module/Suite.time_it {"kind":"b","n":2} time ns lower 4000',
    ])
    expect(read.runs[0]?.header.startedAt).toBe('2025-01-19T00:02:45.371Z')
  })

  it('takes recorded samples, or else the summary with its interval where that is finite', async () => {
    const text = JSON.stringify(
      resultFile(
        {
          'module.a.time_sampled': [[2], [], 'v', 1, 1, [1], [3], [1], [3], [1], [2], [[2, 3]]],
          'module.a.time_summary': [[2], [], 'v', 1, 1, [1.5], [2.5]],
          'module.a.time_once': [[2], [], 'v', 1, 1, ['-INF'], ['INF']],
        },
        { result_columns: columns, version: 2 },
      ),
    )
      .replace('"-INF"', '-Infinity')
      .replace('"INF"', 'Infinity')
    const read = await readFiles(tree(text))
    const metrics = read.runs[0]?.cases.map(({ metrics: [metric] }) => [
      metric?.samples,
      metric?.reportedLow,
      metric?.reportedHigh,
    ])
    expect(metrics).toEqual([
      [[2e9, 3e9], undefined, undefined],
      [[2e9], 1.5e9, 2.5e9],
      [[2e9], undefined, undefined],
    ])
  })

  it('reads version 1: bare numbers, dictionaries with params, and lists failed and skipped ones', async () => {
    const text = JSON.stringify(
      resultFile({
        'module.mem_list': 728,
        'module.Suite.time_it': { params: [['1', '2'], ["'a'"]], result: [1e-6, 3e-6] },
        time_failed: null,
        time_skipped: 'NAN',
      }),
    ).replace('"NAN"', 'NaN')
    const read = await readFiles(tree(text))
    expect(valuesOf(read)).toEqual([
      'module/mem_list memory B lower 728',
      'module/Suite.time_it {"kind":"a","n":1} time ns lower 1000',
      'module/Suite.time_it {"kind":"a","n":2} time ns lower 3000',
    ])
    expect(read.unread).toEqual([
      {
        place: 'cheetah/cccccccc-py3.12.json: results.time_failed',
        reason: 'it failed when it was measured (null)',
      },
      {
        place: 'cheetah/cccccccc-py3.12.json: results.time_skipped',
        reason: 'it was skipped when it was measured (NaN)',
      },
    ])
  })

  it('keeps machine and environment, another for other requirements', async () => {
    const read = await readFiles({
      ...tree(resultFile({ 'module.mem_list': 1 })),
      'cheetah/cccccccc-foo.json': resultFile({ 'module.mem_list': 2 }, { requirements: { numpy: '2' } }),
    })
    const [first, second] = read.runs.map(({ header }) => header.environment)
    expect(first).toMatchObject({
      cpuModel: 'Intel i5',
      cores: 4,
      memoryGiB: 8,
      os: 'Linux',
      runtime: 'python 3.12',
    })
    expect(first?.fingerprint).not.toBe(second?.fingerprint)
  })

  it('ignores, as asv does, a file that names another machine, and says so', async () => {
    const read = await readFiles({
      ...tree(resultFile({ 'module.mem_list': 1 })),
      'cheetah/dddddddd-py.json': resultFile({ 'module.mem_list': 2 }, { params: { machine: 'tortoise' } }),
    })
    expect(read.runs).toHaveLength(1)
    expect(read.unread[0]?.reason).toBe('it is of machine "tortoise", in the folder of "cheetah"')
  })
})
