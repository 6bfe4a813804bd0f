import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readOutput } from '../../runner/adapters/index.ts'

const root = join(import.meta.dirname, '../..')
const examples = join(root, 'tests/fixtures/protocol')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perfledger-bench-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function start(program: string, args: readonly string[], output?: string) {
  const { PERFLEDGER_OUTPUT: _, ...inherited } = process.env
  const env = {
    ...inherited,
    GOCACHE: join(folder, 'go'),
    GOFLAGS: '-mod=mod',
    ...(output && { PERFLEDGER_OUTPUT: output }),
  }
  return spawnSync(program, args, { cwd: folder, env, encoding: 'utf8', timeout: 120_000 })
}

const isPresent = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0

/** A file of benchmarks as a person writes it, without a call of `run`. */
function benchFile(): string {
  const file = join(folder, 'a.bench.ts')
  const library = pathToFileURL(join(root, 'runner/bench/index.ts')).href
  const options = '{ iterations: 5, timeMs: 0, warmupTimeMs: 0 }'
  writeFileSync(file, `import { bench } from '${library}'\nbench('sum', () => 1 + 1, ${options})\n`)
  return file
}

describe('a file of benchmarks', () => {
  it('prints a table where node runs it', () => {
    const { stdout, status } = start(process.execPath, [benchFile()])
    expect(status).toBe(0)
    expect(stdout).toMatch(/^result +metric[\s\S]*\nsum +latency /)
  })

  it('reports to the file that PERFLEDGER_OUTPUT names, and prints nothing', () => {
    const output = join(folder, 'output')
    const { stdout, status } = start(process.execPath, [benchFile()], output)
    expect([stdout, status]).toEqual(['', 0])
    expect(readOutput('auto', readFileSync(output, 'utf8'))[0]?.measurements[0]?.samples).toHaveLength(5)
  })
})

/** The example and the command that runs it; rustc first makes a program of it. */
const languages: readonly [
  name: string,
  present: boolean,
  run: (output?: string) => ReturnType<typeof start>,
][] = [
  [
    'shell',
    isPresent('date', '+%N') && process.platform === 'linux',
    (output) => start('sh', [join(examples, 'shell/report.sh')], output),
  ],
  [
    'python',
    isPresent('python3', '--version'),
    (output) => start('python3', [join(examples, 'python/report.py')], output),
  ],
  [
    'go',
    isPresent('go', 'version'),
    (output) => start('go', ['run', join(examples, 'go/report.go')], output),
  ],
  [
    'rust',
    isPresent('rustc', '--version'),
    (output) => {
      start('rustc', ['-o', join(folder, 'report'), join(examples, 'rust/report.rs')])
      return start(join(folder, 'report'), [], output)
    },
  ],
]

describe.each(languages)('the example in %s', (_, present, run) => {
  it.skipIf(!present)('speaks the protocol, to the file and to stdout', { timeout: 240_000 }, () => {
    const output = join(folder, 'output')
    const toFile = run(output)
    expect(toFile.stderr + toFile.stdout).toBe('')
    const toStdout = run()
    for (const text of [readFileSync(output, 'utf8'), toStdout.stdout]) {
      const [first] = readOutput('auto', text)
      expect(first?.name).toMatch(/^sort \((size|lines)=\d+\)$/)
      expect(first?.measurements[0]?.metric).toEqual({ name: 'latency', unit: 'ns', direction: 'lower' })
      expect(first?.measurements[0]?.samples.length).toBeGreaterThanOrEqual(3)
    }
  })
})
