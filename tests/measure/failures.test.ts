import { describe, expect, it } from 'vitest'
import { collect } from '../../runner/measure/collect.ts'
import type { Failure, IterationRecord, RunHeader } from '../../runner/measure/record.ts'
import type { ExecutionEnd } from '../../runner/metrics/metric.ts'
import { fakeExecutors, nameOf } from './fake-executor.ts'
import { line, plannedCase, planOf, recordsOf } from './plans.ts'

const header = {} as RunHeader

async function failureOf(end: ExecutionEnd, expectedExitCodes?: number[]): Promise<Failure | undefined> {
  const executors = fakeExecutors(() => ({ end, outputTail: 'last words' }))
  const overrides = expectedExitCodes ? { expectedExitCodes } : {}
  const records = await recordsOf(planOf([plannedCase('a', overrides)]), executors)
  return (records[0] as IterationRecord).failure
}

describe('a failed iteration is a record with its reason', () => {
  it.each<[ExecutionEnd, Partial<Failure>]>([
    [
      { kind: 'exit', code: 2 },
      { reason: 'exit-code', message: 'exited with code 2' },
    ],
    [
      { kind: 'signal', signal: 'SIGSEGV' },
      { reason: 'signal', message: 'ended by SIGSEGV' },
    ],
    [
      { kind: 'timeout', timeoutMs: 300 },
      { reason: 'timeout', message: 'did not end within 300 ms and was ended' },
    ],
    [
      { kind: 'not-started', message: 'x: command not found' },
      { reason: 'not-started', message: 'x: command not found' },
    ],
    [
      { kind: 'too-much-output', limitBytes: 64 * 2 ** 20 },
      { reason: 'output', message: 'printed more than 64 MiB, which is more than can be read' },
    ],
  ])('%j', async (end, expected) => {
    expect(await failureOf(end)).toEqual({ ...expected, outputTail: 'last words' })
  })

  it('unless the exit code is an expected one', async () => {
    expect(await failureOf({ kind: 'exit', code: 3 }, [0, 3])).toBeUndefined()
    expect(await failureOf({ kind: 'exit', code: 0 }, [1, 3])).toMatchObject({
      message: 'exited with code 0, expected 1 or 3',
    })
  })

  it('and names the hook where it was one', async () => {
    const executors = fakeExecutors(() => ({ end: { kind: 'exit', code: 1 }, outputTail: 'no such table' }))
    const plan = planOf([plannedCase('a', { hooks: { setup: line('seed') } })])
    const [record] = await recordsOf(plan, executors)
    expect(record).toMatchObject({
      phase: 'warmup',
      failure: { reason: 'hook', message: 'setup: exited with code 1', outputTail: 'no such table' },
    })
  })
})

describe('a failed iteration', () => {
  const failOn = (failing: readonly number[]) => {
    let index = -1
    return fakeExecutors(() => {
      index += 1
      return failing.includes(index) ? { end: { kind: 'exit', code: 1 } } : undefined
    })
  }

  it('ends its case as failed', async () => {
    const records = await recordsOf(planOf([plannedCase('a', { stopping: { max: 5 } })]), failOn([2]))
    const run = collect(header, records, '', false)
    expect(run.cases).toMatchObject([
      { status: 'failed', iterations: 3, failures: 1, stop: 'failure', failure: { reason: 'exit-code' } },
    ])
  })

  it('in the warm-up too', async () => {
    const records = await recordsOf(planOf([plannedCase('a', { stopping: { warmup: 2 } })]), failOn([0]))
    expect(collect(header, records, '', false).cases).toMatchObject([
      { status: 'failed', iterations: 0, metrics: [] },
    ])
  })

  it('is counted and goes on where success-rate is measured', async () => {
    const metrics = ['wall-time', 'success-rate']
    const plan = planOf([plannedCase('a', { metrics, stopping: { max: 20 } })])
    const [measured] = collect(header, await recordsOf(plan, failOn([3])), '', false).cases
    expect(measured).toMatchObject({ status: 'ok', iterations: 20, failures: 1, stop: 'max-iterations' })
    expect(measured?.metrics.map(({ metric, samples }) => [metric.name, samples.length])).toEqual([
      ['wall-time', 19],
      ['success-rate', 1],
    ])
    expect(measured?.metrics[1]).toMatchObject({
      samples: [0.95],
      metric: { unit: 'ratio', direction: 'higher' },
    })
  })

  it('fails the case all the same where not a single one succeeded', async () => {
    const plan = planOf([plannedCase('a', { metrics: ['success-rate'], stopping: { max: 3 } })])
    const [measured] = collect(header, await recordsOf(plan, failOn([0, 1, 2])), '', false).cases
    expect(measured).toMatchObject({ status: 'failed', iterations: 3, failures: 3 })
    expect(measured?.metrics).toMatchObject([{ samples: [0] }])
  })

  it('is not waited for where the command does not exist', async () => {
    const executors = fakeExecutors(() => ({ end: { kind: 'not-started', message: 'a: command not found' } }))
    const plan = planOf([plannedCase('a', { metrics: ['success-rate'], stopping: { max: 30 } })])
    await recordsOf(plan, executors)
    expect(executors.log).toHaveLength(1)
  })
})

describe('a cleanup that fails', () => {
  it('is a warning: what was measured stands', async () => {
    const executors = fakeExecutors((request) =>
      nameOf(request) === 'tidy' ? { end: { kind: 'exit', code: 1 }, outputTail: 'busy\n' } : undefined,
    )
    const records = await recordsOf(
      planOf([plannedCase('a', { hooks: { cleanup: line('tidy') } })]),
      executors,
    )
    expect(collect(header, records, '', false)).toMatchObject({
      cases: [{ status: 'ok', iterations: 2 }],
      warnings: [{ code: 'cleanup-failed', message: 'cleanup: exited with code 1: busy' }],
    })
  })
})
