import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openExecutors } from '../../runner/measure/effects.ts'
import { createPortableExecutor } from '../../runner/measure/portable-executor.ts'
import { readTree, type TreeUse } from '../../runner/measure/proc-reading.ts'
import { Sampler, type SamplerEffects } from '../../runner/measure/sampler.ts'

const use: TreeUse = {
  cpuMs: 0,
  residentBytes: 1e6,
  readBytes: 0,
  writtenBytes: 0,
  threads: 1,
  openFiles: 3,
}

describe('a sampler', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  /** Looks at a process for some time of a clock that only the test moves. */
  function sample(forMs: number, treeAt: (atMs: number) => TreeUse | undefined, intervalMs = 50) {
    const startedAt = performance.now()
    const elapsedMs = (): number => performance.now() - startedAt
    let looks = 0
    const effects: SamplerEffects = {
      readTree: () => {
        looks += 1
        return treeAt(elapsedMs())
      },
      readSteal: () => [elapsedMs() / 10, elapsedMs()],
      readLoad: () => 1.5,
      elapsedMs,
    }
    const sampler = new Sampler(() => 42, intervalMs, effects)
    vi.advanceTimersByTime(forMs)
    return { timeline: sampler.stop(), looks: () => looks }
  }

  it('tells rates since the look before, sizes as they are, and what the machine does', () => {
    const { timeline } = sample(210, (atMs) => ({ ...use, cpuMs: atMs / 2, readBytes: atMs * 10 }))
    expect(timeline).toEqual({
      intervalMs: 50,
      atMs: [50, 100, 150, 200],
      cpuRatio: [0.5, 0.5, 0.5, 0.5],
      residentBytes: [1e6, 1e6, 1e6, 1e6],
      readBytesPerSecond: [10_000, 10_000, 10_000, 10_000],
      writtenBytesPerSecond: [0, 0, 0, 0],
      threads: [1, 1, 1, 1],
      openFiles: [3, 3, 3, 3],
      stealRatio: [0.1, 0.1, 0.1, 0.1],
      load: [1.5, 1.5, 1.5, 1.5],
    })
  })

  it('tells nothing of a command that ends within a few periods', () => {
    expect(sample(149, () => use).timeline).toBeUndefined()
  })

  it('never uses less time than before: a process whose end nobody noticed takes its own away', () => {
    const { timeline } = sample(160, (atMs) => ({ ...use, cpuMs: atMs < 120 ? 100 : 20 }))
    expect(timeline?.cpuRatio).toEqual([2, 0, 0])
  })

  it('stays small however long it goes on, and loses no peak', () => {
    const peak = (atMs: number): TreeUse => ({ ...use, residentBytes: atMs === 100_000 ? 9e9 : 1e6 })
    const { timeline, looks } = sample(600_000, peak)
    expect(timeline?.atMs.length).toBeLessThanOrEqual(240)
    expect(timeline?.atMs.length).toBeGreaterThanOrEqual(119)
    expect(timeline?.intervalMs).toBe(3200)
    expect(Math.max(...(timeline?.residentBytes ?? []))).toBe(9e9)
    expect(looks()).toBeLessThan(1500)
    vi.advanceTimersByTime(10_000)
    expect(looks()).toBeLessThan(1500)
  })
})

describe.skipIf(process.platform !== 'linux')('the tree of a process', () => {
  it('is all that it started, and uses what this process is known to use', () => {
    const own = readTree(process.pid)
    const rss = process.memoryUsage.rss()
    expect(own!.residentBytes / rss).toBeGreaterThan(0.5)
    expect(own!.threads).toBeGreaterThan(1)
    expect(own!.cpuMs).toBeGreaterThan(0)
    expect(readTree(2 ** 30)).toBeUndefined()
  })

  it.each(['exact', 'portable'])('is looked at by the %s executor while a command runs', async (name) => {
    const executors = name === 'exact' ? await openExecutors() : undefined
    const executor = executors?.iterations ?? createPortableExecutor()
    // Half a second of a shell that waits for a child, which reads and writes.
    const command = { kind: 'shell', line: 'sleep 0.4 & sleep 0.5; exit 0' } as const
    const env = { PATH: process.env.PATH ?? '' }
    const request = { command, cwd: '/', env, timeoutMs: 5000, output: 'discard' } as const
    const { timeline } = await executor.execute(
      { ...request, sampleIntervalMs: 20 },
      new AbortController().signal,
    )
    expect(timeline!.atMs.length).toBeGreaterThan(5)
    expect(Math.max(...timeline!.threads)).toBe(3)
    const unasked = await executor.execute(request, new AbortController().signal)
    expect(unasked.timeline).toBeUndefined()
    await (executors ?? executor).close()
    await sleep(1)
  })
})
