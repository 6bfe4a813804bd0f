import { describe, expect, it } from 'vitest'
import { Reservoir } from '../../runner/bench/reservoir.ts'
import { randomFrom } from '../../runner/stats/random.ts'
import { median } from '../../runner/stats/summary.ts'

function filled(bound: number, values: readonly number[], seed = 'test'): Reservoir {
  const reservoir = new Reservoir(bound, seed)
  for (const value of values) reservoir.add(value)
  return reservoir
}

describe('a reservoir', () => {
  it('keeps everything up to its bound, in the order in which it came', () => {
    expect(filled(5, [3, 1, 2, 9, 1]).values()).toEqual([3, 1, 2, 9, 1])
  })

  it('keeps a part beyond it, in order, and tells the exact count', () => {
    const values = Array.from({ length: 1000 }, (_, index) => index)
    const reservoir = filled(50, values)
    const kept = reservoir.values()
    expect(reservoir.count).toBe(1000)
    expect(kept).toHaveLength(50)
    expect(kept).toEqual([...kept].sort((a, b) => a - b))
    expect(new Set(kept).size).toBe(50)
  })

  it('always has both extremes among the kept, wherever they came', () => {
    for (const place of [0, 1, 500, 998, 999]) {
      const values = Array.from({ length: 1000 }, (_, index) => 10 + (index % 7))
      values[place] = 99
      values[(place + 1) % 1000] = -5
      const kept = filled(3, values).values()
      expect(kept).toHaveLength(3)
      expect([Math.min(...kept), Math.max(...kept)]).toEqual([-5, 99])
    }
  })

  it('keeps the same for the same seed, and something else for another', () => {
    const values = Array.from({ length: 1000 }, (_, index) => index)
    expect(filled(20, values).values()).toEqual(filled(20, values).values())
    expect(filled(20, values).values()).not.toEqual(filled(20, values, 'other').values())
  })

  it('does not move the median of what passes through it', () => {
    const random = randomFrom('reservoir.test')
    const values = Array.from({ length: 20_000 }, () => random())
    expect(median(filled(2000, values).values())).toBeCloseTo(0.5, 1)
  })

  it('refuses what is no number, and a bound without room for the extremes', () => {
    expect(() => filled(5, [Number.NaN])).toThrow('a sample must be a finite number, not NaN')
    expect(() => new Reservoir(2, 'a')).toThrow('at least 3')
  })
})
