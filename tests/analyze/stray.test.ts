import { describe, expect, it } from 'vitest'
import type { Noise } from '../../runner/analyze/noise.ts'
import { strayOf } from '../../runner/analyze/stray.ts'
import { randomFrom, randomInteger, randomNormal } from '../../runner/stats/random.ts'

const CONFIDENCE = 0.95

function noiseWith(residuals: readonly number[]): Noise {
  return { centre: 0, sigma: 1, degrees: residuals.length - 1, residuals, constant: false }
}

/** The plain bootstrap that the closed form stands for, with very many draws. */
function drawn({ residuals }: Noise, draws: number) {
  const random = randomFrom('drawn')
  const one = () => residuals[randomInteger(random, residuals.length)]!
  const clipped = () => Math.max(-3, Math.min(3, one()))
  const errors = Float64Array.from({ length: draws }, () => {
    let sum = 0
    for (let drawn = 0; drawn < residuals.length; drawn++) sum += clipped()
    return one() - sum / residuals.length
  }).sort()
  return { low: errors[Math.floor(draws * 0.025)]!, high: errors[Math.floor(draws * 0.975)]! }
}

describe('how far a run strays from an unchanged baseline', () => {
  const random = randomFrom('stray')
  const skewed = Array.from({ length: 24 }, () => Math.exp(randomNormal(random)) - 1)
  const spiky = [...Array.from({ length: 22 }, () => randomNormal(random)), 9, 11]

  it.each([
    ['skewed', skewed],
    ['spiky', spiky],
  ])('is what a bootstrap of %s noise finds with ever more draws', (_, residuals) => {
    const noise = noiseWith(residuals)
    const exact = strayOf(noise, 1, CONFIDENCE, 0, randomFrom('unused'))
    const sampled = drawn(noise, 40_000)
    expect(exact.low).toBeCloseTo(sampled.low, 1)
    expect(exact.high).toBeCloseTo(sampled.high, 1)
  })

  it('is never less than the reach that is known anyway', () => {
    expect(strayOf(noiseWith(skewed), 1, CONFIDENCE, 50, random)).toEqual({ low: -50, high: 50 })
  })

  it('is less for several runs together, and the same when asked again', () => {
    const together = strayOf(noiseWith(spiky), 4, CONFIDENCE, 0, randomFrom('seed'))
    expect(together.high).toBeLessThan(strayOf(noiseWith(spiky), 1, CONFIDENCE, 0, random).high)
    expect(strayOf(noiseWith(spiky), 4, CONFIDENCE, 0, randomFrom('seed'))).toEqual(together)
  })
})
