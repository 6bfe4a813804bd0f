import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished, type TestContext } from 'vitest'
import { mountTiny } from '../ledger/folders.ts'
import { type Ended, perfledger, startPerfledger, until } from './command-line.ts'
import {
  commitAll,
  configOf,
  expectKept,
  git,
  historyOf,
  processesWith,
  projectOf,
  projectWith,
  reportFolderOf,
  reportIn,
  runsOf,
  statesOf,
  writeFiles,
} from './project.ts'

const quick = { quick: 'command: "true"' }

let measuredOnce: string | undefined
afterAll(() => measuredOnce && rmSync(measuredOnce, { recursive: true, force: true }))

/** Puts a ledger into the project that one real run has filled, and gives the hashes of its files. */
async function withHistory(project: string, ledger = 'data'): Promise<Record<string, string>> {
  if (measuredOnce === undefined) {
    const earlier = projectWith(quick)
    expect(await perfledger(earlier, 'run')).toMatchObject({ code: 0 })
    measuredOnce = mkdtempSync(join(tmpdir(), 'perfledger-e2e-history-'))
    for (const part of ['runs', 'verdicts'])
      cpSync(join(earlier, 'data', part), join(measuredOnce, part), { recursive: true })
  }
  cpSync(measuredOnce, join(project, ledger), { recursive: true })
  const history = historyOf(join(project, ledger))
  expect(Object.keys(history)).toHaveLength(2)
  return history
}

/** Runs in a project with a history and checks that the history is as it was. */
async function runOverHistory(project: string, ...words: string[]): Promise<Ended> {
  const before = await withHistory(project)
  const ended = await perfledger(project, 'run', ...words)
  expectKept(before, join(project, 'data'))
  return ended
}

describe('A config that cannot be used is exit code 2, and nothing is measured', () => {
  it.each([
    [
      'is empty',
      '',
      'perf.config.yaml is empty: it declares nothing to measure.\n hint `npx perfledger init`',
    ],
    ['holds only a comment', '# later\n', 'perf.config.yaml is empty: it declares nothing to measure.'],
    ['has no suites', 'project: { name: x }\n', '`suites` is missing\n --> perf.config.yaml:1:1'],
    ['has an empty map of suites', 'suites: {}\n', 'expected a map with at least one suite'],
    [
      'has a suite without benchmarks',
      'suites:\n  s:\n    benchmarks: {}\n',
      'expected a map with at least one benchmark',
    ],
    [
      'has a name of 300 characters',
      configOf({ ['x'.repeat(300)]: 'command: "true"' }),
      'expected at most 200 characters (these are 300)',
    ],
  ])('when it %s', async (_what, config, message) => {
    const project = projectOf({ 'perf.config.yaml': config })
    const ended = await runOverHistory(project)
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toContain(message)
    expect(runsOf(join(project, 'data'))).toHaveLength(1)
  })

  it('when it is no text', async () => {
    const project = projectOf({})
    writeFileSync(join(project, 'perf.config.yaml'), Buffer.from([0xff, 0xfe, 0x00]))
    const ended = await perfledger(project, 'run')
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toContain(
      'perf.config.yaml is not UTF-8 text.\n hint Save the file in the encoding UTF-8.',
    )
  })

  it('when it is not there', async () => {
    const ended = await perfledger(projectOf({}), 'run')
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toContain('There is no config file perf.config.yaml.\n hint `npx perfledger init`')
  })
})

describe('A command line that cannot be understood is exit code 2', () => {
  it.each([
    [['biuld'], "There is no command 'biuld'.\n hint perfledger --help lists the commands."],
    [['run', 'quick'], 'To measure only some cases: perfledger run --filter quick'],
    [['run', '--suite', 'S'], 'There is no suite "S".\n hint Did you mean "s"?'],
    [['run', '--filter', 'slow'], 'No case matches "slow".\n hint There are "s/quick".'],
    [['run', '--fast'], "unknown option '--fast'"],
    [['report', '--format', 'xml'], 'Choose one of terminal, markdown, json, junit.'],
    [['report', '--run', '1999'], "No run in the ledger with an id that starts with '1999'."],
    [['report', '--url', 'javascript:alert(1)'], 'Expected an address that begins with https:// or http://.'],
    [['report', '--output', 'absent/report.md'], 'The report cannot be written to absent/report.md'],
    [['site', '--out', '.'], 'cannot be the output folder: building empties it.'],
    [['preview'], 'Build it first: perfledger site'],
    [['adopt', 'data'], "required option '--branch <name>' not specified"],
  ])('%j', async (words, message) => {
    const project = projectWith(quick)
    const before = await withHistory(project)
    const ended = await perfledger(project, ...words)
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toContain(message)
    expect(historyOf(join(project, 'data'))).toEqual(before)
  })
})

describe('A folder that holds something else is never emptied, nor mixed with a demo', () => {
  it.each([
    [['site', '--out', 'src'], 'src holds something that is not a dashboard, and building would empty it.'],
    [['site', '--out', 'src/main.c'], 'src/main.c cannot be the output folder'],
    [['demo', '--no-serve', '--out', 'src'], 'src holds something that is not a demo.'],
    [['demo', '--no-serve', '--out', '.'], 'holds something that is not a demo.'],
  ])('%j', async (words, message) => {
    const project = projectWith(quick)
    writeFiles(project, { 'src/main.c': 'int main;' })
    const before = await withHistory(project)
    const ended = await perfledger(project, ...words)
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toContain(message)
    expect(readFileSync(join(project, 'src/main.c'), 'utf8')).toBe('int main;')
    expect(historyOf(join(project, 'data'))).toEqual(before)
  })
})

describe('A benchmark that fails is exit code 3, says why, and keeps the others', () => {
  it('when it is not found, is a file that is not there, or exits with 1', async () => {
    const project = projectWith({
      ...quick,
      absent: 'command: no-such-program --fast',
      file: 'command: ./bench/absent.sh',
      broken: 'command: \'sh -c "echo no fuel >&2; exit 1"\'',
    })
    const ended = await runOverHistory(project, '--json')
    expect(ended.code).toBe(3)
    expect(ended.stderr).toContain('✗ s / absent: no-such-program: command not found along PATH=')
    expect(ended.stderr).toContain(
      `✗ s / file: ./bench/absent.sh: no such file (looked for ${project}/bench/absent.sh)`,
    )
    expect(ended.stderr).toContain('✗ s / broken: exited with code 1')
    const report = reportIn(ended)
    expect(statesOf(report)).toEqual({
      quick: 'inconclusive',
      absent: 'failed',
      file: 'failed',
      broken: 'failed',
    })
    expect(report.cases.map(({ failure }) => failure?.reason)).toEqual([
      undefined,
      'not-started',
      'not-started',
      'exit-code',
    ])
    expect(report.cases[3]?.failure?.outputTail).toBe('no fuel\n')
    expect(runsOf(join(project, 'data'))).toHaveLength(2)
  })

  it('when it hangs past its timeout, and nothing that it started is left', async () => {
    const seconds = `${86_400 + Math.random()}`
    const script = `sleep ${seconds} & setsid sleep ${seconds} & trap '' TERM; sleep ${seconds}`
    const hang = `command: [sh, -c, ${JSON.stringify(script)}], timeout: 300 ms`
    const project = projectWith({ ...quick, hang })
    const ended = await runOverHistory(project, '--json')
    expect(processesWith(seconds)).toEqual([])
    expect(ended.code).toBe(3)
    expect(ended.stderr).toContain('✗ s / hang: did not end within 300 ms and was ended')
    expect(statesOf(reportIn(ended))).toEqual({ quick: 'inconclusive', hang: 'failed' })
  })

  it('when nothing at all could be measured', async () => {
    const ended = await runOverHistory(projectWith({ quick: 'command: "false"' }))
    expect(ended.code).toBe(3)
    expect(ended.stdout).toContain('✗ 1 case failed.\n')
  })
})

const BYTES = 1_000_000_000
const MAX_RUNNER_BYTES = 500e6

/** The most memory that a process has ever held, looked up until it ends. Linux only. */
async function peakBytesOf(pid: number, ended: Promise<Ended>): Promise<number> {
  let peak = 0
  let isOver = false
  void ended.then(() => {
    isOver = true
  })
  const look = () => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      peak = Math.max(peak, Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) * 1024)
    } catch {
      // Over between two looks.
    }
    return isOver
  }
  await until(look, 'the end of the runner', 60_000)
  return peak
}

describe.runIf(process.platform === 'linux')('A command that prints 1 GB', () => {
  const flood = `head -c ${BYTES} /dev/zero`

  it('to stdout, to stderr, from a hook or to an adapter leaves the memory of the runner bounded', async () => {
    const project = projectWith({
      stdout: `command: ${flood}, iterations: 1`,
      stderr: `command: '${flood} >&2', shell: true, iterations: 1`,
      hook: `command: "true", prepare: ${flood}, iterations: 1`,
      adapter: `command: ${flood}, adapter: json, iterations: 1`,
    })
    const runner = startPerfledger(project, ['run', '--json'])
    const peakBytes = await peakBytesOf(runner.child.pid!, runner.ended)
    const ended = await runner.ended
    expect(ended.code).toBe(3)
    expect(ended.stderr).toContain('✗ s / adapter: printed more than 64 MiB, which is more than can be read')
    expect(reportIn(ended).cases.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'failed'])
    expect(peakBytes).toBeGreaterThan(20e6)
    expect(peakBytes).toBeLessThan(MAX_RUNNER_BYTES)
  })
})

describe('Names that a shell, a page or a file system would stumble over', () => {
  const names = [
    'say "hi" \'there\' `id`',
    '../../etc/passwd',
    'a\\b/c|d*?<e>:f',
    '</script><script>alert(1)</script>',
    '🚀 größer ∞ 速度',
    '| table | breaker',
    'x'.repeat(200),
    '..',
    'con',
  ]

  it('are measured, kept and told as they are written, and never leave their folder', async () => {
    const project = projectWith(
      Object.fromEntries(names.map((name) => [name, 'command: "true", iterations: 1'])),
    )
    const ended = await runOverHistory(project, '--json')
    expect(ended.code).toBe(0)
    expect(
      reportIn(ended)
        .cases.filter(({ status }) => status === 'ok')
        .map(({ benchmark }) => benchmark),
    ).toEqual(names)
    const { cases } = reportFolderOf(join(project, 'data'))
    expect(cases.map((each) => each.case.benchmark)).toEqual(expect.arrayContaining(names))
    for (const each of cases) expect(each.case.slug).toMatch(/^[a-z0-9-]{1,100}$/)
    const markdown = await perfledger(project, 'report', '--format', 'markdown')
    expect(markdown.stdout).not.toContain('<script>')
    const junit = await perfledger(project, 'report', '--format', 'junit')
    expect(junit.stdout).toContain('&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;')
  })
})

describe('Where the commit comes from', () => {
  it('is nowhere outside a git repository: the run is kept without one', async () => {
    const project = projectWith(quick)
    const ended = await runOverHistory(project, '--json')
    expect(ended.code).toBe(0)
    expect(reportIn(ended).run.commit).toBeNull()
  })

  it('is nowhere in a repository without commits', async () => {
    const project = projectWith(quick)
    await git(project, 'init', '--quiet')
    const ended = await runOverHistory(project, '--json')
    expect(ended.code).toBe(0)
    expect(reportIn(ended).run.commit).toBeNull()
  })

  it('is told of a shallow clone too, and its history still counts', async () => {
    const origin = projectWith(quick)
    await commitAll(origin, 'first')
    const before = await withHistory(origin)
    await commitAll(origin, 'measured')
    const sha = await commitAll(origin, 'second')
    const clone = join(projectOf({}), 'clone')
    await git(origin, 'clone', '--quiet', '--depth', '1', `file://${origin}`, clone)
    const ended = await perfledger(clone, 'run', '--json')
    expect(ended.code).toBe(0)
    expect(reportIn(ended).run.commit).toMatchObject({ sha, branch: 'main', dirty: false })
    expect(reportIn(ended).cases[0]?.verdict?.reasons).toEqual([
      expect.stringContaining('1 earlier run on main in this environment so far'),
    ])
    expectKept(before, join(clone, 'data'))
  })

  it('is told of a detached head, without a branch', async () => {
    const project = projectWith(quick)
    const sha = await commitAll(project)
    await git(project, 'checkout', '--quiet', '--detach')
    const ended = await runOverHistory(project, '--json')
    expect(ended.code).toBe(0)
    expect(reportIn(ended).run.commit).toMatchObject({ sha, branch: null, dirty: false })
  })
})

/** A file system of so many bytes at `<project>/data`; the test is skipped where this user may not mount one. */
function mounted(context: TestContext, project: string, options: string): string {
  const folder = join(project, 'data')
  const unmount = mountTiny(folder, options)
  if (!unmount) return context.skip('this user may not mount a file system')
  onTestFinished(unmount)
  return folder
}

describe('A ledger that cannot be written stops the run before anything is measured, with exit code 3', () => {
  const traced = { traced: 'command: touch measured' }

  it('when a file stands in the place of its folder', async () => {
    const project = projectOf({ 'perf.config.yaml': configOf(traced), data: 'mine' })
    const ended = await perfledger(project, 'run')
    expect(ended).toMatchObject({ code: 3, stdout: '' })
    expect(ended.stderr).toMatch(/The ledger folder \S+ cannot be read: .*\n hint Check that it is a folder/)
    expect(readFileSync(join(project, 'data'), 'utf8')).toBe('mine')
  })

  it('when it is read-only; what is there can still be reported, and measured without keeping', async (context) => {
    const project = projectWith(traced)
    const folder = mounted(context, project, 'size=4m')
    const before = await withHistory(project)
    expect(spawnSync('mount', ['-o', 'remount,ro', folder]).status).toBe(0)
    const ended = await perfledger(project, 'run')
    expect(ended).toMatchObject({ code: 3, stdout: '' })
    expect(ended.stderr).toContain('the file system is read-only')
    expect(ended.stderr).toContain('Nothing was measured.')
    expect(await perfledger(project, 'report')).toMatchObject({ code: 0, stderr: '' })
    expect(await perfledger(project, 'run', '--no-append')).toMatchObject({ code: 0 })
    expect(historyOf(folder)).toEqual(before)
  })

  it('when the disk is full', async (context) => {
    const project = projectWith(traced)
    const folder = mounted(context, project, 'size=256k')
    const before = await withHistory(project)
    fill(join(folder, 'filler'))
    const ended = await perfledger(project, 'run')
    expect(ended).toMatchObject({ code: 3, stdout: '' })
    expect(ended.stderr).toContain(
      'the disk is full.\n hint Free some space there and try again. Nothing was measured.',
    )
    expect(historyOf(folder)).toEqual(before)
  })
})

/** Writes until the disk is full. */
function fill(file: string): void {
  try {
    for (;;) writeFileSync(file, Buffer.alloc(4096), { flag: 'a' })
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC')
  }
}

describe('A disk that gets full while measuring', () => {
  it('ends the run with exit code 3, and the next one recovers what was measured', async (context) => {
    const full = `head -c 10000000 /dev/zero > data/filler; rm -f data/report -r; true`
    const project = projectWith({ ...quick, greedy: `command: ${JSON.stringify(full)}, shell: true` })
    const folder = mounted(context, project, 'size=256k')
    const before = await withHistory(project)
    const ended = await perfledger(project, 'run')
    expect(ended.code).toBe(3)
    expect(ended.stderr).toMatch(/could not be written|cannot be written/)
    expect(ended.stderr).toContain('journal')
    expectKept(before, folder)
    expect(runsOf(folder)).toHaveLength(1)
    rmSync(join(folder, 'filler'))
    writeFiles(project, { 'perf.config.yaml': configOf(quick) })
    const next = await perfledger(project, 'run')
    expect(next.code).toBe(0)
    expect(next.stderr).toMatch(/Recovered run \S+, which was measured but not taken in/)
    expect(runsOf(folder)).toHaveLength(3)
    expectKept(before, folder)
  })
})

describe('A Parquet file that was cut in half', () => {
  it.each([
    ['runs', [['run'], ['run', '--no-append'], ['report', '--write'], ['site']]],
    ['verdicts', [['run'], ['report']]],
  ])(
    'in %s stops every command that needs the history, by name, and stays as it is',
    async (part, commands) => {
      const project = projectWith(quick)
      const data = join(project, 'data')
      const [name] = Object.keys(await withHistory(project)).filter((file) => file.startsWith(part))
      const file = join(data, name!)
      truncateSync(file, Math.floor(readFileSync(file).length / 2))
      const before = historyOf(data)
      for (const words of commands) {
        const ended = await perfledger(project, ...words)
        expect(ended, words.join(' ')).toMatchObject({ code: 3, stdout: '' })
        expect(ended.stderr).toContain(`A file of the history cannot be read: ${file}`)
        expect(ended.stderr).toContain(
          `Restore it with "git checkout -- ${file}", or move it out of the ledger.`,
        )
      }
      expect(historyOf(data)).toEqual(before)
      expect(await perfledger(project, 'run', '--dry-run')).toMatchObject({ code: 0 })
    },
  )
})
