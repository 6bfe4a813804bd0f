import { describe, expect, it } from 'vitest'
import { randomFrom, randomInteger } from '../../runner/stats/random.ts'
import { selectRank } from '../../runner/stats/select.ts'

describe('the k-th smallest value', () => {
  it('is what sorting would give, with many ties and asked again and again', () => {
    const random = randomFrom('select')
    for (let round = 0; round < 200; round++) {
      const values = Float64Array.from({ length: 1 + randomInteger(random, 60) }, () =>
        randomInteger(random, 20),
      )
      const ascending = values.toSorted()
      for (let asked = 0; asked < 5; asked++) {
        const rank = 1 + randomInteger(random, values.length)
        expect(selectRank(values, rank)).toBe(ascending[rank - 1])
      }
    }
  })

  it('of none, or of a rank that is not there, is an error', () => {
    expect(() => selectRank(new Float64Array(0), 1)).toThrow(RangeError)
    expect(() => selectRank(Float64Array.of(1), 2)).toThrow(RangeError)
  })
})
