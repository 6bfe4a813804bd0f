import { describe, expect, it } from 'vitest'
import type { ProgressEvent } from '../../runner/measure/progress.ts'
import type { IterationRecord, WarningRecord } from '../../runner/measure/record.ts'
import { fakeExecutors } from './fake-executor.ts'
import { plannedCase, planOf, recordsOf } from './plans.ts'

/** Codes of the findings about a case with these wall times. */
async function codes(timesMs: readonly number[], warmup = 0): Promise<string[]> {
  let index = -warmup
  const executors = fakeExecutors(() => {
    const timeMs = timesMs[Math.max(0, index)] ?? 0
    index += 1
    return { wallTimeNs: timeMs * 1e6 }
  })
  const plan = planOf([plannedCase('a', { stopping: { warmup, max: timesMs.length } })])
  const records = await recordsOf(plan, executors)
  return records
    .filter((record): record is WarningRecord => record.kind === 'warning')
    .map(({ code }) => code)
}

describe('findings about the samples of a case', () => {
  it('are none for steady iterations', async () => {
    expect(await codes([100, 101, 99, 100, 102, 98, 100])).toEqual([])
  })

  it('tell a slow first iteration, which is then no outlier', async () => {
    expect(await codes([300, 101, 99, 100, 102, 98, 100])).toEqual(['slow-first-iteration'])
  })

  it('tell iterations far outside the others', async () => {
    expect(await codes([100, 101, 99, 300, 102, 98, 100])).toEqual(['outliers'])
  })

  it('tell times that fall into two groups, which are then no outliers', async () => {
    const times = [100, 151, 101, 150, 99, 149, 100, 150, 101, 152]
    expect(await codes(times)).toEqual(['two-levels'])
  })

  it('do not call a difference an outlier that matters to nobody', async () => {
    expect(await codes([100, 100, 100, 104, 100, 100, 100])).toEqual([])
  })

  it('tell a command that is too short for timing it from outside', async () => {
    expect(await codes([1, 1, 1])).toEqual(['short-command'])
  })
})

describe('a metric that the executor cannot give', () => {
  it('is told once for each case', async () => {
    const metrics = ['wall-time', 'user-time', 'page-faults']
    const records = await recordsOf(planOf([plannedCase('a', { metrics })]), fakeExecutors())
    expect(records.filter((record) => record.kind === 'warning')).toMatchObject([
      {
        code: 'metric-unavailable',
        message: 'this system or executor cannot measure user-time, page-faults',
      },
    ])
  })
})

describe('an interrupted case', () => {
  it('is not said to lack what there was no time to measure', async () => {
    const controller = new AbortController()
    const executors = fakeExecutors(() => {
      controller.abort()
      return undefined
    })
    const plan = planOf([plannedCase('a', { metrics: ['wall-time', 'peak-memory'] })])
    const records = await recordsOf(plan, executors, { signal: controller.signal })
    expect(records.map(({ kind }) => kind)).toEqual(['iteration', 'case-end'])
  })
})

describe('peak memory below the runner’s own', () => {
  const metrics = ['wall-time', 'peak-memory']

  it('is learned by executions that count for nothing else', async () => {
    const executors = fakeExecutors(undefined, () => ({ peakMemoryBytes: 1_500_000, wallTimeNs: 0 }))
    const records = await recordsOf(planOf([plannedCase('a', { metrics })]), executors)
    const extra = records.filter(
      (record): record is IterationRecord => record.kind === 'iteration' && !!record.onlyFor,
    )
    expect(extra).toHaveLength(3)
    expect(extra[0]?.measurements).toMatchObject([
      { metric: { name: 'peak-memory', unit: 'B' }, samples: [1_500_000] },
    ])
  })

  it('is not asked for where the iterations themselves could tell', async () => {
    const executors = fakeExecutors(
      () => ({ peakMemoryBytes: 200e6 }),
      () => ({ peakMemoryBytes: 1 }),
    )
    await recordsOf(planOf([plannedCase('a', { metrics })]), executors)
    expect(executors.log).toHaveLength(2)
  })

  it('stays unknown, with a finding, where the executor has no way', async () => {
    const records = await recordsOf(planOf([plannedCase('a', { metrics })]), fakeExecutors())
    expect(records.at(-1)).toMatchObject({
      code: 'metric-unavailable',
      message: expect.stringContaining('peak-memory'),
    })
  })
})

describe('progress', () => {
  it('tells what starts, how far all is, and the estimate so far', async () => {
    const events: ProgressEvent[] = []
    const cases = [plannedCase('a', { stopping: { warmup: 1 } }), plannedCase('b', { stopping: { max: 1 } })]
    let clockMs = 0
    const executors = fakeExecutors(() => {
      clockMs += 100
      return { wallTimeNs: 100e6 }
    })
    const onProgress = (event: ProgressEvent) => events.push(event)
    await recordsOf(planOf(cases, 'sequential'), executors, { onProgress, elapsedMs: () => clockMs })
    const short = events.map((event) => [
      event.case.benchmark,
      event.phase,
      event.index,
      event.of,
      event.casesEnded,
    ])
    expect(short).toEqual([
      ['a', 'warmup', 0, 1, 0],
      ['a', 'measured', 0, 2, 0],
      ['a', 'measured', 1, 2, 0],
      ['b', 'measured', 0, 1, 1],
    ])
    expect(events[0]).toMatchObject({ cases: 2, estimate: undefined, remainingMs: undefined })
    expect(events[2]?.estimate).toEqual({
      metric: 'wall-time',
      unit: 'ns',
      median: 100e6,
      precisionRatio: undefined,
    })
  })

  it('tells the time left as soon as every case has a pace', async () => {
    const left: (number | undefined)[] = []
    let clockMs = 0
    const executors = fakeExecutors(() => {
      clockMs += 100
      return { wallTimeNs: 100e6 }
    })
    const plan = planOf([plannedCase('a', { stopping: { max: 4 } })])
    const onProgress = ({ remainingMs }: ProgressEvent) => left.push(remainingMs)
    await recordsOf(plan, executors, { onProgress, elapsedMs: () => clockMs })
    expect(left).toEqual([undefined, 300, 200, 100])
  })
})
