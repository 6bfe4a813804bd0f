import { describe, expect, it } from 'vitest'
import { decide, pairedShift, type Question } from '../../runner/compare/decision.ts'
import { LOOK_FRACTIONS, leastBlocks, lookLevel } from '../../runner/compare/looks.ts'
import { type Arm, blockArms } from '../../runner/compare/pairing.ts'
import { pairedSeries } from '../../runner/compare/pairs.ts'
import { randomFrom, randomNormal } from '../../runner/stats/random.ts'

const wallTime = { name: 'wall-time', unit: 'ns', direction: 'lower' } as const
const question: Question = { thresholdRatio: 0.02, confidence: 0.95, direction: 'lower' }

/** As many blocks as a minute has of a command that takes 100 ms. */
const BLOCKS = 120

/**
 * A machine that drifts, has spells in which everything takes longer, and a long tail: executions follow one another
 * in the order of the real blocks. `trueChange` is what head takes more.
 */
function simulated(trial: number, trueChange: number) {
  const random = randomFrom('machine', trial)
  let spell = 0
  const timeOf = (arm: Arm): number => {
    spell = 0.97 * spell + 0.01 * randomNormal(random)
    const tail = random() < 0.1 ? 0.3 * -Math.log(1 - random()) : 0
    const own = arm === 'head' ? Math.log1p(trueChange) : 0
    return 1e8 * Math.exp(own + spell + tail + 0.02 * randomNormal(random))
  }
  const blocks = Array.from({ length: BLOCKS }, (_, block) =>
    blockArms(trial, 'case', block).map((arm) => ({
      arm,
      readings: [{ metric: wallTime, samples: [timeOf(arm)] }],
    })),
  )
  return pairedSeries(blocks)[0]!
}

/** The looks of the real loop, at their parts of the blocks; the state when it stops, and whether it ever looked changed. */
function outcome(differences: readonly number[]) {
  const ends = LOOK_FRACTIONS.map((fraction) => Math.max(leastBlocks(0.95, 1), Math.ceil(fraction * BLOCKS)))
  const shifts = ends.map((end) => pairedShift(differences.slice(0, end), 0.95))
  const states = shifts.map((shift) => decide(shift, question))
  return {
    state: states.find((state) => state !== 'inconclusive') ?? 'inconclusive',
    everSignificant: shifts.some(({ low, high }) => low > 0 || high < 0),
  }
}

describe('a comparison on a restless machine', { timeout: 60_000 }, () => {
  it('finds a change of 3 % within its time, nearly always', () => {
    const outcomes = Array.from({ length: 200 }, (_, trial) => outcome(simulated(trial, 0.03).differences))
    expect(outcomes.filter(({ state }) => state === 'regressed').length).toBeGreaterThanOrEqual(190)
    expect(outcomes.filter(({ state }) => state === 'improved')).toEqual([])
  })

  it('calls a version different from itself at most 5 times in 100, although it looks five times', () => {
    const outcomes = Array.from({ length: 400 }, (_, trial) => outcome(simulated(trial, 0).differences))
    const called = outcomes.filter(({ state }) => state === 'regressed' || state === 'improved').length
    expect(called).toBeLessThanOrEqual(8)
    // The intervals themselves: five looks at 0.01 each, and no more than the whole 0.05.
    const significant = outcomes.filter(({ everSignificant }) => everSignificant).length
    expect(significant).toBeLessThanOrEqual(20)
    expect(significant).toBeGreaterThan(0)
  })

  it('tells from its control arm what it does to one program', () => {
    const controls = Array.from({ length: 200 }, (_, trial) => simulated(trial, 0.1).control)
    const called = controls.filter((control) =>
      ['regressed', 'improved'].includes(decide(pairedShift(control, 0.95), question)),
    )
    expect(called.length).toBeLessThanOrEqual(4)
  })

  it('spends the whole error over its looks and not more', () => {
    expect(lookLevel(0.95) * LOOK_FRACTIONS.length).toBeCloseTo(0.05, 12)
  })
})
