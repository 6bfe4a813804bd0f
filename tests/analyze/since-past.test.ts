import { describe, expect, it } from 'vitest'
import type { NamedRuns } from '../../runner/analyze/analysis.ts'
import { analyzeRun } from '../../runner/analyze/analyze-run.ts'
import { pastRunIds } from '../../runner/commands/past-runs.ts'
import type { Stewardship } from '../../runner/config/stewardship-files.ts'
import type { MeasuredRun } from '../../runner/measure/record.ts'
import { randomFrom, randomNormal } from '../../runner/stats/random.ts'
import { steward } from '../../runner/stewardship.ts'
import { judge } from '../../runner/verdict.ts'
import { historyOf, makeRun, runsAt, throughput, wallTime } from './build-history.ts'

const flat = (count: number, level = 1e9) => new Array<number>(count).fill(level)
const creep = (count: number, perRun: number) =>
  Array.from({ length: count }, (_, place) => 1e9 * (1 + perRun) ** place)
const named = (...runs: readonly (MeasuredRun | undefined)[]): NamedRuns => ({
  name: 'v2.0',
  runIds: runs.map((run) => run!.header.id),
  instead: false,
})

const nobody: Stewardship = { accepted: [], excluded: [] }

function analysisOf(runs: readonly MeasuredRun[], baseline?: NamedRuns, decided = nobody) {
  const options = { baseBranch: 'main', baselineFor: () => baseline }
  return analyzeRun(runs.at(-1)!, steward(historyOf(runs), decided), options)
}

const lastOf = (runs: readonly MeasuredRun[], baseline?: NamedRuns) => analysisOf(runs, baseline).series[0]!

function verdictOf(runs: readonly MeasuredRun[], baseline: NamedRuns, decided = nobody) {
  const thresholds = { minor: 1.1, moderate: 1.5, critical: 2 }
  const policy = {
    forMetric: () => ({ thresholds, confidence: 0.95, budgets: [] }),
    budgets: [],
    expected: [],
  }
  return judge(runs.at(-1)!, analysisOf(runs, baseline, decided), policy, '1').verdicts[0]!
}

describe('a run against a named baseline', () => {
  it('is regressed by a creep that no run shows, in words that name the baseline', () => {
    const runs = runsAt(creep(60, 0.004), { noise: 0.005 })
    expect(verdictOf(runs, { ...named(), runIds: [] }).state).not.toBe('regressed')
    const verdict = verdictOf(runs, named(...runs.slice(0, 8)))
    expect(verdict).toMatchObject({ state: 'regressed', severity: 'minor' })
    expect(verdict.reasons[0]).toMatch(
      /^2\d\s% more wall-time than baseline v2\.0 \[\+2\d\s%, \+2\d\s%\], the newest \d+ runs together$/,
    )
  })

  it('is told also where nothing is worse', () => {
    const runs = runsAt(flat(30))
    const verdict = verdictOf(runs, named(runs[3]))
    expect(verdict.state).toBe('ok')
    expect(verdict.reasons[1]).toMatch(
      /^no change beyond the noise: .* against baseline v2\.0; one of [\d.]+\s% would show$/,
    )
  })

  it('knows the level of a single run by those right before it, none from before a change', () => {
    const runs = runsAt([...flat(20, 2e9), ...flat(6), ...flat(30)])
    const { comparison } = lastOf(runs, named(runs[25])).sinceBaseline!
    expect(comparison!.baseline.runIds).toEqual(runs.slice(20, 26).map(({ header }) => header.id))
    expect(comparison!.significant).toBe(false)
  })

  it('takes the noise of the present level where the baseline is one run of another branch', () => {
    const release = makeRun(5, { branch: 'release', results: [{ samples: [0.7e9, 0.7e9, 0.7e9] }] })
    const runs = [...runsAt(flat(5)), release, ...runsAt(flat(20), { from: 6 })]
    const { comparison } = lastOf(runs, named(release)).sinceBaseline!
    expect(comparison!.baseline.runIds).toEqual([release.header.id])
    expect(comparison!.significant).toBe(true)
    expect(comparison!.change.value).toBeCloseTo(1 / 0.7 - 1, 1)
  })

  it('judges the new level, not the old one, when a run has just changed', () => {
    const runs = runsAt([...flat(30), 1.4e9])
    const { comparison } = lastOf(runs, named(runs[10])).sinceBaseline!
    expect(comparison!.currentRuns).toBe(1)
    expect(comparison!.change.value).toBeCloseTo(0.4, 1)
  })

  it('is alone where it is not on the base branch', () => {
    const runs = [
      ...runsAt(flat(20)),
      ...runsAt([1.3e9], { from: 20, spec: { branch: 'try', pullRequest: 1 } }),
    ]
    const { comparison } = lastOf(runs, named(runs[2])).sinceBaseline!
    expect(comparison).toMatchObject({ currentRuns: 1, significant: true })
  })

  it('is noise where the program is the same', () => {
    const runs = runsAt([...flat(20), 1.3e9]).map((run, place) => ({
      ...run,
      cases: run.cases.map((one) => ({
        ...one,
        artifact: place === 2 || place === 20 ? 'same' : `p${place}`,
      })),
    }))
    const { comparison } = lastOf(runs, named(runs[2])).sinceBaseline!
    expect(comparison).toMatchObject({ sameProgramRunId: runs[2]!.header.id, significant: false })
  })

  it('makes the verdict alone where it was asked for instead', () => {
    const runs = runsAt([...flat(8), ...flat(30, 1.3e9), 1.3e9])
    expect(verdictOf(runs, { ...named(...runs.slice(0, 8)), instead: true })).toMatchObject({
      state: 'regressed',
      reasons: [expect.stringContaining('than baseline v2.0')],
    })
    expect(verdictOf(runs, { ...named(runs.at(-2)), instead: true }).state).toBe('ok')
  })

  it('says why where there is nothing to compare with', () => {
    const elsewhere = makeRun(0, { environment: 'e2', results: [{ samples: [1e9] }] })
    const runs = [elsewhere, ...runsAt(flat(9), { from: 1 })]
    expect(verdictOf(runs, named(elsewhere)).reasons[1]).toBe(
      'baseline v2.0 has no value of this in this environment',
    )
    expect(verdictOf(runs, named(runs.at(-1))).reasons[1]).toBe('this run is baseline v2.0 itself')
    const few = runsAt(flat(2))
    expect(verdictOf(few, named(few[0])).reasons[1]).toContain('its noise is only known from 3 runs on')
  })

  it('raises no alarm where people accepted a change in between, and tells it', () => {
    const runs = runsAt([...flat(10), ...flat(10, 1.5e9)])
    const accepted = { run: runs[10]!.header.id, reason: 'wanted' }
    expect(verdictOf(runs, named(runs[4])).state).toBe('regressed')
    const verdict = verdictOf(runs, named(runs[4]), { accepted: [accepted], excluded: [] })
    expect(verdict.state).toBe('ok')
    expect(verdict.reasons[1]).toMatch(
      /^(49|50|51)\s% more wall-time than baseline v2\.0 .*: a change in between was accepted$/,
    )
  })
})

describe('comparisons with the past of all series of a run', () => {
  /** Many series of one run, the last of them `shift` times as large since the release. */
  function manySeries(seed: string, series: number, shift = 1): MeasuredRun[] {
    return Array.from({ length: 40 }, (_, place) =>
      makeRun(place, {
        tag: place === 20 ? 'v2.0' : undefined,
        results: Array.from({ length: series }, (_, index) => {
          const random = randomFrom(seed, place, index)
          const level = 1e9 * (index === series - 1 && place > 20 ? shift : 1)
          const value = level * Math.exp(0.02 * randomNormal(random))
          const samples = Array.from({ length: 5 }, () => value * Math.exp(0.005 * randomNormal(random)))
          const key = { suite: 's', benchmark: `b${index}`, params: {} }
          return { key, metric: index % 2 === 0 ? wallTime : throughput, samples }
        }),
      }),
    )
  }

  it('are corrected among themselves', () => {
    const runs = manySeries('correction', 20, 1.15)
    const { series } = analysisOf(runs, named(runs[10]))
    const compared = series.flatMap(({ sinceRelease, sinceBaseline }) => [
      sinceRelease!.comparison,
      sinceBaseline!.comparison!,
    ])
    expect(compared).toHaveLength(40)
    expect(compared.every(({ pValue, adjustedPValue }) => adjustedPValue >= pValue)).toBe(true)
    expect(compared.some(({ pValue, adjustedPValue }) => adjustedPValue > pValue)).toBe(true)
    expect(series.at(-1)!.sinceRelease!.comparison.significant).toBe(true)
  })

  it('call fewer than 1 of 1,000 unchanged series significant, and hardly ever any of a run', () => {
    let [tested, alarms, runsWithAlarm] = [0, 0, 0]
    const rounds = 150
    for (let round = 0; round < rounds; round++) {
      const runs = manySeries(`null ${round}`, 8)
      const { series } = analysisOf(runs, named(runs[10]))
      const called = series
        .flatMap(({ sinceRelease, sinceBaseline }) => [sinceRelease?.comparison, sinceBaseline?.comparison])
        .filter((comparison) => comparison !== undefined)
      tested += called.length
      const significant = called.filter((comparison) => comparison!.significant).length
      alarms += significant
      runsWithAlarm += significant > 0 ? 1 : 0
    }
    expect(tested).toBe(rounds * 16)
    expect(alarms / tested).toBeLessThan(0.001)
    expect(runsWithAlarm / rounds).toBeLessThan(0.01)
  })
})

describe('the runs of long ago that judging needs', () => {
  const header = (place: number, spec: Parameters<typeof makeRun>[1]) => makeRun(place, spec)
  const runs = Array.from({ length: 100 }, (_, place) =>
    header(place, { tag: place === 30 || place === 60 ? `v${place}` : undefined, results: [] }),
  )
  const infos = historyOf(runs).runs
  const ids = (from: number, to: number) => runs.slice(from, to + 1).map((run) => run.header.id)

  it('are the last releases and the asked baselines, each with the seven runs before it', () => {
    const baselines = new Map([['x', { name: 'x', runIds: [runs[10]!.header.id] }]])
    expect(pastRunIds(infos, runs[99]!.header, 'main', baselines).toSorted()).toEqual([
      ...ids(3, 10),
      ...ids(23, 30),
      ...ids(53, 60),
    ])
  })

  it('come before the judged run and from its environment', () => {
    expect(pastRunIds(infos, runs[40]!.header, 'main', new Map())).toEqual(ids(23, 30))
    const elsewhere = makeRun(200, { environment: 'e2', results: [] }).header
    expect(pastRunIds(infos, elsewhere, 'main', new Map())).toEqual([])
  })
})
