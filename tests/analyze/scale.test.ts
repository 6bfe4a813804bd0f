import { describe, expect, it } from 'vitest'
import { scaleFor } from '../../runner/analyze/scale.ts'

describe('the scale on which a series is compared', () => {
  it('is the logarithm where all values are positive', () => {
    expect(scaleFor([1, 2]).changeRatio(0, Math.log(1.2))).toBeCloseTo(0.2)
  })

  it('is the value itself where one is zero', () => {
    expect(scaleFor([0, 10]).changeRatio(5, 1)).toBeCloseTo(0.2)
  })

  it('tells a change from zero as 100 %, also where the level is zero but for rounding', () => {
    const scale = scaleFor([0, 0, 3_900_000])
    expect(scale.changeRatio(0, 4_000_000)).toBe(1)
    expect(scale.changeRatio(1e-9, -3_900_000)).toBe(-1)
  })

  it('holds for any number of values', () => {
    expect(scaleFor([]).changeRatio(1, 0)).toBe(0)
  })
})
