import { describe, expect, it } from 'vitest'
import { hodgesLehmannShift } from '../../runner/stats/hodges-lehmann.ts'
import { mannWhitney } from '../../runner/stats/mann-whitney.ts'
import { medianInterval } from '../../runner/stats/median-interval.ts'
import { pooledT } from '../../runner/stats/pooled-t.ts'
import { type Random, randomFrom, randomNormal } from '../../runner/stats/random.ts'
import { shiftPValue } from '../../runner/stats/shift-evidence.ts'
import { wilcoxonSignedRank } from '../../runner/stats/wilcoxon.ts'

/** What benchmarks give: one value of each kind of noise. Its median is 0. */
const shapes: Record<string, (random: Random) => number> = {
  normal: randomNormal,
  skewed: (random) => -Math.log(1 - random()) - Math.LN2,
  heavy: (random) => randomNormal(random) / Math.sqrt(-Math.log(1 - random())),
  bimodal: (random) => (random() < 0.5 ? -3 : 3) + randomNormal(random),
  quantised: (random) => Math.round(randomNormal(random) * 1.5),
}
const names = Object.keys(shapes)

const draw = (shape: string, count: number, random: Random) =>
  Array.from({ length: count }, () => shapes[shape]!(random))

/** How often something holds in seeded trials. */
function share(key: string, trials: number, holds: (random: Random) => boolean): number {
  const random = randomFrom('calibration', key)
  let held = 0
  for (let trial = 0; trial < trials; trial++) if (holds(random)) held++
  return held / trials
}

describe('under no change, p-values below 0.05 come in at most 5 of 100', () => {
  const trials = 1000
  // Three standard errors of 1,000 trials at 5 % are 2.1 %.
  const limit = 0.071

  it.each(
    names.flatMap(
      (shape) =>
        [
          [shape, 4, 4],
          [shape, 3, 15],
          [shape, 30, 30],
        ] as const,
    ),
  )('Mann and Whitney, %s, %i and %i values', (shape, first, second) => {
    const wrong = share(`mw ${shape} ${first} ${second}`, trials, (random) => {
      return mannWhitney(draw(shape, first, random), draw(shape, second, random)).pValue < 0.05
    })
    expect(wrong).toBeLessThan(limit)
  })

  it.each(['normal', 'heavy', 'bimodal', 'quantised'])('Wilcoxon, %s differences (symmetric)', (shape) => {
    const wrong = share(`wilcoxon ${shape}`, trials, (random) => {
      return wilcoxonSignedRank(draw(shape, 12, random)).pValue < 0.05
    })
    expect(wrong).toBeLessThan(limit)
  })

  it.each(names)('Student’s test, %s, 10 and 25 values', (shape) => {
    const wrong = share(`t ${shape}`, trials, (random) => {
      return pooledT(draw(shape, 10, random), draw(shape, 25, random)) < 0.05
    })
    expect(wrong).toBeLessThan(limit)
  })

  it('Student’s p-values are even over all of (0, 1), not only at its end', () => {
    const random = randomFrom('even')
    const counts = new Array<number>(10).fill(0)
    for (let trial = 0; trial < 3000; trial++) {
      counts[Math.min(9, Math.floor(10 * pooledT(draw('normal', 6, random), draw('normal', 9, random))))]!++
    }
    // A chi-square value of 9 degrees beyond 33.7 has probability 0.0001.
    expect(counts.reduce((sum, count) => sum + (count - 300) ** 2 / 300, 0)).toBeLessThan(33.7)
  })

  it.each(names)('the moderated test of a shift, %s, does not exceed Student’s by much', (shape) => {
    const wrong = share(`shift ${shape}`, trials, (random) => {
      const [before, after] = [draw(shape, 25, random), draw(shape, 6, random)]
      const all = draw(shape, 200, random)
      const variance = all.reduce((sum, value) => sum + value * value, 0) / all.length
      return shiftPValue(Float64Array.from(before), Float64Array.from(after), variance) < 0.05
    })
    expect(wrong).toBeLessThan(0.08)
  })
})

describe('intervals hold the truth as often as they say', () => {
  const trials = 600

  it.each(
    names.flatMap(
      (shape) =>
        [
          [shape, 6],
          [shape, 25],
        ] as const,
    ),
  )('of a median, %s, %i values', (shape, count) => {
    const covered = share(`median ${shape} ${count}`, trials, (random) => {
      const { low, high } = medianInterval(draw(shape, count, random))
      return low <= 1e-9 && high >= -1e-9
    })
    expect(covered).toBeGreaterThan(0.93)
  })

  it.each(
    names.flatMap(
      (shape) =>
        [
          [shape, 5, 5],
          [shape, 4, 20],
          [shape, 25, 25],
        ] as const,
    ),
  )('of a shift, %s, %i and %i values', (shape, first, second) => {
    const covered = share(`shift ${shape} ${first} ${second}`, trials, (random) => {
      const moved = draw(shape, second, random).map((value) => value + 2)
      const { low, high } = hodgesLehmannShift(draw(shape, first, random), moved)
      return low <= 2 && high >= 2
    })
    expect(covered).toBeGreaterThan(0.925)
  })
})
