import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import type { AdapterResult } from '../../runner/adapters/adapter.ts'
import { readOutput } from '../../runner/adapters/index.ts'

/** The real tools, where this machine has them, so that a newer version with another shape is noticed. */
const folder = mkdtempSync(join(tmpdir(), 'perfledger-live-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = promisify(execFile)
const has = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0

function write(name: string, lines: readonly string[]): string {
  const path = join(folder, name)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

const samplesOf = ([result]: readonly AdapterResult[], metric: string): readonly number[] =>
  result!.measurements.find((measurement) => measurement.metric.name === metric)!.samples

const names = (results: readonly AdapterResult[]): (string | undefined)[] => results.map(({ name }) => name)

/** Nobody sleeps shorter than asked; how much longer depends on the machine. */
const SLEEP_NS = 20e6

describe('output made here and now', () => {
  it.skipIf(!has('hyperfine', '--version'))('of hyperfine', async () => {
    const path = join(folder, 'hyperfine.json')
    await run('hyperfine', ['-N', '--runs', '3', 'sleep 0.02', '--export-json', path])
    const results = readOutput('auto', readFileSync(path, 'utf8'))
    expect(names(results)).toEqual(['sleep 0.02'])
    expect(samplesOf(results, 'wall-time')).toHaveLength(3)
    expect(Math.min(...samplesOf(results, 'wall-time'))).toBeGreaterThan(SLEEP_NS)
  })

  it.skipIf(!has('/usr/bin/time', '--version'))('of GNU time', async () => {
    const path = join(folder, 'time.txt')
    await run('/usr/bin/time', ['-v', '-o', path, 'sleep', '0.02'])
    const results = readOutput('auto', readFileSync(path, 'utf8'))
    expect(samplesOf(results, 'wall-time')[0]).toBeGreaterThanOrEqual(SLEEP_NS)
    expect(samplesOf(results, 'peak-memory')[0]).toBeGreaterThan(100_000)
  })

  it.skipIf(!has('go', 'version'))('of go test -bench', { timeout: 120_000 }, async () => {
    write('go.mod', ['module example.com/live', '', 'go 1.18'])
    write('live_test.go', [
      'package live',
      'import "testing"',
      'func BenchmarkFill(b *testing.B) { for i := 0; i < b.N; i++ { _ = make([]byte, 100) } }',
    ])
    const flags = ['-run', '^$', '-bench', '.', '-benchtime', '100x', '-benchmem', '-count', '2']
    const { stdout } = await run('go', ['test', ...flags], { cwd: folder })
    const results = readOutput('auto', stdout)
    expect(names(results)).toEqual(['example.com/live.BenchmarkFill'])
    expect(samplesOf(results, 'latency')).toHaveLength(2)
    expect(samplesOf(results, 'allocations')).toHaveLength(2)
  })

  it.skipIf(spawnSync('wrk', ['-v']).error !== undefined)('of wrk', async () => {
    const server = createServer((_, response) => response.end('hello'))
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
      const { stdout } = await run('wrk', ['-t1', '-c1', '-d1s', '--latency', url])
      const results = readOutput('auto', stdout)
      expect(samplesOf(results, 'throughput')[0]).toBeGreaterThan(0)
      expect(samplesOf(results, 'latency-p99')[0]).toBeGreaterThan(0)
      expect(samplesOf(results, 'request-success-rate')).toEqual([1])
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })

  it('of tinybench', async () => {
    const path = write('tiny.mjs', [
      `import { Bench } from ${JSON.stringify(import.meta.resolve('tinybench'))}`,
      'const bench = new Bench({ time: 0, iterations: 5, warmup: false, retainSamples: true })',
      "bench.add('sort', () => { [3, 1, 2].sort() })",
      'await bench.run()',
      'console.log(JSON.stringify(bench.tasks.map(({ name, result }) => ({ name, ...result }))))',
    ])
    const { stdout } = await run(process.execPath, [path])
    const results = readOutput('auto', stdout)
    expect(names(results)).toEqual(['sort'])
    expect(samplesOf(results, 'latency')).toHaveLength(5)
  })

  it("of Node's own test runner, as JUnit", async () => {
    const path = write('waits.test.mjs', [
      "import { test } from 'node:test'",
      "test('waits', () => new Promise((done) => setTimeout(done, 25)))",
    ])
    const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('NODE_'))
    const { stdout } = await run(process.execPath, ['--test', '--test-reporter=junit', path], {
      env: Object.fromEntries(environment),
    })
    const results = readOutput('auto', stdout)
    expect(names(results)).toEqual(['test > waits'])
    expect(samplesOf(results, 'duration')[0]).toBeGreaterThan(SLEEP_NS)
  })
})
