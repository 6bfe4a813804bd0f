import { describe, expect, it } from 'vitest'
import { blockArms, CONTROL_EVERY } from '../../runner/compare/pairing.ts'

const blocks = (seed: number, count: number) =>
  Array.from({ length: count }, (_, block) => blockArms(seed, 's/case', block))

describe('a block', () => {
  it('is its own mirror image, so that a steady drift hits both versions alike', () => {
    for (const arms of blocks(1, 50)) expect(arms).toEqual(arms.toReversed())
  })

  it('holds each version twice, and every second one the control too', () => {
    for (const [block, arms] of blocks(1, 20).entries()) {
      const expected = ['base', 'base', 'head', 'head']
      const control = block % CONTROL_EVERY === 0 ? ['control', 'control'] : []
      expect(arms.toSorted()).toEqual([...expected, ...control].toSorted())
    }
  })

  it('begins with either version about equally often', () => {
    const first = blocks(7, 1000).map((arms) => arms.find((arm) => arm !== 'control'))
    const bases = first.filter((arm) => arm === 'base').length
    expect(bases).toBeGreaterThan(440)
    expect(bases).toBeLessThan(560)
  })

  it('depends on the seed and on nothing else', () => {
    expect(blocks(1, 30)).toEqual(blocks(1, 30))
    expect(blocks(1, 30)).not.toEqual(blocks(2, 30))
    expect(blockArms(1, 's/other', 0).length).toBe(6)
  })
})
