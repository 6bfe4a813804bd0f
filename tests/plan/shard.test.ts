import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { caseId } from '../../runner/plan/identity.ts'
import type { CaseKey, Plan } from '../../runner/plan/plan.ts'
import { parseShard, takeShard } from '../../runner/plan/shard.ts'
import { plannedCase, planOf } from '../measure/plans.ts'

const plan = (count: number): Plan =>
  planOf(Array.from({ length: count }, (_, index) => plannedCase(`case ${index}`)))
const idsOf = (part: Plan): string[] =>
  part.suites.flatMap((suite) => suite.cases.map(({ key }) => caseId(key)))
const namesOf = (part: Plan): string[] =>
  part.suites.flatMap((suite) => suite.cases.map(({ key }) => key.benchmark))

describe('a shard', () => {
  it('is written as its number and how many there are', () => {
    expect(parseShard('2/5')).toEqual({ index: 2, of: 5 })
  })

  it.each(['', '2', '0/5', '6/5', '2/5/6', '-1/2', '1.5/2', '1/1001'])('is not %j', (text) => {
    expect(() => parseShard(text)).toThrow('is no shard')
  })
})

describe('a plan shared by several machines', () => {
  it('is measured whole, each case by one of them, whatever the costs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.nat(1e6), { nil: undefined }), { minLength: 1, maxLength: 40 }),
        fc.nat(8),
        (costs, more) => {
          const whole = plan(costs.length)
          const of = Math.min(costs.length, more + 1)
          const costOf = ({ benchmark }: CaseKey) => costs[Number(benchmark.slice(5))]
          const parts = Array.from({ length: of }, (_, place) =>
            takeShard(whole, { index: place + 1, of }, costOf),
          )
          expect(parts.flatMap(idsOf).sort()).toEqual(idsOf(whole).sort())
        },
      ),
      { seed: 1 },
    )
  })

  it('takes each about the same time', () => {
    const costs = [100, 1, 1, 1, 50, 49, 30, 70]
    const costOf = ({ benchmark }: CaseKey) => costs[Number(benchmark.slice(5))]
    const shares = [1, 2, 3].map((index) =>
      takeShard(plan(8), { index, of: 3 }, costOf).suites[0]!.cases.reduce(
        (sum, { key }) => sum + costOf(key)!,
        0,
      ),
    )
    expect(shares).toEqual([101, 101, 100])
  })

  it('is split into equal numbers where nothing was measured yet, in the order of the config', () => {
    const parts = [1, 2].map((index) => takeShard(plan(5), { index, of: 2 }))
    expect(parts.map(namesOf)).toEqual([
      ['case 0', 'case 2', 'case 4'],
      ['case 1', 'case 3'],
    ])
    expect(parts.every(({ partial }) => partial)).toBe(true)
  })

  it('leaves nothing for more machines than cases', () => {
    expect(() => takeShard(plan(2), { index: 3, of: 3 })).toThrow('Shard 3/3 has nothing to measure')
  })
})
