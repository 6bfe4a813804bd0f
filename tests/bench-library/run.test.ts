import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readOutput } from '../../runner/adapters/index.ts'
import { bench, load, run, suite } from '../../runner/bench/index.ts'
import type { RunEffects } from '../../runner/bench/run.ts'

/** Few calls: what is tested is what is kept, not how long it took. */
const few = { iterations: 5, timeMs: 0, warmupIterations: 2, warmupTimeMs: 0 }

let folder: string
let printed: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perfledger-bench-'))
  printed = []
})
afterEach(() => rmSync(folder, { recursive: true }))

function effects(file?: string): RunEffects {
  return {
    file,
    print: (text) => printed.push(text),
    printError: (text) => printed.push(`error: ${text}`),
    fail: () => printed.push('failed'),
  }
}

/** What the adapter reads of what was declared: the metrics of each result with their samples. */
async function measured(): Promise<Record<string, Record<string, readonly number[]>>> {
  const file = join(folder, 'output')
  await run(effects(file))
  return Object.fromEntries(
    readOutput('auto', readFileSync(file, 'utf8')).map(({ name, measurements }) => [
      name,
      Object.fromEntries(measurements.map(({ metric, samples }) => [metric.name, samples])),
    ]),
  )
}

describe('a function that is timed', () => {
  it('has every call of it kept, under its own name', async () => {
    bench('sum', () => 1 + 1, few)
    const { sum } = await measured()
    expect(sum?.latency).toHaveLength(5)
    expect(Math.min(...sum!.latency!)).toBeGreaterThanOrEqual(0)
  })

  it('is awaited where it is async: its time is that until it is done', async () => {
    bench('wait', () => setTimeout(5), few)
    const { wait } = await measured()
    expect(Math.min(...wait!.latency!)).toBeGreaterThan(3e6)
  })

  it('belongs to the suites around it', async () => {
    suite('outer', () => {
      suite('inner', () => bench('a', () => {}, few))
      bench('b', () => {}, few)
    })
    bench('c', () => {}, few)
    expect(Object.keys(await measured())).toEqual(['outer > inner > a', 'outer > b', 'c'])
  })

  it('is a result for each combination of its params, each with a setup and a teardown of its own', async () => {
    const told: string[] = []
    bench<string>('a', ({ state, params }) => expect(state).toBe(`${params.x}${params.y}`), {
      ...few,
      params: { x: [1, 2], y: ['p'] },
      setup: async ({ x, y }) => {
        told.push(`setup ${x}`)
        return `${x}${y}`
      },
      teardown: (state) => told.push(`teardown ${state}`),
    })
    expect(Object.keys(await measured())).toEqual(['a (x=1, y=p)', 'a (x=2, y=p)'])
    expect(told).toEqual(['setup 1', 'teardown 1p', 'setup 2', 'teardown 2p'])
  })

  it('records metrics of its own, without those of the warm-up', async () => {
    let calls = 0
    bench(
      'a',
      ({ record }) => {
        calls += 1
        record('calls', calls)
      },
      { ...few, metrics: { calls: { unit: 'count', direction: 'higher' } } },
    )
    const { a } = await measured()
    expect(a?.calls).toHaveLength(5)
    expect(a!.calls![0]!).toBeGreaterThan(2)
    expect(a!.calls!.at(-1)).toBe(calls)
  })

  it('keeps no more samples than it may, and tells how many there were', async () => {
    bench('a', () => {}, { ...few, iterations: 500, maxSamples: 20 })
    const file = join(folder, 'output')
    await run(effects(file))
    const [result] = readOutput('perfledger', readFileSync(file, 'utf8'))
    expect(result?.measurements[0]?.samples).toHaveLength(20)
    expect(result?.measurements[0]?.sampleCount).toBe(500)
  })
})

describe('a function under load', () => {
  it('tells latencies, percentiles, throughput and success', async () => {
    let call = 0
    load(
      'a',
      async () => {
        call += 1
        await setTimeout(1)
        if (call % 4 === 0) throw new Error('busy')
      },
      { concurrency: 1, maxTasks: 20, operationsPerTask: 10 },
    )
    const { a } = await measured()
    expect(Object.keys(a!)).toEqual(['latency', 'latency-p95', 'latency-p99', 'throughput', 'success-rate'])
    expect(a?.latency).toHaveLength(15)
    expect(a?.['success-rate']).toEqual([0.75])
    const seconds = (15 * 10) / a!.throughput![0]!
    expect(seconds).toBeGreaterThan(0.019)
  })

  it('runs as many tasks at once as asked for', async () => {
    let running = 0
    let most = 0
    const task = async () => {
      running += 1
      most = Math.max(most, running)
      await setTimeout(2)
      running -= 1
    }
    load('a', task, { concurrency: 4, maxTasks: 12 })
    await measured()
    expect(most).toBe(4)
  })

  it('keeps nothing that started during the ramp-up', async () => {
    let calls = 0
    load('a', () => setTimeout(2).then(() => (calls += 1)), { concurrency: 2, timeMs: 60, rampUpMs: 30 })
    const { a } = await measured()
    expect(a!.latency!.length).toBeLessThan(calls)
  })

  it('ends also where a function never waits', async () => {
    load('a', () => {}, { concurrency: 3, timeMs: 20 })
    expect((await measured()).a?.['success-rate']).toEqual([1])
  })

  it('fails where no task succeeds, with the reason', async () => {
    load('a', () => Promise.reject(new Error('refused')), { concurrency: 1, maxTasks: 3 })
    await run(effects())
    expect(printed).toContain('error: a failed: refused')
  })
})

describe('a failure', () => {
  it('ends its own result only, is told with its reason, and fails the program', async () => {
    const file = join(folder, 'output')
    bench('bad', () => JSON.parse('{'), few)
    bench('good', () => {}, few)
    const lines = await run(effects(file))
    expect(lines.map(({ result }) => result)).toEqual(['bad', 'good'])
    expect(printed).toEqual([expect.stringMatching(/^error: bad failed: .*JSON/), 'failed'])
    expect(() => readOutput('auto', readFileSync(file, 'utf8'))).toThrow(/^line 2: bad failed: .*JSON/)
  })

  it('of the setup, of an undeclared metric, or of one never recorded is told too', async () => {
    bench('a', () => {}, { ...few, setup: () => Promise.reject(new Error('no database')) })
    bench('b', ({ record }) => record('rows', 1), few)
    bench('c', () => {}, { ...few, metrics: { rows: { unit: 'count', direction: 'higher' } } })
    await run(effects())
    expect(printed.filter((text) => text.startsWith('error'))).toEqual([
      'error: a failed: no database',
      'error: b failed: the metric "rows" is not declared under "metrics" in the options',
      'error: c failed: no value of the metric "rows" was recorded',
    ])
  })

  it('is a name that two benchmarks have', () => {
    bench('twice', () => {}, few)
    expect(() => bench('twice', () => {}, few)).toThrow('two benchmarks have the name "twice"')
    return run(effects())
  })
})

describe('without perfledger', () => {
  it('a table is printed, with a scale for each row', async () => {
    bench('wait', () => setTimeout(2), { ...few, params: { n: [1] } })
    await run(effects())
    const [head, , row] = printed[0]!.split('\n')
    expect(head).toMatch(/^result +metric +median +middle half +least +most +samples$/)
    expect(row).toMatch(/^wait \(n=1\) +latency +[\d.]+\sms +\[[\d.]+, [\d.]+\] +[\d.]+ +[\d.]+ +5$/)
  })
})
