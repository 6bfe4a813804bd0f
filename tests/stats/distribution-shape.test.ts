import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kernelDensity, modes, silvermanBandwidth } from '../../runner/stats/density.ts'
import { quantileSorted, sorted } from '../../runner/stats/quantile.ts'
import { randomFrom, randomNormal } from '../../runner/stats/random.ts'
import { mergeSketches, sketchOf, sketchQuantile } from '../../runner/stats/sketch.ts'

const normals = (count: number, centre: number, key: string) => {
  const random = randomFrom('shape', key)
  return Array.from({ length: count }, () => centre + randomNormal(random))
}

describe('the kernel density', () => {
  const values = [1, 1.5, 2, 2.2, 3, 4, 4.1, 9]

  it('agrees with SciPy', () => {
    // h = 0.9 * min(s, IQR / 1.34) * n ** -0.2; scipy.stats.gaussian_kde(values, bw_method=h / s)([2, 4, 9])
    const density = kernelDensity(values)!
    expect(density.bandwidth).toBeCloseTo(0.9527044057259517, 12)
    const near = (position: number) => {
      const at = density.positions.findIndex((candidate) => candidate >= position)
      const [left, right] = [density.positions[at - 1]!, density.positions[at]!]
      const share = (position - left) / (right - left)
      return density.heights[at - 1]! * (1 - share) + density.heights[at]! * share
    }
    expect(near(2)).toBeCloseTo(0.21989187705023597, 3)
    expect(near(4)).toBeCloseTo(0.15117765069778255, 3)
    expect(near(9)).toBeCloseTo(0.052343546259628296, 3)
  })

  it('has an area of one', () => {
    const { positions, heights } = kernelDensity(values)!
    const area = heights.reduce((sum, height) => sum + height, 0) * (positions[1]! - positions[0]!)
    expect(area).toBeCloseTo(1, 2)
  })

  it('does not exist for a constant', () => {
    expect(kernelDensity([3, 3, 3])).toBeUndefined()
    expect(silvermanBandwidth([3])).toBe(0)
  })
})

describe('modes', () => {
  it('are one for normal and for skewed values', () => {
    expect(modes(normals(300, 0, 'one'))).toHaveLength(1)
    const random = randomFrom('skewed')
    expect(modes(Array.from({ length: 300 }, () => -Math.log(1 - random())))).toHaveLength(1)
  })

  it('are two where a benchmark has two states, with their shares', () => {
    const found = modes([...normals(70, 0, 'low'), ...normals(30, 9, 'high')])
    expect(found).toHaveLength(2)
    expect(found[0]!.share).toBeCloseTo(0.7, 2)
    expect(found[1]!.position).toBeGreaterThan(7)
  })

  it('are not made by one outlier', () => {
    expect(modes([...normals(40, 0, 'bulk'), 60])).toHaveLength(1)
  })

  it('are one for a constant and none for nothing', () => {
    expect(modes([2, 2, 2])).toEqual([{ position: 2, share: 1 }])
    expect(modes([])).toEqual([])
  })
})

describe('the quantile sketch', () => {
  const value = fc
    .double({ noNaN: true, min: -1e9, max: 1e9 })
    .map((one) => (Math.abs(one) < 1e-100 ? 0 : one))
  const anything = fc.array(value, { minLength: 1, maxLength: 200 })

  it('is within its accuracy of the value at that rank, for any values', () => {
    fc.assert(
      fc.property(anything, fc.double({ min: 0, max: 1, noNaN: true }), (values, probability) => {
        const rank = Math.floor(probability * (values.length - 1))
        const exact = sorted(values)[rank]!
        expect(Math.abs(sketchQuantile(sketchOf(values, 0.02), probability) - exact)).toBeLessThanOrEqual(
          0.02 * Math.abs(exact) * (1 + 1e-9),
        )
      }),
    )
  })

  it('of two parts merged is the sketch of the whole', () => {
    fc.assert(
      fc.property(anything, anything, (first, second) => {
        expect(mergeSketches(sketchOf(first), sketchOf(second))).toEqual(sketchOf([...first, ...second]))
      }),
    )
  })

  it('keeps a million values in a few hundred counts', () => {
    const random = randomFrom('sketch')
    const values = Float64Array.from({ length: 200_000 }, () => Math.exp(2 * randomNormal(random)))
    const sketch = sketchOf(values)
    expect(sketch.positive.size).toBeLessThan(1200)
    const exact = quantileSorted(sorted(values), 0.99)
    expect(sketchQuantile(sketch, 0.99) / exact).toBeCloseTo(1, 1)
  })

  it('refuses what it cannot hold', () => {
    expect(() => sketchOf([Number.NaN])).toThrow(RangeError)
    expect(() => sketchOf([1], 2)).toThrow(RangeError)
    expect(() => sketchQuantile(sketchOf([]), 0.5)).toThrow(RangeError)
    expect(() => mergeSketches(sketchOf([1]), sketchOf([1], 0.05))).toThrow(RangeError)
  })
})
