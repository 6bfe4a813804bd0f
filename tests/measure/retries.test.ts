import { describe, expect, it } from 'vitest'
import { collect } from '../../runner/measure/collect.ts'
import type { IterationRecord, MeasureRecord, RunHeader } from '../../runner/measure/record.ts'
import type { Execution } from '../../runner/metrics/metric.ts'
import { fakeExecutors } from './fake-executor.ts'
import { plannedCase, planOf, recordsOf } from './plans.ts'

const failed: Partial<Execution> = { end: { kind: 'exit', code: 1 } }

/** The records of a case whose executions end like this, and its collected form. */
async function measured(endings: readonly (Partial<Execution> | undefined)[], overrides = {}) {
  let index = 0
  const executors = fakeExecutors(() => endings[index++])
  const plan = planOf([plannedCase('a', { stopping: { max: 2 }, ...overrides })])
  const records = await recordsOf(plan, executors)
  const [collected] = collect({} as RunHeader, records, '', false).cases
  return { collected, records, executions: executors.log.length }
}

const iterations = (records: readonly MeasureRecord[]): string[] =>
  records
    .filter((record): record is IterationRecord => record.kind === 'iteration')
    .map(({ index, failure, retried }) => `${index} ${failure ? 'failed' : 'ok'}${retried ? ', again' : ''}`)

describe('a failed iteration', () => {
  it('ends its case where nothing else is asked for', async () => {
    const { collected, executions } = await measured([failed])
    expect({ executions, status: collected?.status }).toEqual({ executions: 1, status: 'failed' })
    expect(collected).not.toHaveProperty('retries')
  })

  it('is repeated where the case asks for it, kept, counted for nothing and told', async () => {
    const { collected, records } = await measured([failed, failed, undefined, undefined], { retries: 2 })
    expect(iterations(records)).toEqual(['0 failed, again', '0 failed, again', '0 ok', '1 ok'])
    expect(collected).toMatchObject({
      status: 'ok',
      failure: undefined,
      iterations: 2,
      failures: 0,
      retries: 2,
    })
    expect(collected?.metrics[0]?.samples).toHaveLength(2)
    expect(records.find((record) => record.kind === 'warning')).toMatchObject({
      code: 'retried',
      message: '2 iterations failed and were repeated: exited with code 1',
    })
  })

  it('counts when it was repeated often enough; the next one has its retries again', async () => {
    const { collected, records } = await measured([failed, undefined, failed, failed], { retries: 1 })
    expect(iterations(records)).toEqual(['0 failed, again', '0 ok', '1 failed, again', '1 failed'])
    expect(collected).toMatchObject({ status: 'failed', iterations: 2, failures: 1, retries: 2 })
  })

  it('is not repeated where the rate of failures is what is measured, or the command cannot start', async () => {
    const rate = await measured([failed, undefined], { retries: 3, metrics: ['success-rate'] })
    expect(rate.executions).toBe(2)
    const absent = await measured([{ end: { kind: 'not-started', message: 'no such file' } }], { retries: 3 })
    expect(absent.executions).toBe(1)
  })
})
