import { describe, expect, it } from 'vitest'
import { twoLevels } from '../../runner/measure/two-levels.ts'
import { randomFrom } from '../../runner/stats/random.ts'

const random = randomFrom('two-levels')
/** Normal by the sum of twelve uniform numbers. */
const normal = (): number => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6)
const around = (centre: number, count: number): number[] =>
  Array.from({ length: count }, () => centre + normal())

describe('two levels', () => {
  it('are found, with the share of the higher one', () => {
    const found = twoLevels([...around(100, 15), ...around(130, 5)])
    expect(found?.low).toBeCloseTo(100, 0)
    expect(found?.high).toBeCloseTo(130, 0)
    expect(found?.highShare).toBe(0.25)
  })

  it('are not a few outliers', () => {
    expect(twoLevels([...around(100, 18), 150, 151])).toBeUndefined()
  })

  it('are not seen in one group, however wide', () => {
    const sets = Array.from({ length: 500 }, () => Array.from({ length: 15 }, () => 100 + 20 * normal()))
    expect(sets.filter((samples) => twoLevels(samples))).toEqual([])
  })

  it('are not a drift from one to the other', () => {
    expect(twoLevels(Array.from({ length: 30 }, (_, index) => 100 + index))).toBeUndefined()
  })

  it('are no finding where they differ by less than 5 %, or the samples are few', () => {
    expect(twoLevels([...Array(10).fill(100), ...Array(10).fill(104)])).toBeUndefined()
    expect(twoLevels([...Array(4).fill(100), ...Array(5).fill(200)])).toBeUndefined()
  })
})
