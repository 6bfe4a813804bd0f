import { describe, expect, it } from 'vitest'
import { stepDetector } from '../../runner/stats/step-detector.ts'
import { buildsMeasuredOften, haveSamples, labelledSeries, shuffledSeries } from './histories.ts'
import { falsePer1000, scoreHalves, scoreOffline, scoreReplay } from './measures.ts'
import { watching, withHindsight } from './methods.ts'
import { average, covering, f1, marksOf } from './scoring.ts'

describe('the scoring', () => {
  it('gives full marks for what everybody marked', () => {
    expect(
      f1(
        [
          [20, 60],
          [20, 60],
        ],
        [20, 60],
      ),
    ).toBe(1)
    expect(covering([[20, 60]], [20, 60], 100)).toBe(1)
  })

  it('knows the figures of van den Burg and Williams’ definition by hand', () => {
    // Lists with the trivial 0: marks {0, 20} and {0}, found {0, 23, 70}: precision 2/3, recall (2/2 + 1/1) / 2.
    expect(f1([[20], []], [23, 70])).toBeCloseTo((2 * (2 / 3) * 1) / (2 / 3 + 1), 12)
    // One segment of 100 against two halves: the best overlap is a half.
    expect(covering([[]], [50], 100)).toBe(0.5)
  })

  it('tells agreed changes from disputed ones', () => {
    expect(marksOf([[10, 50], [12], [11, 80]])).toEqual({ agreed: [11], disputed: [50, 80] })
  })
})

describe.skipIf(!haveSamples)('on marked histories (../shared/samples/histories)', () => {
  it('the scoring agrees with the published figures for nothing and for the majority', () => {
    const series = labelledSeries()
    const f1Of = (found: (one: (typeof series)[number]) => readonly number[]) =>
      average(series.map((one) => f1(one.people, found(one))))
    expect(f1Of(() => [])).toBeCloseTo(0.74, 2)
    expect(f1Of((one) => marksOf(one.people).agreed)).toBeCloseTo(0.902, 3)
  })

  it('the step detector stays as good as it was', () => {
    const score = scoreOffline(labelledSeries(), withHindsight(stepDetector()))
    expect(score.f1).toBeGreaterThan(0.875)
    expect(score.covering).toBeGreaterThan(0.8)
    expect(score.microF1).toBeGreaterThan(0.85)
    expect(score.falsePer1000).toBeLessThan(0.3)
    expect(falsePer1000(shuffledSeries(), withHindsight(stepDetector()))).toBeLessThan(0.1)
  })

  it('the watch stays as good as it was', () => {
    const score = scoreReplay(labelledSeries(), watching)
    expect(score.recall).toBeGreaterThan(0.82)
    expect(score.precision).toBeGreaterThan(0.83)
    expect(score.medianDelay).toBeLessThanOrEqual(3)
    expect(score.falsePer1000).toBeLessThan(0.3)
    expect(falsePer1000(shuffledSeries(), watching)).toBeLessThan(0.1)
  })

  it('two halves of one build are hardly ever called different, and the intervals say the truth', () => {
    const score = scoreHalves(buildsMeasuredOften(12))
    expect(score.called).toBeLessThan(0.001)
    expect(score.covered).toBeGreaterThan(0.93)
  })
})
