import { describe, expect, it } from 'vitest'
import type { Comparison } from '../../runner/analyze/analysis.ts'
import { remedyFor } from '../../runner/analyze/remedy.ts'
import { openSentence } from '../../runner/analyze/sentences.ts'

/** A comparison with this noise from run to run, and inside a run, of a series with so many runs of 10 iterations. */
function comparison(runs: number, noiseRatio: number, withinNoiseRatio = 0): Comparison {
  const estimate = { value: 1, low: 1, high: 1, confidence: 0.95 }
  return {
    baseline: {
      runIds: Array.from({ length: runs }, (_, place) => `run-${place}`),
      estimate,
      noiseRatio,
      description: `the last ${runs} runs`,
    },
    change: { value: 0.02, low: -0.3, high: 0.4, confidence: 0.95 },
    pValue: 1,
    adjustedPValue: 1,
    significant: false,
    smallestDetectableRatio: 0.62,
    currentSamples: 10,
    withinNoiseRatio,
    currentRuns: 1,
    constant: false,
  }
}

describe('what it takes to exclude a change of 1.2', () => {
  it('is more history where the noise is small enough', () => {
    // t of 2 degrees is 4.30, of 5 it is 2.57: 5 % · 4.30 · √(1 + 1/3) is too much, 5 % · 2.78 · √(1 + 1/5) is not.
    expect(remedyFor(comparison(3, 0.05), 1.2)).toEqual({
      kind: 'more',
      runs: 1,
      iterations: undefined,
      both: false,
    })
    expect(remedyFor(comparison(3, 0.07), 1.2)).toMatchObject({ kind: 'more', runs: 4 })
  })

  it('is told as likely where the interval of this comparison alone excludes no change', () => {
    const change = { value: 0.59, low: 0.29, high: 0.97, confidence: 0.95 }
    const likely = { ...comparison(3, 0.01), change }
    expect(openSentence(likely, 1.2, remedyFor(likely, 1.2))).toMatch(
      /^a change is likely, but not yet certain among all that was compared: \+59\s% \[.*; one more run will tell$/,
    )
  })

  it('is more iterations too where the noise comes from inside the runs', () => {
    const remedy = remedyFor(comparison(3, 0.07, 0.068), 1.2)
    expect(remedy).toMatchObject({ kind: 'more', runs: 4, iterations: 30, both: false })
    expect(openSentence(comparison(3, 0.07, 0.068), 1.2, remedy)).toMatch(
      /^a change of 1\.2× cannot be excluded: .* against the last 3 runs; one of 62\s% would show; it takes 4 more runs of history, or 30 more iterations in each run$/,
    )
  })

  it('is both where neither is enough', () => {
    const remedy = remedyFor(comparison(5, 0.2, 0.19), 1.2)
    expect(remedy).toMatchObject({ kind: 'more', runs: 25, both: true })
    expect(openSentence(comparison(5, 0.2, 0.19), 1.2, remedy)).toMatch(
      /25 more runs of history, and \d+ more iterations in each run$/,
    )
  })

  it('is another machine where the runs themselves differ too much', () => {
    expect(remedyFor(comparison(30, 0.2, 0.01), 1.2)).toEqual({ kind: 'noise', noiseRatio: 0.2 })
  })

  it('is one more run where the history is good and this run lies far out', () => {
    expect(remedyFor(comparison(14, 0.02), 1.2)).toEqual({ kind: 'again' })
  })
})
