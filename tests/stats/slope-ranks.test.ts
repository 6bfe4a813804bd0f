import { describe, expect, it } from 'vitest'
import { randomFrom, randomNormal } from '../../runner/stats/random.ts'
import { slopeRanks } from '../../runner/stats/slope-ranks.ts'

const COUNT = 400
const random = randomFrom('slope-ranks')
const sequence = (value: (index: number) => number) =>
  Array.from({ length: COUNT }, (_, index) => value(index))
let walked = 0

const sequences: Readonly<Record<string, number[]>> = {
  noise: sequence(() => randomNormal(random)),
  'few different values': sequence(() => Math.round(random() * 2)),
  'a straight line': sequence((index) => 3 * index),
  'a line in whole numbers': sequence((index) => Math.round(index / 3)),
  'one value but for one': sequence((index) => (index === 77 ? 6 : 5)),
  steps: sequence((index) => Math.floor(index / 50) + 0.1 * random()),
  'a walk': sequence(() => (walked += randomNormal(random))),
  'heavy tails': sequence(() => 1 / (random() + 1e-9)),
  'small differences of huge values': sequence(() => 1e15 + Math.round(random() * 3)),
}

function allSlopes(values: readonly number[]): Float64Array {
  const slopes = values.flatMap((late, j) => values.slice(0, j).map((early, i) => (late - early) / (j - i)))
  return Float64Array.from(slopes).sort()
}

describe('The slopes of all pairs by rank', () => {
  it.each(Object.entries(sequences))('are those of the whole list: %s', (_, values) => {
    const listed = allSlopes(values)
    const slopeOfRank = slopeRanks(values)
    for (const share of [0, 0.001, 0.02, 0.25, 0.45, 0.5, 0.55, 0.9, 0.999, 1]) {
      const rank = Math.max(1, Math.round(share * listed.length))
      expect(slopeOfRank(rank)).toBeCloseTo(listed[rank - 1]!, 11)
    }
  })
})
