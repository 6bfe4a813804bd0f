import { describe, expect, it } from 'vitest'
import { measure } from '../../runner/measure/measure.ts'
import type { Hooks } from '../../runner/plan/plan.ts'
import { fakeExecutors, nameOf } from './fake-executor.ts'
import { line, plannedCase, planOf, recordsOf } from './plans.ts'

const hooks = (name: string): Hooks => ({
  setup: line(`setup ${name}`),
  prepare: line(`prepare ${name}`),
  conclude: line(`conclude ${name}`),
  cleanup: line(`cleanup ${name}`),
})

describe('the order of one case', () => {
  it('is setup, then for each iteration prepare, command, conclude, then cleanup', async () => {
    const executors = fakeExecutors()
    const stopping = { warmup: 1, max: 2 }
    await recordsOf(planOf([plannedCase('a', { hooks: hooks('a'), stopping })]), executors)
    expect(executors.log).toEqual([
      'setup a',
      ...['prepare a', 'a', 'conclude a'],
      ...['prepare a', 'a', 'conclude a'],
      ...['prepare a', 'a', 'conclude a'],
      'cleanup a',
    ])
  })

  it('goes to conclude and cleanup when the command fails, and no further', async () => {
    const executors = fakeExecutors((request) =>
      nameOf(request) === 'a' ? { end: { kind: 'exit', code: 1 } } : undefined,
    )
    await recordsOf(planOf([plannedCase('a', { hooks: hooks('a') })]), executors)
    expect(executors.log).toEqual(['setup a', 'prepare a', 'a', 'conclude a', 'cleanup a'])
  })

  it.each([
    ['setup', ['setup a', 'cleanup a']],
    ['prepare', ['setup a', 'prepare a', 'cleanup a']],
    ['conclude', ['setup a', 'prepare a', 'a', 'conclude a', 'cleanup a']],
  ])('goes to cleanup when %s fails', async (hook, expected) => {
    const executors = fakeExecutors((request) =>
      nameOf(request).startsWith(hook) ? { end: { kind: 'exit', code: 1 } } : undefined,
    )
    await recordsOf(planOf([plannedCase('a', { hooks: hooks('a') })]), executors)
    expect(executors.log).toEqual(expected)
  })
})

describe('the order of several cases', () => {
  const cases = ['a', 'b', 'c'].map((name) =>
    plannedCase(name, { hooks: hooks(name), stopping: { warmup: 1, max: 2 } }),
  )
  const isHook = (entry: string): boolean => entry.includes(' ')

  it('sets all up first, warms all up, measures in blocks, and cleans all up last', async () => {
    const executors = fakeExecutors()
    await recordsOf(planOf(cases), executors)
    const { log } = executors
    expect(log.slice(0, 3)).toEqual(['setup a', 'setup b', 'setup c'])
    expect(log.slice(-3)).toEqual(['cleanup a', 'cleanup b', 'cleanup c'])
    const turns = log.filter((entry) => !isHook(entry))
    const blocks = [turns.slice(0, 3), turns.slice(3, 6), turns.slice(6)]
    for (const block of blocks) expect(block.toSorted()).toEqual(['a', 'b', 'c'])
  })

  it('depends on the seed alone', async () => {
    const turnsWith = async (seed: number): Promise<string> => {
      const executors = fakeExecutors()
      const many = ['a', 'b', 'c', 'd', 'e'].map((name) => plannedCase(name, { stopping: { max: 4 } }))
      await recordsOf({ ...planOf(many), seed }, executors)
      return executors.log.join('')
    }
    expect(await turnsWith(7)).toBe(await turnsWith(7))
    expect(new Set(await Promise.all([1, 2, 3, 4].map(turnsWith))).size).toBeGreaterThan(1)
  })

  it('is one case after the other on request', async () => {
    const executors = fakeExecutors()
    await recordsOf(planOf(cases.slice(0, 2), 'sequential'), executors)
    const short = executors.log.filter((entry) => !/prepare|conclude/.test(entry))
    expect(short).toEqual(['setup a', 'a', 'a', 'a', 'cleanup a', 'setup b', 'b', 'b', 'b', 'cleanup b'])
  })

  it('goes on with the others when one fails', async () => {
    const executors = fakeExecutors((request) =>
      nameOf(request) === 'b' ? { end: { kind: 'exit', code: 1 } } : undefined,
    )
    await recordsOf(planOf(cases), executors)
    const count = (name: string): number => executors.log.filter((entry) => entry === name).length
    expect([count('a'), count('b'), count('c')]).toEqual([3, 1, 3])
  })

  it('runs the suites in the order of the plan', async () => {
    const executors = fakeExecutors()
    const [first] = planOf([plannedCase('a', { hooks: hooks('a'), stopping: { max: 1 } })]).suites
    const [second] = planOf([plannedCase('b', { stopping: { max: 1 } })]).suites
    await recordsOf({ ...planOf([]), suites: [first!, second!] }, executors)
    expect(executors.log).toEqual(['setup a', 'prepare a', 'a', 'conclude a', 'cleanup a', 'b'])
  })
})

describe('an interruption', () => {
  it('ends what runs, concludes and cleans up, and starts nothing more', async () => {
    const controller = new AbortController()
    const executors = fakeExecutors((request) => {
      if (nameOf(request) !== 'a') return undefined
      controller.abort()
      return { end: { kind: 'interrupted' } }
    })
    const plan = planOf(
      [plannedCase('a', { hooks: hooks('a') }), plannedCase('b', { hooks: hooks('b') })],
      'sequential',
    )
    const records = await recordsOf(plan, executors, { signal: controller.signal })
    expect(executors.log).toEqual(['setup a', 'prepare a', 'a', 'conclude a', 'cleanup a'])
    expect(records.map((record) => record.kind)).toEqual(['iteration', 'case-end'])
    expect(records[0]).toMatchObject({ failure: { reason: 'interrupted' } })
    expect(records[1]).toMatchObject({ bound: 'interrupted' })
  })

  it('before anything began leaves no record at all', async () => {
    const executors = fakeExecutors()
    const records = await recordsOf(planOf([plannedCase('a')]), executors, { signal: AbortSignal.abort() })
    expect(records).toEqual([])
    expect(executors.log).toEqual([])
  })

  it('keeps the iterations that were complete', async () => {
    const controller = new AbortController()
    let count = 0
    const executors = fakeExecutors(() => {
      count += 1
      if (count === 3) controller.abort()
      return undefined
    })
    const plan = planOf([plannedCase('a', { stopping: { max: 10 } })])
    const records = await recordsOf(plan, executors, { signal: controller.signal })
    expect(records.filter((record) => record.kind === 'iteration' && !record.failure)).toHaveLength(3)
    expect(records.at(-1)).toMatchObject({ kind: 'case-end', bound: 'interrupted' })
  })
})

describe('whoever reads the records', () => {
  it('may stop reading: what was set up is cleaned up and the executors are closed', async () => {
    const executors = fakeExecutors()
    const plan = planOf([plannedCase('a', { hooks: hooks('a') })])
    for await (const _ of measure(plan, { openExecutors: async () => executors, env: {} })) break
    expect(executors.log).toEqual(['setup a', 'prepare a', 'a', 'conclude a', 'cleanup a'])
    expect(executors.isClosed).toBe(true)
  })

  it('may fail, for a full disk: the same happens', async () => {
    const executors = fakeExecutors()
    const plan = planOf([plannedCase('a', { hooks: hooks('a') })])
    const failing = async (): Promise<void> => {
      for await (const _ of measure(plan, { openExecutors: async () => executors, env: {} })) {
        throw new Error('no space left')
      }
    }
    await expect(failing()).rejects.toThrow('no space left')
    expect(executors.log.at(-1)).toBe('cleanup a')
    expect(executors.isClosed).toBe(true)
  })
})
