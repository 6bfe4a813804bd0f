import { describe, expect, it } from 'vitest'
import type { Comparison, NoComparison } from '../../runner/analyze/analysis.ts'
import { analyzeRun } from '../../runner/analyze/analyze-run.ts'
import type { MeasuredRun } from '../../runner/measure/record.ts'
import type { Metric } from '../../runner/metrics/metric.ts'
import { historyOf, makeRun, parsing, runsAt, size, sorting, wallTime } from './build-history.ts'

const options = { baseBranch: 'main' }
const flat = (count: number, level = 1e9) => new Array<number>(count).fill(level)

/** The last run against those before it. */
function lastOf(runs: readonly MeasuredRun[]) {
  return analyzeRun(runs.at(-1)!, historyOf(runs), options).series[0]!
}

const compared = (runs: readonly MeasuredRun[]) => lastOf(runs).comparison as Comparison

describe('a run against its history', () => {
  it('sees a shift that is larger than the noise', () => {
    const comparison = compared(runsAt([...flat(14), 1.3e9]))
    expect(comparison.significant).toBe(true)
    expect(comparison.change.value).toBeCloseTo(0.3, 1)
    expect(comparison.change.low).toBeGreaterThan(0.2)
    expect(comparison.change.high).toBeLessThan(0.4)
    expect(comparison.adjustedPValue).toBeLessThan(0.001)
    expect(comparison.baseline.description).toBe('the last 14 runs on main')
  })

  it('says how small a change it could have seen', () => {
    const quiet = compared(runsAt(flat(15), { noise: 0.002 })).smallestDetectableRatio
    const noisy = compared(runsAt(flat(15), { noise: 0.05 })).smallestDetectableRatio
    expect(quiet).toBeLessThan(0.02)
    expect(noisy).toBeGreaterThan(0.1)
  })

  it('gives the same answer twice', () => {
    const runs = runsAt([...flat(9), 1.1e9], { noise: 0.03 })
    expect(lastOf(runs)).toEqual(lastOf(runs))
  })

  it('is not misled by one spike in the history', () => {
    const comparison = compared(runsAt([...flat(6), 5e9, ...flat(7), 1.3e9]))
    expect(comparison.significant).toBe(true)
    expect(comparison.baseline.estimate.value / 1e9).toBeCloseTo(1, 1)
  })

  it('keeps calling a shift until it is confirmed, and then takes it as the new level', () => {
    const runs = runsAt([...flat(20), ...flat(8, 1.3e9)])
    const judged = runs.slice(20).map((run) => {
      const comparison = analyzeRun(run, historyOf(runs), options).series[0]!.comparison as Comparison
      return [comparison.significant, comparison.currentRuns]
    })
    expect(judged).toEqual([
      [true, 1],
      [true, 2],
      [true, 3],
      [true, 4],
      [true, 5],
      [false, 1],
      [false, 1],
      [false, 1],
    ])
  })

  it('sees in several runs together what no single one shows', () => {
    const runs = runsAt([...flat(30), ...flat(5, 1.1e9)], { noise: 0.02 })
    const judged = runs.slice(30).map((run) => {
      const comparison = analyzeRun(run, historyOf(runs), options).series[0]!.comparison as Comparison
      return comparison.significant
    })
    expect(judged).toEqual([false, false, true, true, true])
  })

  it('does not call what the history has seen before', () => {
    const comparison = compared(runsAt([...flat(6), 1.4e9, ...flat(7), 1.3e9]))
    expect(comparison.significant).toBe(false)
  })

  it('compares with the level since the last confirmed change', () => {
    const comparison = compared(runsAt([...flat(20), ...flat(10, 2e9), 2e9]))
    expect(comparison.significant).toBe(false)
    expect(comparison.baseline.runIds).toHaveLength(10)
    expect(comparison.baseline.description).toBe('the last 10 runs on main since 0000020')
  })

  it('looks back at most 30 runs', () => {
    expect(compared(runsAt(flat(60))).baseline.runIds).toHaveLength(30)
  })

  it('works where the run is not in the ledger', () => {
    const runs = runsAt([...flat(14), 1.3e9])
    const analysis = analyzeRun(runs.at(-1)!, historyOf(runs.slice(0, -1)), options)
    expect(analysis.series[0]).toEqual({ ...lastOf(runs), series: analysis.series[0]!.series })
  })

  it('looks only at what came before it', () => {
    const runs = runsAt([...flat(10), 1e9, ...flat(5, 3e9)])
    const analysis = analyzeRun(runs[10]!, historyOf(runs), options)
    const comparison = analysis.series[0]!.comparison as Comparison
    expect(comparison.baseline.runIds).toEqual(runs.slice(0, 10).map(({ header }) => header.id))
    expect(comparison.significant).toBe(false)
  })

  it('corrects for the number of series', () => {
    const results = Array.from({ length: 40 }, (_, index) => ({
      key: { ...sorting, benchmark: `sort ${index}` },
      samples: [1e9 * (1 + 0.01 * Math.sin(index))],
    }))
    const runs = Array.from({ length: 6 }, (_, place) =>
      makeRun(place, {
        results: results.map((result, index) => ({
          ...result,
          samples: [1e9 * (1 + 0.01 * Math.sin(index * 7 + place * 13))],
        })),
      }),
    )
    const analysis = analyzeRun(runs.at(-1)!, historyOf(runs), options)
    for (const { comparison } of analysis.series) {
      const { pValue, adjustedPValue } = comparison as Comparison
      expect(adjustedPValue).toBeGreaterThanOrEqual(pValue)
    }
  })
})

describe('the baseline', () => {
  it('is missing at the first run, and too short at the next ones', () => {
    const runs = runsAt(flat(4))
    const messages = [1, 2, 3].map(
      (count) => (lastOf(runs.slice(0, count)).comparison as NoComparison).message,
    )
    expect(messages).toEqual([
      'no baseline yet: no earlier run on main in this environment; a verdict takes 3',
      '1 earlier run on main in this environment so far; a verdict takes 3, 2 more',
      '2 earlier runs on main in this environment so far; a verdict takes 3, 1 more',
    ])
    expect('baseline' in lastOf(runs).comparison!).toBe(true)
  })

  it('of a pull request is the base branch, not the pull request', () => {
    const base = runsAt(flat(8))
    const spec = { branch: 'feature', pullRequest: 7 }
    const earlier = runsAt(flat(5, 2e9), { from: 8, spec })
    const judged = runsAt([2e9], { from: 13, spec })
    const comparison = compared([...base, ...earlier, ...judged])
    expect(comparison.baseline.runIds).toEqual(base.map(({ header }) => header.id))
    expect(comparison.significant).toBe(true)
  })

  it('of a run on main leaves pull requests out', () => {
    const side = runsAt(flat(8, 2e9), { spec: { branch: 'feature' } })
    const runs = [...side, ...runsAt(flat(5), { from: 8 })]
    expect(compared(runs).baseline.runIds).toHaveLength(4)
  })

  it('is every earlier run where nothing is on the base branch', () => {
    const comparison = compared(runsAt(flat(5), { spec: { branch: 'try-it' } }))
    expect(comparison.baseline.runIds).toHaveLength(4)
    expect(comparison.baseline.description).toBe('the last 4 runs (none is on main)')
  })

  it('is every earlier run where there is no git', () => {
    const comparison = compared(runsAt(flat(5), { spec: { noGit: true } }))
    expect(comparison.baseline.description).toBe('the last 4 runs')
  })

  it('never crosses environments', () => {
    const other = runsAt(flat(8), { spec: { environment: 'e2' } })
    expect((lastOf([...other, ...runsAt([1e9], { from: 8 })]).comparison as NoComparison).reason).toBe(
      'no-baseline',
    )
  })

  it('prefers clean runs, and takes dirty ones where clean ones are too few', () => {
    const dirty = runsAt(flat(4), { spec: { dirty: true } })
    const clean = runsAt(flat(3), { from: 4 })
    const judged = runsAt([1e9], { from: 7 })
    expect(compared([...dirty, ...clean, ...judged]).baseline.runIds).toHaveLength(3)
    expect(compared([...dirty, ...clean.slice(1), ...judged]).baseline.runIds).toHaveLength(6)
  })

  it('does not let a commit that was measured again become its own baseline', () => {
    const spec = { sha: 'b'.repeat(40) }
    const runs = [...runsAt(flat(8)), ...runsAt(flat(3, 1.5e9), { from: 8, spec })]
    const comparison = compared(runs)
    expect(comparison.baseline.runIds).toHaveLength(8)
    expect(comparison.significant).toBe(true)
  })

  it('is the same commit where nothing else was ever measured', () => {
    const runs = runsAt(flat(5), { spec: { sha: 'b'.repeat(40) } })
    expect(compared(runs).baseline.runIds).toHaveLength(4)
  })
})

describe('constant and coarse series', () => {
  const sizes = (values: readonly number[]) =>
    values.map((value, place) => makeRun(place, { results: [{ metric: size, samples: [value] }] }))
  const times = (values: readonly number[]) =>
    values.map((value, place) => makeRun(place, { results: [{ metric: wallTime, samples: [value] }] }))

  it('count any change of a number that never changed', () => {
    const comparison = compared(sizes([40_000, 40_000, 40_000, 40_001]))
    expect(comparison).toMatchObject({ constant: true, significant: true, smallestDetectableRatio: 0 })
    expect(comparison.change.value).toBeCloseTo(1 / 40_000, 9)
    expect(comparison.change.low).toBe(comparison.change.high)
  })

  it('find no change where there is none', () => {
    expect(compared(sizes([40_000, 40_000, 40_000, 40_000]))).toMatchObject({
      constant: true,
      significant: false,
    })
  })

  it('count a step up from zero as a change of 100 %', () => {
    const comparison = compared(sizes([0, 0, 0, 3]))
    expect(comparison).toMatchObject({ significant: true, change: { value: 1, low: 1, high: 1 } })
  })

  it('know a share that was always the same: a drop of it is no rounding', () => {
    const share: Metric = { name: 'success-rate', unit: 'ratio', direction: 'higher' }
    const runs = [...new Array<number>(10).fill(1), 0.5].map((value, place) =>
      makeRun(place, { results: [{ samples: [value], metric: share }] }),
    )
    expect(compared(runs)).toMatchObject({ constant: true, significant: true, change: { value: -0.5 } })
    expect(compared(runs.slice(0, -1))).toMatchObject({ constant: true, significant: false })
  })

  it('do not take a clock that rounds for a constant', () => {
    const comparison = compared(times([5e6, 5e6, 5e6, 5e6, 6e6]))
    expect(comparison.constant).toBe(false)
    expect(comparison.significant).toBe(false)
  })

  it('see a step over many ticks of such a clock', () => {
    const comparison = compared(times([...new Array<number>(12).fill(53e6), 81e6]))
    expect(comparison.significant).toBe(true)
  })

  it('keep their head where nearly all values are one number', () => {
    const counts = [...new Array<number>(12).fill(100), 101, ...new Array<number>(12).fill(100), 101]
    expect(compared(sizes(counts)).significant).toBe(false)
  })

  it('cope with values below zero', () => {
    const comparison = compared(times([-1, 2, 0, 1, -2, 1, 0, 40]))
    expect(comparison.significant).toBe(true)
    expect(Number.isFinite(comparison.change.value)).toBe(true)
  })
})

describe('what is missing', () => {
  const both = { results: [{ samples: [1, 2] }, { key: parsing, samples: [3] }] }
  const one = { results: [{ samples: [1, 2] }] }
  const missing = (runs: readonly MeasuredRun[]) =>
    analyzeRun(runs.at(-1)!, historyOf(runs), options).missing.map(({ case: key }) => key.benchmark)

  it('is what the run before measured and this one does not', () => {
    expect(missing([makeRun(0, both), makeRun(1, one)])).toEqual(['parse'])
    expect(missing([makeRun(0, both), makeRun(1, both)])).toEqual([])
  })

  it('is told once: the run after that has another run before it', () => {
    expect(missing([makeRun(0, both), makeRun(1, one), makeRun(2, one)])).toEqual([])
  })

  it('is nothing where the run was filtered', () => {
    expect(missing([makeRun(0, both), makeRun(1, { ...one, partial: true })])).toEqual([])
  })

  it('is not learned from a filtered run', () => {
    expect(missing([makeRun(0, both), makeRun(1, { ...one, partial: true }), makeRun(2, one)])).toEqual([
      'parse',
    ])
  })

  it('is not what failed: that says so itself', () => {
    const failed = { results: [{ samples: [1] }, { key: parsing, samples: [], status: 'failed' as const }] }
    expect(missing([makeRun(0, both), makeRun(1, failed)])).toEqual([])
  })

  it('is nothing in another environment', () => {
    expect(missing([makeRun(0, both), makeRun(1, { ...one, environment: 'e2' })])).toEqual([])
  })

  it('is a metric that a case no longer gives, even in a filtered run', () => {
    const two = { results: [{ samples: [1] }, { metric: size, samples: [5] }] }
    const runs = [makeRun(0, two), makeRun(1, { ...one, partial: true })]
    expect(analyzeRun(runs[1]!, historyOf(runs), options).missing.map(({ metric }) => metric.name)).toEqual([
      'bundle-size',
    ])
  })
})

describe('false alarms', () => {
  it.each([3, 5, 12, 30])(
    'are rare after %i runs: significant in about 1 of 1000 unchanged runs',
    (count) => {
      const trials = 1000
      let alarms = 0
      for (let trial = 0; trial < trials; trial++) {
        const runs = runsAt(flat(count + 1), { noise: 0.05, seed: `null ${trial}` })
        if (compared(runs).significant) alarms++
      }
      expect(alarms / trials).toBeLessThan(0.004)
    },
  )

  it.each([3, 8, 30])('intervals after %i runs hold no change about 95 times in 100', (count) => {
    const trials = 400
    let covered = 0
    for (let trial = 0; trial < trials; trial++) {
      const { change } = compared(runsAt(flat(count + 1), { noise: 0.05, seed: `cover ${trial}` }))
      if (change.low <= 0 && change.high >= 0) covered++
    }
    expect(covered / trials).toBeGreaterThan(0.93)
  })
})
