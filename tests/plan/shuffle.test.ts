import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockOrder, turns } from '../../runner/plan/shuffle.ts'

describe('the order of a block', () => {
  it('holds every case once', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(1000), fc.nat(2 ** 32 - 1), (caseCount, block, seed) => {
        const order = blockOrder(caseCount, block, seed)
        expect([...order].sort((a, b) => a - b)).toEqual([...Array(caseCount).keys()])
      }),
      { seed: 7 },
    )
  })

  // Pinned: a run that is repeated with its seed must get the order that it had, in every later version.
  it('is the same for the same seed', () => {
    expect([0, 1, 2].map((block) => blockOrder(6, block, 1))).toMatchInlineSnapshot(`
      [
        [
          3,
          1,
          5,
          0,
          4,
          2,
        ],
        [
          3,
          4,
          1,
          2,
          0,
          5,
        ],
        [
          2,
          1,
          0,
          4,
          5,
          3,
        ],
      ]
    `)
    expect([0, 1, 2].map((block) => blockOrder(6, block, 2))).toMatchInlineSnapshot(`
      [
        [
          4,
          3,
          0,
          2,
          1,
          5,
        ],
        [
          3,
          1,
          4,
          5,
          2,
          0,
        ],
        [
          2,
          4,
          0,
          5,
          3,
          1,
        ],
      ]
    `)
  })

  // 24 permutations of 4 cases, 24,000 blocks: 1000 expected of each, and chi-squared with 23 degrees of freedom
  // exceeds 49.7 once in a thousand times (R: qchisq(0.999, 23)).
  it('is every permutation equally often', () => {
    const counts = new Map<string, number>()
    for (let block = 0; block < 24_000; block += 1) {
      const order = blockOrder(4, block, 42).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    expect(chiSquared).toBeLessThan(49.7)
  })

  it('does not depend on the block or the seed before it: no case stays in its place', () => {
    const places = Array.from({ length: 1000 }, (_, seed) => blockOrder(2, 0, seed)[0])
    const first = places.filter((place) => place === 0).length
    expect(first).toBeGreaterThan(430)
    expect(first).toBeLessThan(570)
    const repeated = Array.from({ length: 1000 }, (_, block) =>
      blockOrder(2, block, 1)[0] === blockOrder(2, block + 1, 1)[0] ? 1 : 0,
    ).reduce<number>((sum, same) => sum + same, 0)
    expect(repeated).toBeGreaterThan(430)
    expect(repeated).toBeLessThan(570)
  })
})

/** Takes turns until every case had as many as it needs, and writes down who it was. */
function story(needs: readonly number[], order: 'interleaved' | 'sequential', seed = 1): string {
  const had = needs.map(() => 0)
  const names: string[] = []
  for (const { caseIndex, iteration } of turns(
    needs.length,
    order,
    seed,
    (index) => had[index]! >= needs[index]!,
  )) {
    expect(iteration).toBe(had[caseIndex])
    had[caseIndex]! += 1
    names.push('abcdef'.charAt(caseIndex))
  }
  return names.join('')
}

describe('the turns of a suite', () => {
  it('go case after case when sequential', () => {
    expect(story([2, 3, 1], 'sequential')).toBe('aabbbc')
  })

  it('go block by block when interleaved, and a finished case drops out', () => {
    expect(story([1, 3, 2], 'interleaved', 1)).toMatchInlineSnapshot(`"cabcbb"`)
  })

  it('leave the order of the others alone when a case drops out', () => {
    const all = story([4, 4, 4], 'interleaved', 9)
    expect(story([1, 4, 4], 'interleaved', 9)).toBe(all.replace(/(?<=a.*)a/g, ''))
  })

  it('end at once where nothing is to be done', () => {
    expect(story([], 'interleaved')).toBe('')
    expect(story([0, 0], 'interleaved')).toBe('')
    expect(story([0, 0], 'sequential')).toBe('')
  })
})
