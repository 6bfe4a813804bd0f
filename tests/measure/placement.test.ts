import { describe, expect, it } from 'vitest'
import { openExecutors } from '../../runner/measure/effects.ts'
import type { Executor } from '../../runner/measure/executor.ts'
import { createPortableExecutor } from '../../runner/measure/portable-executor.ts'
import type { Placement } from '../../runner/plan/plan.ts'

/** What a command, placed like this, says of itself: its processors and its priority. */
async function placed(executor: Executor, placement: Placement) {
  const line = 'sleep 0.05; grep Cpus_allowed_list /proc/self/status | cut -f2; nice'
  const request = {
    command: { kind: 'shell', line },
    cwd: '/',
    env: { PATH: process.env.PATH ?? '' },
    timeoutMs: 5000,
    output: 'capture',
    placement,
  } as const
  const { stdout, end } = await executor.execute(request, new AbortController().signal)
  return { lines: stdout?.trim().split('\n'), end }
}

const open = async (name: string): Promise<Executor> =>
  name === 'exact' ? (await openExecutors()).iterations : createPortableExecutor()

describe.skipIf(process.platform !== 'linux').each(['exact', 'portable'])('the %s executor', (name) => {
  it('runs a command on its processors, with its priority', async () => {
    const executor = await open(name)
    const { lines } = await placed(executor, { cpus: [0], priority: 7 })
    expect(lines).toEqual(['0', '7'])
    await executor.close()
  })

  it('leaves the next command where it was', async () => {
    const executor = await open(name)
    await placed(executor, { cpus: [0], priority: 7 })
    const { lines } = await placed(executor, { cpus: [], priority: undefined })
    expect(lines?.[1]).toBe('0')
    await executor.close()
  })

  it('measures nothing on a processor that is not there', async () => {
    const executor = await open(name)
    const { end } = await placed(executor, { cpus: [1000], priority: undefined })
    expect(end).not.toEqual({ kind: 'exit', code: 0 })
    if (name === 'exact')
      expect(end).toMatchObject({
        kind: 'not-started',
        message: expect.stringContaining('may not use processor 1000'),
      })
    await executor.close()
  })
})
