import { describe, expect, it } from 'vitest'
import { analyzeSeries } from '../../runner/analyze/analyze-series.ts'
import { trendOf } from '../../runner/analyze/trend.ts'
import type { MeasuredRun } from '../../runner/measure/record.ts'
import { randomFrom, randomNormal } from '../../runner/stats/random.ts'
import { historyOf, runsAt, throughput } from './build-history.ts'

const flat = (count: number, level = 1e9) => new Array<number>(count).fill(level)

function analyzed(runs: readonly MeasuredRun[]) {
  const history = historyOf(runs)
  const programs = new Map(history.artifacts?.map(({ runId, artifact }) => [runId, artifact]))
  const options = { baseBranch: 'main', programOf: (runId: string) => programs.get(runId) }
  return analyzeSeries(history.series[0]!, history.runs, options)
}

/** Runs at these levels, each of the program of the same place. */
const runsOf = (levels: readonly number[], programOf: (place: number) => string) =>
  levels.flatMap((level, from) => runsAt([level], { from, spec: { artifact: programOf(from) } }))

describe('the whole history of a series', () => {
  it('has a change where the level shifts, with its size', () => {
    const { changePoints, baseline } = analyzed(runsAt([...flat(20), ...flat(15, 1.4e9)]))
    expect(changePoints).toHaveLength(1)
    expect(changePoints[0]).toMatchObject({
      index: 20,
      runId: 'run-0020',
      previousRunId: 'run-0019',
      state: 'confirmed',
      better: false,
    })
    expect(changePoints[0]!.change.value).toBeCloseTo(0.4, 1)
    expect(baseline).toMatchObject({ fromIndex: 20, description: 'the last 15 runs on main since 0000020' })
    expect(baseline!.estimate.value / 1e9).toBeCloseTo(1.4, 1)
  })

  it('suspects a change until enough points agree', () => {
    const { changePoints, baseline } = analyzed(runsAt([...flat(20), ...flat(4, 1.6e9)]))
    expect(changePoints).toMatchObject([{ index: 20, state: 'suspected' }])
    expect(baseline!.fromIndex).toBe(0)
  })

  it('calls more throughput better', () => {
    const runs = runsAt([...flat(20, 100), ...flat(20, 150)], { metric: throughput })
    expect(analyzed(runs).changePoints).toMatchObject([{ better: true }])
  })

  it('counts places in all points, and looks only at the base branch', () => {
    const side = runsAt(flat(10, 9e9), { spec: { branch: 'feature' } })
    const { changePoints } = analyzed([...side, ...runsAt([...flat(20), ...flat(15, 2e9)], { from: 10 })])
    expect(changePoints).toMatchObject([{ index: 30, runId: 'run-0030' }])
  })

  it('sees a drift inside a level', () => {
    const drifting = flat(40).map((level, place) => level * 1.001 ** place)
    const medians = runsAt(drifting, { noise: 0.002 }).map((run) => run.cases[0]!.metrics[0]!.samples[0]!)
    const trend = trendOf(medians, 'lower', 0.95)
    expect(trend).toMatchObject({ direction: 'degrading' })
    expect(trend!.slopePer100.value).toBeCloseTo(0.105, 2)
    expect(trend!.slopePer100.low).toBeLessThan(0.105)
    expect(trend!.slopePer100.high).toBeGreaterThan(0.105)
    expect(trendOf(medians, 'higher', 0.95)).toMatchObject({ direction: 'improving' })
  })

  it('is that of the newest thousand runs, and says so: what drifted years ago would hide what drifts now', () => {
    const random = randomFrom('analyze', 'long level')
    const wavering = () => 1 + 0.01 * randomNormal(random)
    const falling = Array.from({ length: 3000 }, (_, index) => (1.03 - index * 1e-5) * wavering())
    const rising = Array.from({ length: 1000 }, (_, index) => (1 + index * 3e-5) * wavering())
    expect(trendOf(rising, 'lower', 0.95)).toMatchObject({ direction: 'degrading' })
    expect(trendOf(rising, 'lower', 0.95)?.lastRuns).toBeUndefined()
    expect(trendOf([...falling, ...rising], 'lower', 0.95)).toEqual({
      ...trendOf(rising, 'lower', 0.95),
      lastRuns: 1000,
    })
  })

  it('tells the drift per week and per 100 commits at the pace of the runs', () => {
    const drifting = flat(40).map((level, place) => level * 1.001 ** place)
    const daily = drifting.flatMap((level, place) =>
      runsAt([level], {
        noise: 0.001,
        from: place,
        spec: { committedAt: new Date(Date.UTC(2026, 0, 1 + place)).toISOString() },
      }),
    )
    const { trend } = analyzed(daily)
    expect(trend!.slopePerWeek!.value).toBeCloseTo(1.001 ** 7 - 1, 3)
    expect(trend!.slopePerWeek!.low).toBeLessThan(trend!.slopePerWeek!.value)
    expect(trend!.slopePer100Commits!.value).toBeCloseTo(trend!.slopePer100.value, 10)
    const atOnce = analyzed(runsAt(drifting, { noise: 0.001 })).trend
    expect(atOnce!.slopePerWeek).toBeUndefined()
  })

  it('tells a creeping shift from one that comes at once', () => {
    const creeping = [
      ...flat(30),
      ...flat(30).map((level, place) => level * 1.01 ** place),
      ...flat(30, 1.34e9),
    ]
    const kinds = analyzed(runsAt(creeping, { noise: 0.005 })).changePoints.map(({ kind }) => kind)
    expect(kinds.length).toBeGreaterThan(0)
    expect(kinds.filter((kind) => kind === 'drift').length).toBeGreaterThan(kinds.length / 2)
    expect(analyzed(runsAt([...flat(30), ...flat(30, 1.3e9)])).changePoints).toMatchObject([{ kind: 'step' }])
  })

  it('tells a single run far off from a shift', () => {
    const { changePoints, baseline } = analyzed(runsAt([...flat(20), 4e9, ...flat(20)]))
    expect(changePoints).toMatchObject([{ index: 20, kind: 'spike', better: false }])
    expect(changePoints[0]!.change.value).toBeCloseTo(3, 0)
    expect(baseline!.fromIndex).toBe(0)
  })

  it('lets a commit that was measured several times change once, at its first run', () => {
    const again = { sha: 'b'.repeat(40) }
    const runs = [
      ...runsAt(flat(20)),
      ...runsAt([1e9, ...flat(6, 1.5e9)], { from: 20, spec: again }),
      ...runsAt(flat(10, 1.5e9), { from: 27 }),
    ]
    const steps = analyzed(runs).changePoints.filter(({ kind }) => kind === 'step')
    expect(steps).toMatchObject([{ index: 20, previousRunId: 'run-0019' }])
  })

  it('has no change where one program lies on both levels: the machine made it, and its noise is the baseline’s', () => {
    const levels = [...flat(20), ...flat(20, 1.5e9)]
    const steps = (programOf: (place: number) => string) => {
      const { changePoints, baseline } = analyzed(runsOf(levels, programOf))
      return { places: changePoints.map(({ index }) => index), noiseRatio: baseline!.noiseRatio }
    }
    expect(steps((place) => `p${place}`).places).toEqual([20])
    const same = steps((place) => `p${Math.floor((place + 5) / 10)}`)
    expect(same.places).toEqual([])
    expect(same.noiseRatio).toBeGreaterThan(0.1)
    // Programs that come again later, and lie on the new level then.
    expect(steps((place) => `p${place % 20}`).places).toEqual([])
  })

  it('keeps a change of the program, also where its first runs are few', () => {
    const levels = [...flat(20), ...flat(20, 1.5e9)]
    const { changePoints } = analyzed(runsOf(levels, (place) => (place < 20 ? 'old' : 'new')))
    expect(changePoints).toMatchObject([{ index: 20, kind: 'step', previousRunId: 'run-0019' }])
    const late = analyzed(runsOf([...flat(21), ...flat(19, 1.5e9)], (place) => (place < 20 ? 'old' : 'new')))
    expect(late.changePoints).toMatchObject([{ index: 20, kind: 'step' }])
  })

  it('does not call a run far off a spike of the program where that was measured elsewhere too', () => {
    const levels = [...flat(20), 4e9, ...flat(20)]
    expect(analyzed(runsOf(levels, (place) => `p${place}`)).changePoints).toMatchObject([{ kind: 'spike' }])
    expect(analyzed(runsOf(levels, (place) => `p${Math.floor(place / 2)}`)).changePoints).toEqual([])
  })

  it('is stable or volatile without one', () => {
    expect(analyzed(runsAt(flat(40))).trend).toMatchObject({ direction: 'stable' })
    expect(analyzed(runsAt(flat(40), { noise: 0.2 })).trend).toMatchObject({ direction: 'volatile' })
  })

  it('says nothing of an empty or a very short series', () => {
    const nothing = { changePoints: [], trend: undefined }
    expect(analyzed(runsAt(flat(1)))).toMatchObject(nothing)
    const history = historyOf(runsAt(flat(1)))
    expect(
      analyzeSeries({ ...history.series[0]!, points: [] }, history.runs, { baseBranch: 'main' }),
    ).toEqual({
      ...nothing,
      baseline: undefined,
    })
  })
})
