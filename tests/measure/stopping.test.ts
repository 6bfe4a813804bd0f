import { describe, expect, it } from 'vitest'
import { isPreciseEnough, precisionRatio } from '../../runner/measure/precision.ts'
import type { CaseEndRecord, MeasureRecord } from '../../runner/measure/record.ts'
import type { Stopping } from '../../runner/plan/plan.ts'
import { fakeExecutors } from './fake-executor.ts'
import { plannedCase, planOf, recordsOf } from './plans.ts'

const endOf = (records: readonly MeasureRecord[]): CaseEndRecord | undefined =>
  records.find((record) => record.kind === 'case-end')

/** How a case ends whose iterations take these times, the last one for ever. */
async function ending(timesMs: readonly number[], stopping: Partial<Stopping>) {
  let index = 0
  let clockMs = 0
  const executors = fakeExecutors(() => {
    const timeMs = timesMs[Math.min(index, timesMs.length - 1)] ?? 0
    index += 1
    clockMs += timeMs
    return { wallTimeNs: timeMs * 1e6 }
  })
  const plan = planOf([plannedCase('a', { stopping: { min: 1, max: 100, ...stopping } })])
  const records = await recordsOf(plan, executors, { elapsedMs: () => clockMs })
  const { bound, precisionRatio: reached } = endOf(records)!
  return { iterations: index, bound, precisionRatio: reached }
}

const steady = [10]
const noisy = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 10 : 20))

describe('a case stops', () => {
  it('after max iterations', async () => {
    expect(await ending(noisy, { max: 7 })).toMatchObject({ iterations: 7, bound: 'max-iterations' })
  })

  it('as soon as the median is precise enough, but never on fewer than 6 samples', async () => {
    expect(await ending(steady, { precisionRatio: 0.02 })).toEqual({
      iterations: 6,
      bound: 'precision',
      precisionRatio: 0,
    })
  })

  it('not for precision where none is asked for', async () => {
    expect(await ending(steady, { max: 12, precisionRatio: 0 })).toMatchObject({
      iterations: 12,
      bound: 'max-iterations',
    })
  })

  it('not for precision while the samples disagree', async () => {
    expect(await ending(noisy, { max: 30, precisionRatio: 0.02 })).toMatchObject({
      iterations: 30,
      bound: 'max-iterations',
      precisionRatio: (20 - 10) / 2 / 15,
    })
  })

  it('after its time, and says how precise it was by then', async () => {
    expect(await ending(noisy, { maxTimeMs: 100, precisionRatio: 0.02 })).toMatchObject({
      iterations: 7,
      bound: 'max-time',
      precisionRatio: 5 / 10,
    })
  })

  it('never before min iterations, whatever the time and the precision', async () => {
    expect(await ending(steady, { min: 20, maxTimeMs: 50, precisionRatio: 0.02 })).toMatchObject({
      iterations: 20,
      bound: 'precision',
    })
  })

  it('without counting the time of its warm-up', async () => {
    expect(await ending(steady, { warmup: 5, maxTimeMs: 30 })).toMatchObject({
      iterations: 8,
      bound: 'max-time',
    })
  })
})

describe('warm-up', () => {
  it('goes on for as long as is asked for, in whole iterations', async () => {
    expect(await ending(steady, { warmup: 1, warmupTimeMs: 25, max: 2 })).toMatchObject({ iterations: 3 + 2 })
  })

  it('has its number of iterations even where the time is over before', async () => {
    expect(await ending(steady, { warmup: 4, warmupTimeMs: 25, max: 2 })).toMatchObject({ iterations: 4 + 2 })
  })
})

describe('the precision of a median', () => {
  it('is undefined below 3 samples and for a median of 0', () => {
    expect(precisionRatio([1, 2])).toBeUndefined()
    expect(precisionRatio([0, 0, 0])).toBeUndefined()
  })

  it('is half the range over the median while no interval reaches 95 %', () => {
    expect(precisionRatio([9, 10, 12])).toBeCloseTo(0.15)
  })

  it('is half the interval over the median: R binom: qbinom(0.025, 10, 0.5) = 2 gives the 2nd and the 9th of 10', () => {
    expect(precisionRatio([1, 2, 3, 4, 5, 6, 7, 8, 9, 100])).toBeCloseTo((9 - 2) / 2 / 5.5)
  })

  it('is never enough where 0 is asked for', () => {
    expect(isPreciseEnough([1, 1, 1, 1, 1, 1, 1], 0)).toBe(false)
  })
})
