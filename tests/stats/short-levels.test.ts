import { describe, expect, it } from 'vitest'
import { randomFrom, randomNormal } from '../../runner/stats/random.ts'
import { shortLevels } from '../../runner/stats/short-levels.ts'
import { stepDetector } from '../../runner/stats/step-detector.ts'

const SURE = 3e-7

/** Noise of 1 around 100, and these values from this index on. */
function history(length: number, from: number, values: readonly number[], seed = 'short'): Float64Array {
  const random = randomFrom(seed)
  const level = Float64Array.from({ length }, () => 100 + randomNormal(random))
  level.set(values, from)
  return level
}

const indexes = (level: Float64Array) => shortLevels(level, SURE).map(({ index }) => index)

describe('a level of three or four values', () => {
  it('is found there and back again, where its values would hide one another as spikes', () => {
    expect(indexes(history(39, 10, [72, 72.4, 71.8]))).toEqual([10, 13])
    expect(indexes(history(39, 10, [72, 72.4, 71.8, 72.2]))).toEqual([10, 14])
  })

  it('is found at the end too, and without a way back where the level after it is too young', () => {
    expect(indexes(history(13, 10, [72, 72.4, 71.8]))).toEqual([10])
    expect(indexes(history(15, 10, [72, 72.4, 71.8]))).toEqual([10])
    expect(indexes(history(60, 57, [72, 72.4, 71.8]))).toEqual([57])
  })

  it('is none where its values are as unlike one another as the others are unlike them', () => {
    expect(indexes(history(39, 10, [72, 40, 88]))).toEqual([])
  })

  it('is none of two values, or of five: a spike, and a level like any other', () => {
    expect(indexes(history(39, 10, [72, 72.4]))).toEqual([])
    expect(indexes(history(60, 10, [72, 72.4, 71.8, 72, 72.2]))).toEqual([])
  })

  it('is none near the noise, or where the rest has spikes as large', () => {
    expect(indexes(history(39, 10, [97, 96.8, 97.1]))).toEqual([])
    const spiky = history(39, 10, [72, 72.4, 71.8])
    for (const place of [2, 6, 17, 20, 23, 26, 29, 32, 35]) spiky[place] = 100 + (place % 2 === 0 ? 30 : -30)
    expect(indexes(spiky)).toEqual([])
  })

  it('is certain where everything else is one number, and is none where that only happens often', () => {
    const constant = (length: number) => new Float64Array(length).fill(100)
    const withDip = (length: number, from: number) => constant(length).fill(120, from, from + 3)
    expect(shortLevels(withDip(33, 10), SURE)).toEqual([
      { index: 10, pValue: 0 },
      { index: 13, pValue: 0 },
    ])
    expect(indexes(withDip(13, 10))).toEqual([10])
    const ticking = withDip(60, 10)
    for (const place of [25, 40, 50]) ticking[place] = 120
    expect(indexes(ticking)).toEqual([])
  })

  it('needs a history to be held against', () => {
    expect(indexes(Float64Array.of(100, 101, 100, 72, 72, 72))).toEqual([])
    expect(indexes(new Float64Array(40))).toEqual([])
  })

  it('is not seen in 20,000 values of noise with heavy tails', () => {
    const random = randomFrom('heavy')
    // t with 3 degrees: a normal over the root of a third of a chi-square with 3.
    const heavy = () => {
      const squares = [0, 0, 0].reduce((sum) => sum + randomNormal(random) ** 2, 0)
      return randomNormal(random) / Math.sqrt(squares / 3)
    }
    const found = Array.from({ length: 200 }, () => indexes(Float64Array.from({ length: 100 }, heavy)))
    expect(found.flat()).toEqual([])
  })

  it('is among the steps of a whole series, in order with the longer ones', () => {
    const level = history(80, 10, [72, 72.4, 71.8])
    for (let index = 50; index < 80; index++) level[index] = level[index]! + 30
    expect(
      stepDetector()
        .detect(level)
        .map(({ index }) => index),
    ).toEqual([10, 13, 50])
  })
})
