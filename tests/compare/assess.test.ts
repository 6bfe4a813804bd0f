import { describe, expect, it } from 'vitest'
import { assess, type PairedCase, summariseControl } from '../../runner/compare/assess.ts'
import { pairedSeries, type Turn } from '../../runner/compare/pairs.ts'
import { assessStored } from '../../runner/compare/unpaired.ts'

const wallTime = { name: 'wall-time', unit: 'ns', direction: 'lower' } as const
const options = { thresholdRatio: 0.02, confidence: 0.95 }

const turn = (arm: Turn['arm'], value: number): Turn => ({
  arm,
  readings: [{ metric: wallTime, samples: [value] }],
})

/** Blocks in which head takes `ratio` times as long, with a little noise of its own for each. */
function blocksOf(ratio: number, count: number, controlRatio = 1): Turn[][] {
  return Array.from({ length: count }, (_, block) => {
    const base = 100 + (block % 7)
    const wobble = 1 + ((block % 5) - 2) / 1000
    return [
      turn('base', base),
      turn('head', base * ratio * wobble),
      turn('control', base * controlRatio * wobble),
      turn('control', base * controlRatio),
      turn('head', base * ratio),
      turn('base', base),
    ]
  })
}

function caseOf(blocks: readonly Turn[][], benchmark = 'one'): PairedCase {
  const key = { suite: 's', benchmark, params: {} }
  return { key, end: 'decided', failure: null, series: pairedSeries(blocks) }
}

const judged = (ratio: number, controlRatio?: number) =>
  assess([caseOf(blocksOf(ratio, 20, controlRatio))], options)[0]!.metrics[0]!

describe('what was measured in pairs', () => {
  it('gives the change of each block as the mean of both log-ratios', () => {
    const [series] = pairedSeries([[turn('base', 1), turn('head', 2), turn('head', 8), turn('base', 1)]])
    expect(series?.differences).toEqual([expect.closeTo(Math.log(4), 12)])
  })

  it('leaves out blocks without a ratio and counts them', () => {
    const [series] = pairedSeries([
      [turn('base', 0), turn('head', 1), turn('head', 1), turn('base', 1)],
      [turn('base', 0), turn('head', 0), turn('head', 1), turn('base', 1)],
    ])
    expect(series).toMatchObject({ differences: [0], incomparableBlocks: 1 })
  })

  it('is judged with its change, its interval and its reason', () => {
    const metric = judged(1.1)
    expect(metric).toMatchObject({ state: 'regressed', pairs: 40, pairsNeeded: null })
    expect(metric.change?.value).toBeCloseTo(0.1, 2)
    expect(metric.reason).toContain('by +10')
    expect(judged(1 / 1.1).state).toBe('improved')
    expect(judged(1)).toMatchObject({ state: 'equivalent', control: { state: 'equivalent' } })
  })

  it('says nothing where base differs from itself', () => {
    const metric = judged(1.1, 1.1)
    expect(metric.state).toBe('inconclusive')
    expect(metric.reason).toContain('differs from itself')
  })

  it('counts the false alarms of all controls', () => {
    const cases = assess([caseOf(blocksOf(1, 20)), caseOf(blocksOf(1, 20, 1.2), 'two')], options)
    expect(summariseControl(cases)).toMatchObject({
      comparisons: 2,
      falseAlarms: 1,
      falsePositiveRatio: 0.5,
    })
  })

  it('has no estimate where nothing was measured', () => {
    expect(assess([{ ...caseOf([]), end: 'failed', failure: 'head: exited with code 1' }], options)).toEqual([
      expect.objectContaining({ end: 'failed', metrics: [] }),
    ])
  })
})

describe('what is stored', () => {
  const key = { suite: 's', benchmark: 'one', params: {} }
  const values = (factor: number) =>
    Array.from({ length: 20 }, (_, index) => factor * (100 + 20 * (index % 5)))
  const pairOf = (factor: number) => ({ case: key, metric: wallTime, base: values(1), head: values(factor) })

  it('is compared without pairs', () => {
    const [compared] = assessStored([pairOf(3)], options)
    expect(compared).toMatchObject({ end: 'stored', metrics: [{ state: 'regressed', control: null }] })
    expect(compared?.metrics[0]?.change?.value).toBeCloseTo(2, 6)
  })

  it('is inconclusive where the noise hides the threshold', () => {
    expect(assessStored([pairOf(1.001)], options)[0]?.metrics[0]?.state).toBe('inconclusive')
  })
})
