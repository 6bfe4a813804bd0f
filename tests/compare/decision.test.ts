import { describe, expect, it } from 'vitest'
import {
  decide,
  isDecided,
  noiseFloorRatio,
  type PairedShift,
  pairedShift,
  pairsNeeded,
  type Question,
} from '../../runner/compare/decision.ts'
import { LOOK_FRACTIONS, leastBlocks, looksDue, MOST_BLOCKS } from '../../runner/compare/looks.ts'

const question: Question = { thresholdRatio: 0.02, confidence: 0.95, direction: 'lower' }

function shift(value: number, halfWidth: number, pValue = 0.001): PairedShift {
  return { blocks: 50, value, low: value - halfWidth, high: value + halfWidth, pValue }
}

describe('the decision', () => {
  it.each([
    ['a certain change beyond the threshold', shift(0.05, 0.01), 'regressed'],
    ['the same the other way', shift(-0.05, 0.01), 'improved'],
    ['an interval inside the threshold', shift(0.001, 0.01, 0.8), 'equivalent'],
    ['a certain change that is too small to matter', shift(0.01, 0.005), 'equivalent'],
    ['a certain change that may matter or not', shift(0.018, 0.005), 'inconclusive'],
    ['an uncertain change', shift(0.05, 0.06, 0.2), 'inconclusive'],
  ])('on %s is told', (_what, given, state) => {
    expect(decide(given, question)).toBe(state)
  })

  it('turns round where higher is better', () => {
    expect(decide(shift(0.05, 0.01), { ...question, direction: 'higher' })).toBe('improved')
  })

  it('takes twice as fast and half as fast for changes of the same size', () => {
    const half = { ...question, thresholdRatio: 1 }
    expect(decide(shift(Math.log(2), 0.01), half)).toBe('regressed')
    expect(decide(shift(-Math.log(2), 0.01), half)).toBe('improved')
  })

  it('is stricter the more is judged together', () => {
    expect(isDecided(shift(0.05, 0.01, 0.01), question, 1)).toBe(true)
    expect(isDecided(shift(0.05, 0.01, 0.01), question, 10)).toBe(false)
  })

  it('is never made from fewer blocks than can give it', () => {
    const few = pairedShift([0.05, 0.05, 0.05, 0.05], 0.95)
    expect(few).toMatchObject({ low: -Infinity, high: Infinity })
    expect(decide(few, question)).toBe('inconclusive')
  })

  it('on equal values is equivalent', () => {
    expect(decide(pairedShift(new Array(8).fill(0), 0.95), question)).toBe('equivalent')
  })
})

describe('the number of pairs that a decision would take', () => {
  it('grows with the square of how much narrower the interval must be', () => {
    // From 3 % to a third of it, with 50 blocks of two pairs so far.
    const threshold = Math.log1p(0.02)
    expect(pairsNeeded(shift(threshold - 0.01, 0.03, 1), question)).toBe(900)
  })

  it('is not promised where the change lies at the threshold, or nothing is known', () => {
    expect(pairsNeeded(shift(Math.log1p(0.0199), 0.03, 1), question)).toBeUndefined()
    expect(pairsNeeded({ ...shift(0, 0), low: -Infinity, high: Infinity }, question)).toBeUndefined()
  })
})

describe('the noise floor', () => {
  it('shrinks with the root of the number of blocks', () => {
    const control = [-0.02, 0.01, 0.02, -0.01]
    const [few, many] = [25, 100].map((blocks) => noiseFloorRatio(control, blocks, 2.576)!)
    expect(Math.log1p(few!) / Math.log1p(many!)).toBeCloseTo(2, 10)
  })

  it('is unknown from two control blocks', () => {
    expect(noiseFloorRatio([0.1, -0.1], 100, 2.576)).toBeUndefined()
  })
})

describe('looks', () => {
  const at = (blocks: number, elapsedMs: number) =>
    looksDue({ blocks, leastBlocks: 8, elapsedMs, budgetMs: 60_000 })

  it('are made at fixed parts of the time', () => {
    expect([3000, 3750, 7500, 15_000, 30_000, 59_999, 60_000].map((ms) => at(20, ms))).toEqual([
      0, 1, 2, 3, 4, 4, 5,
    ])
  })

  it('are made at fixed parts of the most blocks where commands are short', () => {
    expect(at(MOST_BLOCKS / 2, 10)).toBe(4)
    expect(at(MOST_BLOCKS, 10)).toBe(LOOK_FRACTIONS.length)
  })

  it('are never made where a change could not be told, however large', () => {
    expect(leastBlocks(0.95, 1)).toBe(8)
    for (const [confidence, together] of [
      [0.95, 1],
      [0.95, 40],
      [0.99375, 1],
    ] as const) {
      const least = leastBlocks(confidence, together)
      const pValueOf = (blocks: number) =>
        pairedShift(new Array(blocks).fill(1), confidence).pValue * together
      expect(pValueOf(least)).toBeLessThanOrEqual(1 - confidence)
      expect(pValueOf(least - 1)).toBeGreaterThan(1 - confidence)
    }
  })

  it('wait for the least number of blocks, also when time is over', () => {
    expect(at(7, 120_000)).toBe(0)
    expect(at(8, 120_000)).toBe(LOOK_FRACTIONS.length)
  })
})
