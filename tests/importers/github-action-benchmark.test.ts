import { describe, expect, it } from 'vitest'
import { readFiles, valuesOf } from './sources.ts'

function commit(id: string) {
  const author = { email: 'ada@example.org', name: 'Ada Lovelace', username: 'ada' }
  return {
    author,
    committer: author,
    id: id.padEnd(40, '0'),
    message: `Merge by Ada <ada@example.org>\n\nSigned-off-by: Ada <ada@example.org>`,
    timestamp: '2024-05-08T12:01:27+01:00',
    url: 'https://example.org',
  }
}

function entry(tool: string, benches: readonly unknown[], id = 'a', date = 1715169036095) {
  return { commit: commit(id), date, tool, benches }
}

const history = (entries: Record<string, readonly unknown[]>): string =>
  `window.BENCHMARK_DATA = ${JSON.stringify({ lastUpdate: 1, repoUrl: 'https://example.org', entries })}`

describe('github-action-benchmark', () => {
  it('is recognised with and without its prefix, and gives the same runs', async () => {
    const text = history({ s: [entry('cargo', [{ name: 'fib', value: 5, unit: 'ns/iter', range: '± 2' }])] })
    const one = await readFiles({ 'dev/bench/data.js': text })
    const other = await readFiles({ 'data.json': text.replace('window.BENCHMARK_DATA = ', '') })
    expect([one.kind, other.kind]).toEqual(['github-action-benchmark', 'github-action-benchmark'])
    expect(one.runs).toEqual(other.runs)
    expect(one.runs[0]?.cases[0]?.metrics[0]).toMatchObject({ reportedLow: 3, reportedHigh: 7 })
  })

  it('keeps commits and times, and drops the names and addresses of people', async () => {
    const read = await readFiles({
      'data.js': history({ s: [entry('cargo', [{ name: 'fib', value: 5, unit: 'ns/iter' }])] }),
    })
    const [run] = read.runs
    expect(run?.header.startedAt).toBe('2024-05-08T11:50:36.095Z')
    expect(run?.header.commit).toMatchObject({
      sha: 'a'.padEnd(40, '0'),
      subject: 'Merge by Ada …',
      committedAt: '2024-05-08T11:01:27.000Z',
      parents: [],
    })
    expect(JSON.stringify(read)).not.toMatch(/example\.org|Lovelace/)
  })

  it('knows for each tool and unit whether more is better, and the base unit', async () => {
    const read = await readFiles({
      'data.js': history({
        s: [
          entry('cargo', [{ name: 'cargo', value: 1.5, unit: 'us/iter' }], 'a'),
          entry('pytest', [{ name: 'pytest', value: 3, unit: 'iter/sec' }], 'b'),
          entry('benchmarkjs', [{ name: 'js', value: 4, unit: 'ops/sec' }], 'c'),
          entry(
            'jmh',
            [
              { name: 'jmh rate', value: 5, unit: 'ops/ms' },
              { name: 'jmh time', value: 6, unit: 'us/op' },
            ],
            'd',
          ),
          entry(
            'go',
            [
              { name: 'BenchmarkF - B/op', value: 7, unit: 'B/op' },
              { name: 'BenchmarkF - MB/s', value: 8, unit: 'MB/s' },
              { name: 'BenchmarkF', value: 9, unit: 'ns/op\t       0 B/op' },
            ],
            'e',
          ),
          entry('customBiggerIsBetter', [{ name: 'score', value: 10, unit: 'points' }], 'f'),
          entry(
            'customSmallerIsBetter',
            [
              { name: 'load', value: 50, unit: 'Percent' },
              { name: 'rate', value: 1, unit: 'ops/s' },
            ],
            '1',
          ),
        ],
      }),
    })
    expect(valuesOf(read).sort()).toMatchInlineSnapshot(`
      [
        "s/BenchmarkF allocated-memory B lower 7",
        "s/BenchmarkF latency ns lower 9",
        "s/BenchmarkF throughput B/s higher 8000000",
        "s/cargo latency ns lower 1500",
        "s/jmh rate throughput ops/s higher 5000",
        "s/jmh time latency ns lower 6000",
        "s/js throughput ops/s higher 4",
        "s/load ratio ratio lower 0.5",
        "s/pytest throughput ops/s higher 3",
        "s/rate throughput ops/s lower 1",
        "s/score value points higher 10",
      ]
    `)
  })

  it('gives each suite an environment of its own that names its source', async () => {
    const benches = [{ name: 'fib', value: 5, unit: 'ns/iter' }]
    const read = await readFiles({
      'data.js': history({ linux: [entry('cargo', benches)], mac: [entry('cargo', benches)] }),
    })
    const environments = read.runs.map(({ header }) => header.environment)
    expect(environments.map(({ cpuModel, labels }) => [cpuModel, labels['imported-from']]).sort()).toEqual([
      ['not recorded: linux', 'github-action-benchmark'],
      ['not recorded: mac', 'github-action-benchmark'],
    ])
    expect(new Set(environments.map(({ fingerprint }) => fingerprint)).size).toBe(2)
  })

  it('lists what it cannot read with its place, and takes the rest', async () => {
    const read = await readFiles({
      'data.js': history({
        s: [
          entry('cargo', [
            { name: 'fine', value: 5, unit: 'ns/iter' },
            { name: 'none', value: null, unit: 'ns/iter' },
          ]),
          { commit: { id: 'x' }, benches: [] },
          entry('cargo', [], 'b'),
        ],
      }),
    })
    expect(read.runs).toHaveLength(1)
    expect(read.unread).toMatchInlineSnapshot(`
      [
        {
          "place": "data.js: entries.s[0].benches[1]",
          "reason": "entries.s[0].benches[1].value: expected a number, found null",
        },
        {
          "place": "data.js: entries.s[1]",
          "reason": "it has no time",
        },
        {
          "place": "data.js: entries.s[2]",
          "reason": "nothing in it could be read",
        },
      ]
    `)
  })

  it('takes an entry that is there twice once, and gives the same ids every time', async () => {
    const one = entry('cargo', [{ name: 'fib', value: 5, unit: 'ns/iter' }])
    const first = await readFiles({ 'data.js': history({ s: [one, one] }) })
    const again = await readFiles({ 'elsewhere/data.js': history({ s: [one] }) })
    expect(first.runs).toHaveLength(1)
    expect(first.runs).toEqual(again.runs)
  })

  it('says so where the file was cut off', async () => {
    const text = history({ s: [entry('cargo', [{ name: 'fib', value: 5, unit: 'ns/iter' }])] })
    const read = await readFiles({ 'data.js': text.slice(0, -9) })
    expect(read.runs).toEqual([])
    expect(read.unread).toEqual([{ place: 'data.js', reason: 'it is not whole JSON after its prefix' }])
  })
})
