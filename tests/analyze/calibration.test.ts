import { describe, expect, it } from 'vitest'
import type { Comparison } from '../../runner/analyze/analysis.ts'
import { analyzeRun } from '../../runner/analyze/analyze-run.ts'
import { noiseShapes, unchanged } from '../stats/noise-shapes.ts'
import { historyOf, makeRun, runsAt, size } from './build-history.ts'

const trials = 250

/** Unchanged runs that stray by about 5 % from run to run, the last against those before it. */
function unchangedComparisons(shape: string, baselineRuns: number): Comparison[] {
  return Array.from({ length: trials }, (_, trial) => {
    const noise = unchanged(shape, baselineRuns + 1, `verdict ${trial}`)
    // A clock that rounds to 50 ms.
    const levels = noise.map((value) =>
      shape === 'quantised' ? 1e9 + 5e7 * value : 1e9 * Math.exp(0.05 * value),
    )
    return comparedAt(levels)
  })
}

function comparedAt(levels: readonly number[]): Comparison {
  const runs = runsAt(levels, { noise: 0 })
  return analyzeRun(runs.at(-1)!, historyOf(runs), { baseBranch: 'main' }).series[0]!.comparison as Comparison
}

const shapes = Object.keys(noiseShapes).filter((shape) => shape !== 'constant')

describe('a run that did not change, however its series strays', () => {
  /**
   * Five runs that happened in one of two states say nothing of the other: there and in tails without a variance, so few runs
   * cannot do better than about 1 in 100. From 8 runs on, and elsewhere, it is a few in 1,000.
   */
  it.each(shapes.flatMap((shape) => [3, 5, 8, 15, 30].map((runs) => [shape, runs] as const)))(
    'is hardly ever significant, and its interval holds no change: %s, baseline of %i runs',
    (shape, runs) => {
      const compared = unchangedComparisons(shape, runs)
      const significant = compared.filter((one) => one.significant).length
      expect(significant / trials).toBeLessThanOrEqual(runs <= 5 || shape === 'heavy' ? 0.02 : 0.008)
      const covered = compared.filter(({ change }) => change.low <= 0 && change.high >= 0).length
      expect(covered / trials).toBeGreaterThan(runs <= 5 || shape === 'heavy' ? 0.87 : 0.91)
    },
  )

  it('is never called where the series is constant, and any change is where it is counted', () => {
    expect(comparedAt(new Array<number>(12).fill(1e9))).toMatchObject({
      significant: false,
      change: { value: 0 },
    })
    const sizes = (last: number) =>
      [...new Array<number>(11).fill(5000), last].map((value, place) =>
        makeRun(place, { results: [{ samples: [value], metric: size }] }),
      )
    const compared = (last: number) => {
      const runs = sizes(last)
      return analyzeRun(runs.at(-1)!, historyOf(runs), { baseBranch: 'main' }).series[0]!.comparison
    }
    expect(compared(5000)).toMatchObject({ significant: false, constant: true, smallestDetectableRatio: 0 })
    expect(compared(5001)).toMatchObject({ significant: true, constant: true })
  })
})
