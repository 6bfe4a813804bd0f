import { describe, expect, it } from 'vitest'
import { tailCritical, tailOf, tailTwoSided } from '../../runner/stats/heavy-tail.ts'
import { pottsDetector } from '../../runner/stats/potts-detector.ts'
import { randomFrom, randomNormal } from '../../runner/stats/random.ts'
import { shiftPValue } from '../../runner/stats/shift-evidence.ts'
import { watchShifts } from '../../runner/stats/shift-watch.ts'
import { stepDetector } from '../../runner/stats/step-detector.ts'
import { studentCritical } from '../../runner/stats/student-t.ts'

const noisy = (count: number, level: number, key: string) => {
  const random = randomFrom('shifts', key)
  return Array.from({ length: count }, () => level + randomNormal(random))
}
const indices = (values: readonly number[]) =>
  stepDetector()
    .detect(values)
    .map(({ index }) => index)

describe('the place of a step', () => {
  it.each([
    ['wavers', [20, 21, 22, 20, 21, 22, 20, 21, 22, 20, 21, 22, 20, 21, 22]],
    ['comes in two strides', [20, 21, 22, 22, 22, 22, 22]],
    ['holds', [20, 20, 20, 20, 20, 20]],
  ])('after a level of one number is the first value that differs, where the new level %s', (_, after) => {
    expect(indices([...Array(30).fill(10), ...after])).toEqual([30])
  })
})

describe('the evidence for a shift', () => {
  it('is Student’s test with a moderated variance', () => {
    // 2 * scipy.stats.t.sf(difference / sqrt(s2 * 0.4), 8), s2 = 0.8 * pooled variance + 0.2 * 0.01
    const before = Float64Array.of(1, 1.1, 0.9, 1, 1.1)
    const after = Float64Array.of(2, 2.1, 1.9, 2, 2.1)
    expect(shiftPValue(before, after, 0.01) / 8.772764373850818e-8).toBeCloseTo(1, 9)
  })

  it('does not grow with what lies further away than 25 values', () => {
    const before = Float64Array.from(noisy(25, 0, 'near'))
    const after = Float64Array.from(noisy(25, 1, 'after'))
    const far = Float64Array.from([...noisy(500, 9, 'far'), ...before])
    expect(shiftPValue(far, after, 1)).toBe(shiftPValue(before, after, 1))
  })

  it('sets one spike on a side aside', () => {
    const before = noisy(25, 0, 'spike')
    const after = Float64Array.from(noisy(25, 3, 'spiked'))
    const clean = shiftPValue(Float64Array.from(before), after, 1)
    const spiked = shiftPValue(Float64Array.from(before.with(7, 60)), after, 1)
    expect(spiked / clean).toBeLessThan(100)
    expect(spiked).toBeLessThan(1e-8)
  })

  it('is weaker where neighbours are alike, by what that does to the variance of a mean', () => {
    const [before, after] = [Float64Array.from(noisy(12, 0, 'l')), Float64Array.from(noisy(6, 3, 'm'))]
    // numpy: (rho ** abs(np.subtract.outer(np.arange(n), np.arange(n)))).sum() / n ** 2 for n = 12 and 6, rho = 0.4
    const inflation = (0.17901260458666668 + 0.32741333333333333) / (1 / 12 + 1 / 6)
    const t = (pValue: number) => studentCritical(pValue, 16)
    const [alone, alike] = [shiftPValue(before, after, 1), shiftPValue(before, after, 1, 0.4)]
    expect((t(alone) / t(alike)) ** 2).toBeCloseTo(inflation, 6)
  })

  it('is nothing between equal values', () => {
    expect(shiftPValue(Float64Array.of(1, 1, 1), Float64Array.of(1, 1), 0)).toBe(1)
    expect(shiftPValue(Float64Array.of(1, 1, 1), Float64Array.of(2, 2), 0)).toBe(0)
  })
})

describe('the step detector', () => {
  it('finds shifts where they are, of both signs', () => {
    const values = [...noisy(40, 0, 'a'), ...noisy(30, 6, 'b'), ...noisy(40, 0, 'c')]
    expect(indices(values)).toEqual([40, 70])
  })

  it('is not confused by spikes', () => {
    const values = [...noisy(60, 0, 'd'), ...noisy(60, 4, 'e')].with(50, 15).with(70, -10)
    expect(indices(values)).toEqual([60])
  })

  it('calls a spike of two values no step', () => {
    expect(indices(noisy(100, 0, 'f').with(50, 12).with(51, 12))).toEqual([])
  })

  it('says nothing of constants, of few values and of none', () => {
    expect(indices(new Array(50).fill(3))).toEqual([])
    expect(indices([1, 9])).toEqual([])
    expect(indices([])).toEqual([])
  })

  it('finds an exact step between constants', () => {
    expect(indices([...new Array(10).fill(3), ...new Array(10).fill(4)])).toEqual([10])
  })
})

describe('the Potts detector', () => {
  const found = (values: readonly number[]) =>
    pottsDetector()
      .detect(values)
      .map(({ index }) => index)

  it('finds shifts where they are', () => {
    expect(found([...noisy(40, 0, 'l'), ...noisy(30, 6, 'm'), ...noisy(40, 0, 'n')])).toEqual([40, 70])
  })

  it('buys no level for a spike', () => {
    expect(found(noisy(80, 0, 'o').with(30, 90).with(31, 90))).toEqual([])
  })

  it('asks a higher price where neighbours are alike', () => {
    const random = randomFrom('alike')
    let level = 0
    const alike = Array.from({ length: 600 }, () => {
      level = 0.6 * level + randomNormal(random)
      return level
    })
    const shuffledNoise = noisy(600, 0, 'p')
    expect(found(alike).length).toBeLessThan(12)
    expect(found(shuffledNoise).length).toBeLessThan(2)
  })

  it('finds exact steps between constants', () => {
    expect(found([...new Array(10).fill(3), ...new Array(10).fill(4)])).toEqual([10])
    expect(found(new Array(30).fill(3))).toEqual([])
  })
})

describe('watching for shifts', () => {
  it('sees a large shift with its third value, and keeps to it', () => {
    const values = [...noisy(30, 0, 'g'), ...noisy(30, 8, 'h')]
    expect(watchShifts(values)).toMatchObject([{ index: 30, seenAt: 32 }])
  })

  it('takes three values far off that come back for no shift', () => {
    expect(watchShifts([...noisy(30, 0, 'g'), ...noisy(3, 5, 'h'), ...noisy(30, 0, 'i')])).toEqual([])
    expect(watchShifts([...noisy(30, 0, 'g'), ...noisy(30, 5, 'h')])).toMatchObject([
      { index: 30, seenAt: 33 },
    ])
  })

  it('gives the same alarms for the beginning of a series as for the whole: no hindsight', () => {
    const values = [...noisy(40, 0, 'i'), ...noisy(40, 4, 'j'), ...noisy(40, 0, 'k')]
    const whole = watchShifts(values)
    expect(whole.length).toBeGreaterThan(0)
    for (let end = 1; end <= values.length; end += 7) {
      expect(watchShifts(values.slice(0, end))).toEqual(whole.filter(({ seenAt }) => seenAt < end))
    }
  })

  it('raises hardly any alarm in noise, with light tails or heavy ones', () => {
    const random = randomFrom('no alarm')
    const light = Array.from({ length: 30_000 }, () => randomNormal(random))
    const heavy = Array.from(
      { length: 30_000 },
      () => randomNormal(random) / Math.sqrt(-Math.log(1 - random())),
    )
    expect(watchShifts(light).length + watchShifts(heavy).length).toBeLessThanOrEqual(3)
  })
})

describe('heavy tails', () => {
  it('are believed in until many values speak against them', () => {
    const random = randomFrom('tails')
    const deviations = Array.from({ length: 300 }, () => randomNormal(random))
    const critical = [0, 30, 300].map((count) => tailCritical(tailOf(deviations.slice(0, count)), 0.001, 300))
    expect(critical[0]).toBeGreaterThan(critical[1]!)
    expect(critical[1]).toBeGreaterThan(critical[2]!)
    expect(critical[2]).toBeLessThan(4.6)
  })

  it('are learned from spikes', () => {
    const quiet = new Array(50).fill(0.5)
    const spiky = quiet.with(3, 12).with(20, -9).with(40, 15)
    expect(tailTwoSided(tailOf(spiky), 8, 100)).toBeGreaterThan(3 * tailTwoSided(tailOf(quiet), 8, 100))
  })

  it('are never lighter than the few values behind sigma allow', () => {
    // scipy.stats.t.sf(10 / scale, 2) * 2 for the scale of 2 degrees is the smallest that 2 degrees can give
    expect(tailTwoSided(tailOf([]), 31.6, 2)).toBeGreaterThan(0.0005)
  })
})
