import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { collect } from '../../runner/measure/collect.ts'
import { openExecutors } from '../../runner/measure/effects.ts'
import { instruments } from '../../runner/measure/instruments/index.ts'
import { measure } from '../../runner/measure/measure.ts'
import type { MeasuredCase, MeasureRecord, RunHeader, WarningRecord } from '../../runner/measure/record.ts'
import { instrumentMetrics } from '../../runner/metrics/index.ts'
import type { PlannedCase } from '../../runner/plan/plan.ts'
import { fakeExecutors } from './fake-executor.ts'
import { plannedCase, planOf, recordsOf } from './plans.ts'

const header = { id: '20261120-051230-9f86d081ab' } as RunHeader

const has = (program: string): boolean => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

interface Measured extends MeasuredCase {
  readonly warnings: readonly string[]
}

/** The case as the ledger would keep it, measured by real executors. */
async function measured(overrides: Partial<PlannedCase>, path = process.env.PATH): Promise<Measured> {
  const planned = plannedCase('busy', {
    command: { kind: 'words', words: ['awk', 'BEGIN { for (i = 0; i < 1000; i++) x += i }'] },
    ...overrides,
  })
  const records: MeasureRecord[] = []
  const temporaryFolder = mkdtempSync(join(tmpdir(), 'perfledger-instruments-'))
  const effects = { openExecutors, env: { PATH: path }, temporaryFolder }
  for await (const record of measure(planOf([planned]), effects)) records.push(record)
  expect(readdirSync(temporaryFolder)).toEqual([])
  const [found] = collect(header, records, '2026-11-20T00:00:00.000Z', false).cases
  const warnings = records.filter((record): record is WarningRecord => record.kind === 'warning')
  return { ...found!, warnings: warnings.map(({ message }) => message) }
}

const samplesOf = ({ metrics }: MeasuredCase, name: string) =>
  metrics.find(({ metric }) => metric.name === name)?.samples

/** A folder with a program of this name, and the folders where the real ones are. */
function pathWith(program: string, script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'perfledger-program-'))
  writeFileSync(join(folder, program), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, program), 0o755)
  return `${folder}:/usr/bin:/bin`
}

describe('the list of instruments', () => {
  it('has a file for each, named like it, and each metric names one of them', () => {
    const files = readdirSync(join(import.meta.dirname, '../../runner/measure/instruments'))
    const names = Object.entries(instruments).map(([name, instrument]) => [name, instrument.name])
    expect(names.every(([key, name]) => key === name)).toBe(true)
    expect(files.filter((file) => !['index.ts', 'instrument.ts'].includes(file)).sort()).toEqual(
      names.map(([name]) => `${name}.ts`).sort(),
    )
    expect(new Set(instrumentMetrics.map(({ instrument }) => instrument))).toEqual(
      new Set(Object.keys(instruments)),
    )
  })
})

describe('counters of the processor', () => {
  const metrics = ['wall-time', 'instructions', 'branch-misses']

  /** As perf 6.1 writes it. */
  const counting = `while [ "$1" != -o ]; do shift; done; file=$2; while [ "$1" != -- ]; do shift; done; shift
    printf '# started on Fri\\n\\n%s\\n%s\\n' '1234567,,instructions:u,1000,100.00,,' '89,,branch-misses:u,1000,100.00,0.5,of all branches' > "$file"; exec "$@"`

  it('are read from perf stat, in executions after the timed ones', async () => {
    const found = await measured({ metrics }, pathWith('perf', counting))
    expect(samplesOf(found, 'instructions')).toEqual(Array(5).fill(1234567))
    expect(samplesOf(found, 'branch-misses')).toEqual(Array(5).fill(89))
    expect(samplesOf(found, 'wall-time')).toHaveLength(2)
    expect(found).toMatchObject({ status: 'ok', iterations: 2 })
    expect(found.warnings.join()).not.toContain('could not be measured')
  })

  it('that this machine does not have are left out, with the reason, after one look', async () => {
    const refusing = counting.replace('1234567', '<not supported>')
    const found = await measured({ metrics }, pathWith('perf', refusing))
    expect(samplesOf(found, 'instructions')).toBeUndefined()
    expect(samplesOf(found, 'branch-misses')).toHaveLength(5)
    expect(found.warnings).toContain(
      'instructions could not be measured: perf stat says <not supported> of instructions:u on this machine',
    )
  })

  it('are left out where perf may not count, in its own words', async () => {
    const refusing = `printf 'Error:\\nAccess to performance monitoring and observability operations is limited.\\n' >&2; exit 255`
    const found = await measured({ metrics }, pathWith('perf', refusing))
    expect(found).toMatchObject({ status: 'ok', failure: undefined })
    expect(found.warnings).toContain(
      'instructions, branch-misses could not be measured: perf stat counted nothing: Access to performance monitoring and observability operations is limited.',
    )
  })

  it('are left out where there is no perf, and everything else is measured', async () => {
    const found = await measured({ metrics, command: { kind: 'words', words: ['/bin/true'] } }, '/nowhere')
    expect(found).toMatchObject({ status: 'ok', iterations: 2 })
    expect(found.warnings).toContain(
      'instructions, branch-misses could not be measured: perf: command not found along PATH=/nowhere',
    )
  })

  it.skipIf(!has('perf'))('come from the real perf, or it says that it cannot [needs perf]', async () => {
    const found = await measured({ metrics: ['wall-time', 'instructions'] })
    const samples = samplesOf(found, 'instructions')
    if (samples) expect(Math.min(...samples)).toBeGreaterThan(10_000)
    else expect(found.warnings.join()).toMatch(/instructions could not be measured: perf stat/)
  })
})

describe.skipIf(!has('valgrind'))('instructions under callgrind [needs valgrind]', () => {
  const metrics = ['callgrind-instructions']
  const awk = (loops: number): PlannedCase['command'] => ({
    kind: 'words',
    words: ['awk', `BEGIN { for (i = 0; i < ${loops}; i++) x += i }`],
  })

  it('are the same each time, and grow with the work', async () => {
    const small = samplesOf(await measured({ metrics, command: awk(1000) }), 'callgrind-instructions')!
    const large = samplesOf(await measured({ metrics, command: awk(5000) }), 'callgrind-instructions')!
    expect(new Set(small).size).toBe(1)
    expect(small).toHaveLength(3)
    expect(large[0]! - small[0]!).toBeGreaterThan(4000 * 10)
  }, 60_000)

  it('count what the command starts too, and need but one timed iteration where nothing is timed', async () => {
    const one = await measured({ metrics, command: awk(1000) })
    const line = `awk 'BEGIN { for (i = 0; i < 1000; i++) x += i }'; true`
    const inShell = await measured({ metrics, command: { kind: 'shell', line } })
    expect(samplesOf(inShell, 'callgrind-instructions')![0]).toBeGreaterThan(
      samplesOf(one, 'callgrind-instructions')![0]!,
    )
    expect(one.iterations).toBe(1)
  }, 60_000)

  it('are told to be missing where the command fails under it', async () => {
    const fails: PlannedCase['command'] = {
      kind: 'shell',
      line: 'case "$LD_PRELOAD" in *vgpreload*) exit 3;; esac',
    }
    const found = await measured({ metrics: ['wall-time', ...metrics], command: fails })
    expect(found.status).toBe('ok')
    expect(found.warnings).toContain(
      'callgrind-instructions could not be measured: under the instrument the command exited with code 3',
    )
  }, 60_000)
})

describe('peak memory of a control group', () => {
  it('is that of all processes together, or it says why there is none', async () => {
    const allocate = `awk 'BEGIN { for (i = 0; i < 300000; i++) a[i] = i; system("sleep 0.2") }'`
    const found = await measured({
      metrics: ['wall-time', 'peak-memory-cgroup'],
      command: { kind: 'shell', line: `${allocate} & ${allocate}; wait` },
    })
    const samples = samplesOf(found, 'peak-memory-cgroup')
    if (samples) expect(Math.min(...samples)).toBeGreaterThan(25e6)
    else expect(found.warnings.join()).toMatch(/peak-memory-cgroup could not be measured: no control group/)
  })
})

describe('peak memory of the tree', () => {
  it('adds up processes that run at once, as the sampler saw them', async () => {
    const allocate = `awk 'BEGIN { for (i = 0; i < 300000; i++) a[i] = i; system("sleep 0.3") }'`
    const found = await measured({
      metrics: ['wall-time', 'peak-memory', 'peak-memory-tree'],
      sampleIntervalMs: 10,
      command: { kind: 'shell', line: `${allocate} & ${allocate}; wait` },
    })
    const tree = samplesOf(found, 'peak-memory-tree')!
    expect(tree).toHaveLength(2)
    expect(Math.min(...tree)).toBeGreaterThan(25e6)
  })

  it('is told to be missing of a command too short to be looked at', async () => {
    const found = await measured({ metrics: ['wall-time', 'peak-memory-tree'], sampleIntervalMs: 5000 })
    expect(found.warnings).toContain(
      'peak-memory-tree could not be measured: the command ended before it was looked at three times',
    )
  })
})

describe('an instrument among hooks and other cases', () => {
  it('runs after the timed iterations of every case, between prepare and conclude', async () => {
    const hook = (name: string): PlannedCase['command'] => ({ kind: 'words', words: [name] })
    const cases = ['a', 'b'].map((name) =>
      plannedCase(name, {
        metrics: ['wall-time', 'callgrind-instructions'],
        stopping: { max: 1 },
        env: { PATH: pathWith('valgrind', '') },
        hooks: { prepare: hook(`prepare-${name}`), conclude: hook(`conclude-${name}`) },
      }),
    )
    const executors = fakeExecutors()
    await recordsOf(planOf(cases), executors)
    const story = executors.log.map((words) =>
      words.includes('--tool=callgrind') ? `callgrind ${words.at(-1)}` : words,
    )
    expect(story.slice(0, 6).sort()).toEqual(['a', 'b', 'conclude-a', 'conclude-b', 'prepare-a', 'prepare-b'])
    expect(story.slice(6)).toEqual([
      ...['prepare-a', 'callgrind a', 'conclude-a'],
      ...['prepare-b', 'callgrind b', 'conclude-b'],
    ])
  })
})
