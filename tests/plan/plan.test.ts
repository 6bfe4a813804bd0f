import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../runner/config/load.ts'
import { describePlan } from '../../runner/plan/describe.ts'
import { fullCaseTitle } from '../../runner/plan/identity.ts'
import { makePlan, type Selection } from '../../runner/plan/make-plan.ts'
import type { Plan } from '../../runner/plan/plan.ts'

const text = `
seed: 7
defaults: { env: { LC_ALL: C } }
suites:
  compression:
    benchmarks:
      gzip:
        command: gzip -{level} -c "{file}" {other}
        cwd: files/{level}
        env: { LEVEL: "{level}" }
        params: { level: [1, 9], file: [a.txt, my file.txt] }
        setup: mkdir -p out-{level}
        prepare: [cp, "{file}", b.txt]
        conclude: rm b.txt
        cleanup: rm -rf out-{level}
      sort: { command: sort a.txt, iterations: 3, timeout: 2 min }
  shell:
    order: sequential
    benchmarks:
      pipe: { command: "cat {file} | sort", params: { file: [my file.txt] }, shell: true }
  tools:
    benchmarks:
      stats: { command: node stats.js, adapter: tinybench, output: "{n}.json", params: { n: [1] } }
`
const config = parseConfig(text, '/project/perf.config.yaml', {})

function titles(selection: Selection): string[] {
  return titlesOf(makePlan(config, selection))
}

function titlesOf(plan: Plan): string[] {
  return plan.suites.flatMap((suite) => suite.cases.map(({ key }) => fullCaseTitle(key)))
}

const everything = [
  'compression/gzip (level=1, file=a.txt)',
  'compression/gzip (level=1, file=my file.txt)',
  'compression/gzip (level=9, file=a.txt)',
  'compression/gzip (level=9, file=my file.txt)',
  'compression/sort',
  'shell/pipe (file=my file.txt)',
  'tools/stats (n=1)',
]

describe('a plan', () => {
  it('has every case in the order of the config', () => {
    expect(titles({})).toEqual(everything)
    expect(makePlan(config)).toMatchObject({ root: '/project', seed: 7, partial: false })
  })

  it('puts params in after splitting words, so that a value with spaces stays one word', () => {
    const planned = makePlan(config).suites[0]!.cases[3]!
    expect(planned).toMatchObject({
      key: { suite: 'compression', benchmark: 'gzip', params: { level: 9, file: 'my file.txt' } },
      command: { kind: 'words', words: ['gzip', '-9', '-c', 'my file.txt', '{other}'] },
      cwd: '/project/files/9',
      env: { LC_ALL: 'C', LEVEL: '9' },
      hooks: {
        setup: { words: ['mkdir', '-p', 'out-9'] },
        prepare: { words: ['cp', 'my file.txt', 'b.txt'] },
        conclude: { words: ['rm', 'b.txt'] },
        cleanup: { words: ['rm', '-rf', 'out-9'] },
      },
    })
  })

  it('puts params into a line for a shell as they are', () => {
    expect(makePlan(config).suites[1]!.cases[0]!.command).toEqual({
      kind: 'shell',
      line: 'cat my file.txt | sort',
    })
  })

  it('does not look at braces again that a value brings in', () => {
    const nested = parseConfig(
      'suites: { s: { benchmarks: { a: { command: "{a}{b}", params: { a: ["{b}"], b: ["{a}"] } } } } }',
      '/project/perf.config.yaml',
      {},
    )
    expect(makePlan(nested).suites[0]!.cases[0]!.command).toEqual({ kind: 'words', words: ['{b}{a}'] })
  })

  it('reads the file that the params name', () => {
    expect(makePlan(config).suites[2]!.cases[0]!.output).toEqual({ adapter: 'tinybench', file: '1.json' })
  })

  it('takes another seed from the command line', () => {
    expect(makePlan(config, { seed: 3 }).seed).toBe(3)
  })

  it('is the same value for the same config, and changes nothing in it', () => {
    const before = JSON.stringify(config)
    expect(makePlan(config)).toEqual(makePlan(config))
    expect(JSON.stringify(config)).toBe(before)
  })
})

describe('a selection', () => {
  it.each<[Selection, string[]]>([
    [{ suites: ['shell'] }, ['shell/pipe (file=my file.txt)']],
    [{ suites: ['shell', 'tools'] }, ['shell/pipe (file=my file.txt)', 'tools/stats (n=1)']],
    [{ filters: ['SORT'] }, ['compression/sort']],
    [{ filters: ['level=9'] }, everything.slice(2, 4)],
    [{ filters: ['sort', 'stats'] }, ['compression/sort', 'tools/stats (n=1)']],
    [{ filters: ['comp*level=1*a.txt'] }, ['compression/gzip (level=1, file=a.txt)']],
    [{ filters: ['*'] }, everything],
    [{ suites: ['compression'], filters: ['a.txt)'] }, [everything[0]!, everything[2]!]],
  ])('%j takes what it names', (selection, expected) => {
    expect(titles(selection)).toEqual(expected)
  })

  it('makes the plan partial only where it leaves something out', () => {
    expect(makePlan(config, { suites: ['shell'] }).partial).toBe(true)
    expect(makePlan(config, { filters: ['/'] }).partial).toBe(false)
  })

  it('leaves out suites without a case', () => {
    expect(makePlan(config, { filters: ['gzip'] }).suites.map(({ name }) => name)).toEqual(['compression'])
  })

  it('refuses a suite that does not exist, with the nearest name', () => {
    expect(() => makePlan(config, { suites: ['compresion'] })).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: 'There is no suite "compresion".',
        hint: 'Did you mean "compression"?',
      }),
    )
    expect(() => makePlan(config, { suites: ['x', 'y'] })).toThrow(
      expect.objectContaining({
        message: 'There is no suite "x" and no "y".',
        hint: 'The config declares "compression", "shell", "tools".',
      }),
    )
  })

  it('refuses to leave nothing', () => {
    expect(() => makePlan(config, { filters: ['nothing', 'like.this'] })).toThrow(
      expect.objectContaining({ exitCode: 2, message: 'No case matches "nothing" or "like.this".' }),
    )
    expect(() => makePlan(config, { suites: ['tools'], filters: ['gzip'] })).toThrow(
      expect.objectContaining({ exitCode: 2, message: 'No case matches "gzip" in suite "tools".' }),
    )
  })
})

describe('the text of a plan', () => {
  it('shows every case with a command to copy, its bounds and the first turns', () => {
    expect(describePlan(makePlan(config))).toMatchInlineSnapshot(`
      "compression (interleaved)
        gzip (level=1, file=a.txt)
          with LC_ALL=C
          with LEVEL=1
          in files/1
          setup $ mkdir -p out-1
          prepare $ cp a.txt b.txt
          $ gzip -1 -c a.txt '{other}'
          conclude $ rm b.txt
          cleanup $ rm -rf out-1
          1 warm-up, 10 to 50 measured until ±2 % for at most 10 s, timeout 1 min
          metrics wall-time, user-time, system-time, peak-memory
        gzip (level=1, file=my file.txt)
          with LC_ALL=C
          with LEVEL=1
          in files/1
          setup $ mkdir -p out-1
          prepare $ cp 'my file.txt' b.txt
          $ gzip -1 -c 'my file.txt' '{other}'
          conclude $ rm b.txt
          cleanup $ rm -rf out-1
          1 warm-up, 10 to 50 measured until ±2 % for at most 10 s, timeout 1 min
          metrics wall-time, user-time, system-time, peak-memory
        gzip (level=9, file=a.txt)
          with LC_ALL=C
          with LEVEL=9
          in files/9
          setup $ mkdir -p out-9
          prepare $ cp a.txt b.txt
          $ gzip -9 -c a.txt '{other}'
          conclude $ rm b.txt
          cleanup $ rm -rf out-9
          1 warm-up, 10 to 50 measured until ±2 % for at most 10 s, timeout 1 min
          metrics wall-time, user-time, system-time, peak-memory
        gzip (level=9, file=my file.txt)
          with LC_ALL=C
          with LEVEL=9
          in files/9
          setup $ mkdir -p out-9
          prepare $ cp 'my file.txt' b.txt
          $ gzip -9 -c 'my file.txt' '{other}'
          conclude $ rm b.txt
          cleanup $ rm -rf out-9
          1 warm-up, 10 to 50 measured until ±2 % for at most 10 s, timeout 1 min
          metrics wall-time, user-time, system-time, peak-memory
        sort
          with LC_ALL=C
          $ sort a.txt
          1 warm-up, 3 measured, timeout 2 min
          metrics wall-time, user-time, system-time, peak-memory
        order by seed 7: 5 1 3 2 4 | 3 2 5 1 4 | 1 2 4 3 5 | …

      shell (sequential)
        pipe (file=my file.txt)
          with LC_ALL=C
          $ cat my file.txt | sort
          1 warm-up, 10 to 50 measured until ±2 % for at most 10 s, timeout 1 min
          metrics wall-time, user-time, system-time, peak-memory
          in a shell, whose own start is subtracted

      tools (interleaved)
        stats (n=1)
          with LC_ALL=C
          $ node stats.js
          0 warm-up, 1 measured, timeout 1 min
          results read by tinybench from 1.json

      7 cases in 3 suites
      at most 260 iterations and 1 h 4 min, hooks apart"
    `)
  })

  it('says that it is a part', () => {
    expect(describePlan(makePlan(config, { suites: ['shell'] }))).toContain(
      '1 case in 1 suite, a part of the config',
    )
  })
})
