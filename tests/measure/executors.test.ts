import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createExactExecutor, isExactAvailable } from '../../runner/measure/exact-executor.ts'
import type { ExecutionRequest, Executor } from '../../runner/measure/executor.ts'
import { createPortableExecutor } from '../../runner/measure/portable-executor.ts'
import type { Execution } from '../../runner/metrics/metric.ts'

const fixtures = join(import.meta.dirname, '../fixtures/commands')

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'perfledger-test-')))
})
afterEach(() => rmSync(folder, { recursive: true }))

const never = new AbortController().signal
const inherited = process.env as Record<string, string>

/** A length of sleep that no other process on this machine has: what is left of it can be found. */
let sleeps = 0
const uniqueSleep = (seconds: number): string => `${seconds}.${process.pid}${sleeps++}`

/** The ignored signals in a line of /proc/…/status; those from 32 on belong to the C library. */
const ignored = (status: string | undefined): number =>
  Number.parseInt(status?.split(/\s+/)[1]?.slice(-8) ?? '', 16) & 0x7fffffff

type Overrides = Partial<ExecutionRequest>

const makers: readonly [string, () => Promise<Executor>, boolean][] = [
  ['exact', createExactExecutor, isExactAvailable()],
  ['portable', async () => createPortableExecutor(), process.platform !== 'win32'],
]

describe.each(makers)('the %s executor', (name, make, isAvailable) => {
  if (!isAvailable) {
    it.skip('is not available on this system', () => {})
    return
  }
  let executor: Executor
  beforeAll(async () => {
    executor = await make()
  })
  afterAll(() => executor.close())

  const request = (command: ExecutionRequest['command'], overrides: Overrides): ExecutionRequest => ({
    command,
    cwd: folder,
    env: inherited,
    timeoutMs: 20_000,
    output: 'tail',
    ...overrides,
  })
  const run = (words: [string, ...string[]], overrides: Overrides = {}, signal = never): Promise<Execution> =>
    executor.execute(request({ kind: 'words', words }, overrides), signal)
  const shell = (line: string, overrides: Overrides = {}, signal = never): Promise<Execution> =>
    executor.execute(request({ kind: 'shell', line }, overrides), signal)

  describe('tells how a command ended', () => {
    it('well', async () => {
      expect(await run(['true'])).toMatchObject({ executor: name, end: { kind: 'exit', code: 0 } })
    })

    it('with an exit code and its last words on both streams', async () => {
      const { end, outputTail } = await shell('echo out; echo err >&2; exit 7')
      expect({ end, outputTail }).toEqual({ end: { kind: 'exit', code: 7 }, outputTail: 'out\nerr\n' })
    })

    it('by a signal', async () => {
      expect((await shell('kill -SEGV $$')).end).toEqual({ kind: 'signal', signal: 'SIGSEGV' })
    })

    it('takes as long as it takes', async () => {
      const { wallTimeNs } = await run(['sleep', '0.05'])
      expect(wallTimeNs).toBeGreaterThan(50e6)
      expect(wallTimeNs).toBeLessThan(1000e6)
    })

    it('keeps only what a failure needs while timing: stderr', async () => {
      const { outputTail } = await shell('echo out; echo err >&2', { output: 'discard' })
      expect(outputTail).toBe('err\n')
    })
  })

  describe('tells why a command could not start', () => {
    it('not found', async () => {
      const { end } = await run(['perfledger-no-such-command'], { env: { PATH: '/bin:/usr/bin' } })
      expect(end).toEqual({
        kind: 'not-started',
        message: 'perfledger-no-such-command: command not found along PATH=/bin:/usr/bin',
      })
    })

    it.each<[string, (path: string) => void, string]>([
      ['no such file', () => {}, './x: no such file (looked for FOLDER/x)'],
      ['a folder', (path) => mkdirSync(path), './x: is a folder (FOLDER/x)'],
      [
        'not executable',
        (path) => writeFileSync(path, '', { mode: 0o644 }),
        './x: is not executable (FOLDER/x)',
      ],
    ])('%s', async (_, prepare, message) => {
      prepare(join(folder, 'x'))
      const { end } = await run(['./x'])
      expect(end).toEqual({ kind: 'not-started', message: message.replace('FOLDER', folder) })
    })

    it('its working directory is missing', async () => {
      const { end } = await run(['true'], { cwd: join(folder, 'none') })
      expect(end).toEqual({
        kind: 'not-started',
        message: `the working directory ${folder}/none does not exist`,
      })
    })

    it('the interpreter of its first line is missing', async () => {
      writeFileSync(join(folder, 'x'), '#!/no/such/interpreter\n', { mode: 0o755 })
      expect((await run(['./x'])).end).toEqual({
        kind: 'not-started',
        message: './x: its first line asks for /no/such/interpreter, which does not exist',
      })
    })

    it('an argument that no process can get', async () => {
      expect((await run(['true', 'a\0b'])).end).toMatchObject({ kind: 'not-started' })
    })
  })

  describe('finds the program as the command’s own shell would', () => {
    it('along the PATH of its environment, relative entries from its working directory', async () => {
      mkdirSync(join(folder, 'bin'))
      writeFileSync(join(folder, 'bin/hello'), '#!/bin/sh\necho hello from $0\n', { mode: 0o755 })
      const { outputTail } = await run(['hello'], { env: { PATH: 'nowhere:bin:/bin:/usr/bin' } })
      expect(outputTail).toBe(`hello from ${folder}/bin/hello\n`)
    })

    it('skipping what is no program', async () => {
      mkdirSync(join(folder, 'first/true'), { recursive: true })
      expect((await run(['true'], { env: { PATH: `${folder}/first:/bin:/usr/bin` } })).end).toMatchObject({
        code: 0,
      })
    })

    it('and runs a script without a first line by the shell', async () => {
      writeFileSync(join(folder, 'script'), 'echo "script $1"\n')
      chmodSync(join(folder, 'script'), 0o755)
      expect((await run(['./script', 'a b'])).outputTail).toBe('script a b\n')
    })
  })

  describe('gives a command', () => {
    it('its words as they are', async () => {
      const { stdout } = await run(['printf', '%s|', 'a b', '"', '$HOME', '', 'ü😀'], { output: 'capture' })
      expect(stdout).toBe('a b|"|$HOME||ü😀|')
    })

    it('its environment and nothing else, but for the mark that it is known by', async () => {
      const { stdout } = await run(['/usr/bin/env'], { env: { A: '1' }, output: 'capture' })
      expect(
        stdout
          ?.replace(/PERFLEDGER_EXECUTION=\S+/, 'MARK')
          .trim()
          .split('\n'),
      ).toEqual(['A=1', 'MARK'])
    })

    it('a process group of its own', async () => {
      const { stdout } = await shell('echo $$; ps -o pgid= -p $$', { output: 'capture' })
      const [pid, group] = stdout!.split('\n').map(Number)
      expect(group).toBe(pid)
    })

    it('its working directory, an empty stdin, and default signals', async () => {
      const { stdout } = await shell('pwd; cat; grep SigIgn /proc/$$/status', { output: 'capture' })
      const [cwd, signals] = stdout!.split('\n')
      expect(cwd).toBe(folder)
      if (process.platform === 'linux') expect(ignored(signals)).toBe(0)
    })
  })

  describe('bounds what a command prints', () => {
    it('a gigabyte nobody asked for: 4 kB are kept, memory does not grow, the disk is not filled', async () => {
      const before = process.memoryUsage().rss
      const { end, outputTail } = await shell('head -c 1000000000 /dev/zero; echo; echo the end')
      expect(end).toEqual({ kind: 'exit', code: 0 })
      expect(outputTail).toHaveLength(4096)
      expect(outputTail).toMatch(/\nthe end\n$/)
      expect(process.memoryUsage().rss - before).toBeLessThan(60e6)
    })

    it('more than can be captured ends it', async () => {
      const { end, stdout } = await run(['head', '-c', '1000000000', '/dev/zero'], { output: 'capture' })
      expect(end).toEqual({ kind: 'too-much-output', limitBytes: 64 * 2 ** 20 })
      expect(stdout?.length ?? 0).toBeLessThanOrEqual(64 * 2 ** 20)
    })

    it('some megabytes are captured whole', async () => {
      const { stdout } = await shell('head -c 5000000 /dev/zero | tr "\\0" x; echo end', {
        output: 'capture',
      })
      expect(stdout).toHaveLength(5_000_004)
      expect(stdout?.endsWith('xend\n')).toBe(true)
    })

    it('what the one before printed is not mixed in', async () => {
      await shell('echo first; exit 1')
      expect((await shell('exit 1')).outputTail).toBeUndefined()
    })

    it('a tail begins with a whole character', async () => {
      const { outputTail } = await shell('i=0; while [ $i -lt 2000 ]; do printf äöü; i=$((i+1)); done')
      expect(outputTail).not.toContain('\ufffd')
    })
  })

  describe('ends a command with all that it started', () => {
    /** Processes whose command line holds this text. */
    const alive = async (text: string): Promise<string> => {
      const { stdout } = await shell(
        `ps -A -o stat=,args= | grep -F ${text} | grep -v grep | grep -v '^Z' || true`,
        {
          output: 'capture',
        },
      )
      return stdout!
    }

    it('after its timeout', async () => {
      const sleeping = uniqueSleep(300)
      const { end, wallTimeNs } = await run(['sleep', sleeping], { timeoutMs: 100 })
      expect(end).toEqual({ kind: 'timeout', timeoutMs: 100 })
      expect(wallTimeNs).toBeLessThan(2e9)
      expect(await alive(sleeping)).toBe('')
    })

    it('when it is aborted', async () => {
      const controller = new AbortController()
      setTimeout(() => controller.abort(), 100)
      const sleeping = uniqueSleep(300)
      const { end } = await shell(`sleep ${sleeping} & sleep ${sleeping}`, {}, controller.signal)
      expect(end).toEqual({ kind: 'interrupted' })
      expect(await alive(sleeping)).toBe('')
    })

    it('when it was aborted before it began', async () => {
      const { end } = await run(['touch', join(folder, 'touched')], {}, AbortSignal.abort())
      expect(end).toEqual({ kind: 'interrupted' })
      expect(existsSync(join(folder, 'touched'))).toBe(false)
    })

    it('also processes that left the group, the session and their parent, and one that ignores SIGTERM', async () => {
      const sleeping = uniqueSleep(300)
      const { end } = await run(['sh', join(fixtures, 'stubborn-family.sh'), sleeping, folder], {
        timeoutMs: 700,
      })
      expect(readFileSync(join(folder, 'started'), 'utf8').trim().split('\n').sort()).toEqual([
        'group',
        'orphan',
        'session',
      ])
      expect(end).toEqual({ kind: 'timeout', timeoutMs: 700 })
      expect(await alive(sleeping)).toBe('')
    })

    it('letting it tidy up first', async () => {
      const line = `trap 'echo tidied; exit 0' TERM; echo ready > ${folder}/ready; while :; do sleep 0.01; done`
      const { end, outputTail } = await shell(line, { timeoutMs: 400 })
      expect(end).toEqual({ kind: 'timeout', timeoutMs: 400 })
      expect(outputTail).toContain('tidied\n')
    })

    it('also when it is stopped', async () => {
      const { end } = await shell('kill -STOP $$', { timeoutMs: 200 })
      expect(end).toEqual({ kind: 'timeout', timeoutMs: 200 })
    })

    it('but leaves alone what a command leaves behind that ends by itself, and does not wait for it', async () => {
      const startedAt = performance.now()
      const sleeping = uniqueSleep(3)
      const { end } = await shell(`sleep ${sleeping} & exit 0`)
      expect(end).toEqual({ kind: 'exit', code: 0 })
      expect(performance.now() - startedAt).toBeLessThan(2000)
      expect(await alive(sleeping)).not.toBe('')
    })
  })

  it('starts one after the other many times without leaking descriptors', async () => {
    const count = async (): Promise<number> => {
      await sleep(20)
      const { readdirSync } = await import('node:fs')
      return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0
    }
    await run(['true'])
    const before = await count()
    for (let index = 0; index < 30; index += 1)
      await run(['true'], { output: index % 2 ? 'tail' : 'capture' })
    expect(await count()).toBeLessThanOrEqual(before + 2)
  })
})

describe('a machine without room for temporary files', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('is told so, and what to do', () => {
    vi.stubEnv('TMPDIR', '/no/such/folder')
    expect(() => createPortableExecutor()).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/^No temporary file can be made: ENOENT/),
        hint: 'Free some space, or let TMPDIR name a folder that can be written.',
      }),
    )
  })
})

describe.skipIf(!isExactAvailable())('the exact executor alone', () => {
  let executor: Executor
  beforeAll(async () => {
    executor = await createExactExecutor()
  })
  afterAll(() => executor.close())

  const run = (...words: [string, ...string[]]): ExecutionRequest => ({
    command: { kind: 'words', words },
    cwd: '/',
    env: inherited,
    timeoutMs: 20_000,
    output: 'discard',
  })

  it('tells what exactly this child used', async () => {
    const busy = await executor.execute(run('awk', 'BEGIN { for (i = 0; i < 3000000; i++) s += i }'), never)
    const idle = await executor.execute(run('sleep', '0.1'), never)
    expect(busy.userTimeNs! + busy.systemTimeNs!).toBeGreaterThan(20e6)
    expect(idle.userTimeNs! + idle.systemTimeNs!).toBeLessThan(20e6)
    expect(idle.contextSwitchesVoluntary).toBeGreaterThan(0)
    expect(busy.pageFaultsMinor).toBeGreaterThan(0)
    expect(busy.wallTimeNs).toBeGreaterThanOrEqual((busy.userTimeNs! + busy.systemTimeNs!) * 0.9)
  })

  it('counts the children that the command waited for', async () => {
    const { userTimeNs } = await executor.execute(
      run('sh', '-c', 'awk "BEGIN { for (i = 0; i < 3000000; i++) s += i }"; true'),
      never,
    )
    expect(userTimeNs).toBeGreaterThan(20e6)
  })

  it('does not take its own memory for a small command’s', async () => {
    expect((await executor.execute(run('true'), never)).peakMemoryBytes).toBeUndefined()
  })

  it('tells the memory of a large command as it times it', async () => {
    const { peakMemoryBytes } = await executor.execute(
      run(process.execPath, '-e', 'Buffer.alloc(6e8, 1)'),
      never,
    )
    expect(peakMemoryBytes).toBeGreaterThan(600e6)
    expect(peakMemoryBytes).toBeLessThan(800e6)
  })

  it('learns the memory of a small command in an execution of its own', async () => {
    const weigh = executor.executeForMemory!
    const small = await weigh(run('true'), never)
    expect(small.peakMemoryBytes).toBeGreaterThan(200e3)
    expect(small.peakMemoryBytes).toBeLessThan(5e6)
    const larger = await weigh(run('awk', 'BEGIN { for (i = 0; i < 300000; i++) a[i] = i }'), never)
    expect(larger.peakMemoryBytes).toBeGreaterThan(small.peakMemoryBytes! * 3)
  })

  it('also of a command that fails, or that has to be ended', async () => {
    const weigh = executor.executeForMemory!
    expect((await weigh(run('sh', '-c', 'exit 3'), never)).end).toEqual({ kind: 'exit', code: 3 })
    const { end } = await weigh({ ...run('sleep', '300'), timeoutMs: 100 }, never)
    expect(end).toEqual({ kind: 'timeout', timeoutMs: 100 })
  })
})
