import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appendRun, appendRuns } from '../../runner/ledger/append.ts'
import { seriesId } from '../../runner/ledger/identity.ts'
import { openLedger } from '../../runner/ledger/open.ts'
import { medianInterval } from '../../runner/stats/median-interval.ts'
import { median, medianAbsoluteDeviation } from '../../runner/stats/summary.ts'
import { ledgerFolders, read } from './folders.ts'
import { commit, environment, measuredCase, metric, run, sha, throughput, wallTime } from './runs.ts'

const fresh = ledgerFolders()
const ofCase = (benchmark: string, samples: readonly number[]) =>
  measuredCase(benchmark, { metrics: [metric(samples)] })

describe('The artifacts', () => {
  it('are told for each case of each run that names one', async () => {
    const folder = fresh()
    const named = { ...ofCase('built', [1, 2]), artifact: 'ab'.repeat(32) }
    const given = run([named, ofCase('plain', [3])])
    await appendRun(folder, given)
    expect(await read(folder, (ledger) => ledger.artifacts())).toEqual([
      { runId: given.header.id, case: named.key, artifact: named.artifact },
    ])
  })
})

describe('A point', () => {
  it('has the median, the deviation and the interval that the statistics give, to the bit', async () => {
    const value = fc.oneof(
      fc.double({ min: -1e150, max: 1e150, noNaN: true }),
      fc.integer({ min: 1, max: 1_000 }).map((number) => number / 7),
    )
    const lists = fc.array(fc.array(value, { minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(lists, async (given) => {
        const folder = fresh()
        await appendRun(folder, run(given.map((samples, index) => ofCase(`case ${index}`, samples))))
        const series = await read(folder, (ledger) => ledger.series())
        expect(series.map(({ points }) => points[0])).toEqual(
          given.map((samples) => ({
            runId: expect.any(String),
            median: median(samples),
            mad: medianAbsoluteDeviation(samples),
            count: samples.length,
            ...medianInterval(samples, 0.95),
          })),
        )
      }),
      { numRuns: 15, seed: 7 },
    )
  })

  it('has an interval that is no narrower than asked for when there are thousands of samples', async () => {
    const folder = fresh()
    const samples = Array.from({ length: 5_000 }, (_, index) => (index * 7919) % 5_000)
    await appendRun(folder, run([ofCase('many', samples)]))
    const point = (await read(folder, (ledger) => ledger.series()))[0]?.points[0]
    const exact = medianInterval(samples, 0.95)
    expect(point?.low).toBeLessThanOrEqual(exact.low)
    expect(point?.low).toBeGreaterThanOrEqual(exact.low - 1)
    expect(point?.high).toBeGreaterThanOrEqual(exact.high)
    expect(point?.high).toBeLessThanOrEqual(exact.high + 1)
  })

  it('has the interval that the tool reported, where it reported one', async () => {
    const folder = fresh()
    const reported = metric([10], { reportedLow: 8, reportedHigh: 13, sampleCount: 4_000 })
    await appendRun(folder, run([measuredCase('summary', { metrics: [reported] })]))
    const series = await read(folder, (ledger) => ledger.series())
    expect(series[0]?.points[0]).toMatchObject({ median: 10, low: 8, high: 13, count: 1 })
  })

  it('is read even where its samples are as far apart as numbers go', async () => {
    const folder = fresh()
    const far = [-Number.MAX_VALUE, Number.MAX_VALUE, 1, -Number.MAX_VALUE, Number.MAX_VALUE, 2]
    await appendRun(folder, run([ofCase('far', far), ofCase('even', far.slice(0, 2))]))
    const series = await read(folder, (ledger) => ledger.series())
    expect(series[0]?.points[0]).toMatchObject({ median: 1.5, count: 6 })
  })

  it('is not made of a failed case, of a metric without samples, or of warm-up', async () => {
    const folder = fresh()
    const failure = { reason: 'exit-code', message: 'exited with code 1' } as const
    const measured = run([
      measuredCase('failed', { status: 'failed', failure, failures: 1 }),
      measuredCase('only warm-up', { metrics: [metric([], { warmupSamples: [9] })] }),
      measuredCase('nothing', { metrics: [] }),
      measuredCase('interrupted', { status: 'interrupted', stop: 'interrupted' }),
    ])
    await appendRun(folder, measured)
    const series = await read(folder, (ledger) => ledger.series())
    expect(series.map(({ key }) => key.case.benchmark)).toEqual(['interrupted'])
    expect(await read(folder, (ledger) => ledger.runs())).toMatchObject([{ cases: 4, failedCases: 1 }])
    expect(await read(folder, (ledger) => ledger.run(measured.header.id))).toEqual(measured)
  })
})

describe('A series', () => {
  it('is in commit order: git’s where git knows, whenever the runs were made', async () => {
    const folder = fresh()
    const at = (name: string, started: string, value: number) =>
      run([ofCase('parse', [value])], { commit: commit(name), startedAt: `2026-11-${started}T00:00:00.000Z` })
    await appendRuns(folder, [at('c', '01', 3), at('a', '02', 1), at('b', '03', 2)])
    const asked: string[][] = []
    const commitOrder = async (shas: readonly string[]) => {
      asked.push([...shas])
      return new Map([sha('a'), sha('b'), sha('c')].map((each, rank) => [each, rank]))
    }
    const ledger = await openLedger(folder, { commitOrder })
    expect((await ledger.series())[0]?.points.map((point) => point.median)).toEqual([1, 2, 3])
    expect((await ledger.runs()).map(({ header }) => header.commit?.subject)).toEqual([
      'Commit a',
      'Commit b',
      'Commit c',
    ])
    ledger.close()
    expect(asked.map((shas) => shas.toSorted())).toEqual([[sha('a'), sha('b'), sha('c')]])
  })

  it('holds the runs of one environment only', async () => {
    const folder = fresh()
    const elsewhere = { ...environment, fingerprint: 'ffffffffffff', cpuModel: 'Apple M2' }
    await appendRuns(folder, [
      run([ofCase('parse', [1])], { startedAt: '2026-11-01T00:00:00.000Z' }),
      run([ofCase('parse', [2])], { startedAt: '2026-11-02T00:00:00.000Z', environment: elsewhere }),
    ])
    const series = await read(folder, (ledger) => ledger.series())
    expect(series.map(({ key, points }) => [key.environment, points.length])).toEqual([
      ['ffffffffffff', 1],
      ['0a1b2c3d4e5f', 1],
    ])
    expect(await read(folder, (ledger) => ledger.environments())).toEqual([elsewhere, environment])
  })

  it('is the same whatever the order in which its params were written', async () => {
    const folder = fresh()
    const key = (params: Record<string, number>) => ({ suite: 'parser', benchmark: 'parse', params })
    await appendRuns(folder, [
      run([measuredCase('parse', { key: key({ level: 9, size: 1 }) })]),
      run([measuredCase('parse', { key: key({ size: 1, level: 9 }) })]),
    ])
    const series = await read(folder, (ledger) => ledger.series())
    expect(series).toHaveLength(1)
    expect(series[0]?.points).toHaveLength(2)
  })

  it('comes in the order of the newest run, then those that ended, the latest first', async () => {
    const folder = fresh()
    const at = (day: string, ...benchmarks: string[]) =>
      run(
        benchmarks.map((each) => ofCase(each, [1])),
        {
          commit: commit(day, { committedAt: `2026-11-${day}T00:00:00.000Z` }),
        },
      )
    await appendRuns(folder, [
      at('01', 'a', 'old', 'b'),
      at('02', 'older than new', 'a'),
      at('03', 'b', 'a', 'new'),
    ])
    const series = await read(folder, (ledger) => ledger.series())
    expect(series.map(({ key }) => key.case.benchmark)).toEqual(['b', 'a', 'new', 'older than new', 'old'])
  })

  it('is read for some suites only, when asked', async () => {
    const folder = fresh()
    const hostile = "it's \0 '); DROP TABLE runs; --"
    const other = measuredCase('x', { key: { suite: hostile, benchmark: 'x', params: {} } })
    await appendRun(folder, run([ofCase('parse', [1]), other]))
    const suites = (filter: { suites?: string[] }) =>
      read(folder, async (ledger) => (await ledger.series(filter)).map(({ key }) => key.case.suite))
    expect(await suites({ suites: [hostile] })).toEqual([hostile])
    expect(await suites({ suites: [] })).toEqual([])
    expect(await suites({})).toEqual(['parser', hostile])
  })

  it('is not there in an absent or an empty ledger, and nothing else is', async () => {
    for (const folder of [fresh(), `${fresh()}/absent`]) {
      const ledger = await openLedger(folder)
      expect(await ledger.runs()).toEqual([])
      expect(await ledger.series()).toEqual([])
      expect(await ledger.environments()).toEqual([])
      expect(await ledger.verdicts()).toEqual([])
      expect(await ledger.metricChanges()).toEqual([])
      expect((await ledger.recentSamples(5)).size).toBe(0)
      expect(await ledger.run('20261120-051230-0000000000')).toBeUndefined()
      ledger.close()
    }
  })
})

describe('A metric whose unit or direction changed', () => {
  it('is two series, never averaged, and told', async () => {
    const folder = fresh()
    const at = (day: string, unit: string, value: number) =>
      run([measuredCase('parse', { metrics: [metric([value], { metric: { ...wallTime, unit } })] })], {
        commit: commit(day, { committedAt: `2026-11-${day}T00:00:00.000Z` }),
      })
    const changed = at('02', 'ms', 12)
    await appendRuns(folder, [at('01', 'ns', 12e6), changed, at('03', 'ms', 13)])
    const series = await read(folder, (ledger) => ledger.series())
    expect(series.map(({ key, points }) => [key.metric.unit, points.length])).toEqual([
      ['ms', 2],
      ['ns', 1],
    ])
    expect(await read(folder, (ledger) => ledger.metricChanges())).toEqual([
      {
        case: { suite: 'parser', benchmark: 'parse', params: {} },
        metricName: 'wall-time',
        metrics: [wallTime, { ...wallTime, unit: 'ms' }],
        sinceRunId: changed.header.id,
      },
    ])
  })
})

describe('The samples of the last runs', () => {
  it('are those of each series’ own last points, oldest first, in iteration order', async () => {
    const folder = fresh()
    const at = (day: string, ...cases: ReturnType<typeof ofCase>[]) =>
      run(cases, { commit: commit(day, { committedAt: `2026-11-${day}T00:00:00.000Z` }) })
    const runs = [
      at('01', ofCase('a', [1, 9, 2]), ofCase('b', [5])),
      at('02', ofCase('a', [3, 1])),
      at(
        '03',
        ofCase('a', [4]),
        measuredCase('a', {
          metrics: [metric([7], { metric: throughput })],
          key: { suite: 'other', benchmark: 'a', params: {} },
        }),
      ),
    ]
    await appendRuns(folder, runs)
    const ledger = await openLedger(folder)
    const series = await ledger.series()
    const recent = await ledger.recentSamples(2)
    const of = (benchmark: string) =>
      recent.get(
        seriesId(
          series.find(({ key }) => key.case.benchmark === benchmark && key.case.suite === 'parser')?.key ??
            neverKey,
        ),
      )
    expect(recent.size).toBe(3)
    expect(of('a')).toEqual([
      { runId: runs[1]?.header.id, samples: [3, 1] },
      { runId: runs[2]?.header.id, samples: [4] },
    ])
    expect(of('b')).toEqual([{ runId: runs[0]?.header.id, samples: [5] }])
    expect((await ledger.recentSamples(0)).size).toBe(0)
    ledger.close()
  })
})

const neverKey = { case: { suite: '', benchmark: '', params: {} }, metric: wallTime, environment: '' }
