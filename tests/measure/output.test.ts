import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { collect } from '../../runner/measure/collect.ts'
import type { MeasuredCase, RunHeader } from '../../runner/measure/record.ts'
import type { OutputReading } from '../../runner/plan/plan.ts'
import { type Behaviour, fakeExecutors } from './fake-executor.ts'
import { plannedCase, planOf, recordsOf } from './plans.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perfledger-test-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const stdout: OutputReading = { adapter: 'json', file: undefined }
const twoResults = JSON.stringify({
  results: [
    { name: 'parse', metrics: { latency: { unit: 'ms', samples: [1, 2] } } },
    { name: 'print', metrics: { latency: { unit: 'ms', samples: [3] } } },
  ],
})

/** What a run keeps of a case that measures itself. */
async function measured(
  behaviour: Behaviour,
  output: OutputReading,
  metrics: string[] = [],
): Promise<MeasuredCase[]> {
  const executors = fakeExecutors(behaviour)
  const plan = planOf([plannedCase('a', { output, metrics, cwd: folder })])
  const records = await recordsOf(plan, executors, { temporaryFolder: folder })
  return [...collect({} as RunHeader, records, '', false).cases]
}

describe('a command that measures itself', () => {
  it('prints its results, and each named one is a benchmark below the declared one', async () => {
    const cases = await measured(() => ({ stdout: twoResults }), stdout)
    expect(cases.map(({ key, metrics }) => [key.benchmark, metrics[0]?.samples])).toEqual([
      ['a/parse', [1e6, 2e6, 1e6, 2e6]],
      ['a/print', [3e6, 3e6]],
    ])
  })

  it('is measured from outside too where metrics of the process are asked for', async () => {
    const cases = await measured(() => ({ stdout: twoResults }), stdout, ['wall-time'])
    expect(cases.map(({ key }) => key.benchmark)).toEqual(['a', 'a/parse', 'a/print'])
    expect(cases[0]?.metrics[0]).toMatchObject({ metric: { name: 'wall-time' }, samples: [10e6, 10e6] })
  })

  it('may write them into the file that the environment names, and the file is gone afterwards', async () => {
    const cases = await measured(({ env }) => {
      writeFileSync(env.PERFLEDGER_OUTPUT!, '{"latency": 5}')
      return { stdout: 'Done, without JSON.' }
    }, stdout)
    expect(cases[0]?.metrics[0]?.samples).toEqual([5, 5])
    expect(readdirSync(folder)).toEqual([])
  })

  it('may write them into a file that the config names', async () => {
    let count = 0
    const cases = await measured(
      () => {
        count += 1
        writeFileSync(join(folder, 'results.json'), `{"latency": ${count * 10}}`)
        return undefined
      },
      { adapter: 'auto', file: 'results.json' },
    )
    expect(cases[0]?.metrics[0]?.samples).toEqual([10, 20])
    expect(existsSync(join(folder, 'results.json'))).toBe(true)
  })

  it('has its output captured, others do not', async () => {
    const executors = fakeExecutors(() => ({ stdout: '{"x": 1}' }))
    const plan = planOf(
      [plannedCase('a', { output: stdout }), plannedCase('b', { stopping: { warmup: 1 } })],
      'sequential',
    )
    await recordsOf(plan, executors)
    expect(executors.requests.map(({ output }) => output)).toEqual([
      'capture',
      'capture',
      'tail',
      'discard',
      'discard',
    ])
  })
})

describe('an output that cannot be read fails the case', () => {
  it.each<[string, Behaviour, OutputReading, string]>([
    ['nothing printed', () => ({ stdout: '' }), stdout, 'stdout: the output is empty'],
    [
      'no result in it',
      () => ({ stdout: '{"results": []}' }),
      stdout,
      'stdout: the json adapter found no result in the output',
    ],
    [
      'a file that is not written',
      () => undefined,
      { adapter: 'json', file: 'r.json' },
      'r.json: the command did not write this file',
    ],
  ])('%s', async (_, behaviour, output, message) => {
    expect(await measured(behaviour, output)).toMatchObject([
      { status: 'failed', failure: { reason: 'output', message } },
    ])
  })

  it('a file that an earlier run left behind', async () => {
    writeFileSync(join(folder, 'r.json'), '{"latency": 1}')
    expect(await measured(() => undefined, { adapter: 'json', file: 'r.json' })).toMatchObject([
      { status: 'failed', failure: { message: 'r.json: an old file; this iteration did not write it' } },
    ])
  })
})

describe('the environment of a command', () => {
  it('is the runner’s, the case’s own, and one variable for each param', async () => {
    const executors = fakeExecutors()
    const key = { suite: 'suite', benchmark: 'a', params: { level: 9, 'file-size': '1 MB', warm: true } }
    const plan = planOf([plannedCase('a', { key, env: { MODE: 'fast', PATH: '/own' } })])
    await recordsOf(plan, executors, { env: { PATH: '/bin', HOME: '/home/ada', GONE: undefined } })
    expect(executors.requests[0]?.env).toEqual({
      PATH: '/own',
      HOME: '/home/ada',
      MODE: 'fast',
      PERFLEDGER_PARAM_LEVEL: '9',
      PERFLEDGER_PARAM_FILE_SIZE: '1 MB',
      PERFLEDGER_PARAM_WARM: 'true',
    })
  })
})
