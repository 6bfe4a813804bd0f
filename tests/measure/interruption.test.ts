import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const runner = join(import.meta.dirname, '../fixtures/commands/measuring-runner.ts')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perfledger-interruption-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

let rounds = 0

const log = (): string[] =>
  existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8').trim().split('\n') : []

/** Starts a runner, sends it a signal in the middle of an iteration, and tells how it ended. */
async function interrupt(signal: NodeJS.Signals, executor: string) {
  // A length of sleep that no other process on this machine has: what is left of it can be found.
  const seconds = `301.${process.pid}${rounds++}`
  const env = { PERFLEDGER_EXECUTOR: executor }
  const child = execa(process.execPath, [runner, folder, seconds], { env, reject: false, timeout: 20_000 })
  for (let tries = 0; !log().includes('running') && tries < 500; tries += 1) await sleep(10)
  child.kill(signal)
  const { stdout, exitCode, stderr } = await child
  await sleep(50)
  const { stdout: processes } = await execa('ps', ['-A', '-o', 'args='])
  return {
    lines: stdout.split('\n'),
    exitCode,
    stderr,
    left: processes.split('\n').filter((line) => line.endsWith(` ${seconds}`)),
  }
}

describe.skipIf(process.platform === 'win32').each(['exact', 'portable'])(
  'a runner with the %s executor',
  (executor) => {
    it('that is asked to end leaves no process, cleans up and tells what it has', async () => {
      const { lines, exitCode, stderr, left } = await interrupt('SIGTERM', executor)
      expect({ left, stderr, exitCode }).toEqual({ left: [], stderr: '', exitCode: 0 })
      expect(lines).toEqual(['iteration interrupted', 'case-end interrupted'])
      expect(log()).toEqual(['setup', 'running', 'cleanup'])
    })

    it('that gives up at once takes all processes with it', async () => {
      const { exitCode, left } = await interrupt('SIGINT', executor)
      expect({ exitCode, left }).toEqual({ exitCode: 130, left: [] })
    })
  },
)
