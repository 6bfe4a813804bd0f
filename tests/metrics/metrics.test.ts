import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  measurableMetrics as all,
  processMetricNamed,
  processMetrics,
  runMetrics,
} from '../../runner/metrics/index.ts'
import type { Execution } from '../../runner/metrics/metric.ts'
import { isKnownUnit } from '../../runner/units.ts'

describe('the list of metrics', () => {
  it('has one metric for each file, named like it', () => {
    const folder = join(import.meta.dirname, '../../runner/metrics')
    const files = readdirSync(folder).filter((file) => !['index.ts', 'metric.ts'].includes(file))
    expect(all.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort())
  })

  it.each(all)('$name has a base unit and a sentence', ({ unit, description }) => {
    expect(isKnownUnit(unit)).toBe(true)
    expect(description).toMatch(/^[A-Z].*\.$/)
  })

  it('finds by name, and tells what it does not measure', () => {
    expect(processMetricNamed('wall-time')?.unit).toBe('ns')
    expect(processMetricNamed('success-rate')).toBeUndefined()
  })
})

describe('a metric of an execution', () => {
  const bare: Execution = { executor: 'portable', wallTimeNs: 5, end: { kind: 'exit', code: 0 } }
  const read = (execution: Execution) =>
    Object.fromEntries(processMetrics.map((metric) => [metric.name, metric.read(execution)]))

  it('is undefined where the executor could not tell', () => {
    expect(read(bare)).toEqual({
      'wall-time': 5,
      'user-time': undefined,
      'system-time': undefined,
      'peak-memory': undefined,
      'peak-memory-tree': undefined,
      'page-faults': undefined,
      'context-switches': undefined,
      'block-input': undefined,
      'block-output': undefined,
    })
  })

  it('adds both kinds of faults and of switches, and counts blocks as bytes', () => {
    const full: Execution = {
      ...bare,
      userTimeNs: 1,
      systemTimeNs: 2,
      peakMemoryBytes: 3,
      pageFaultsMinor: 40,
      pageFaultsMajor: 2,
      contextSwitchesVoluntary: 5,
      contextSwitchesInvoluntary: 6,
      blocksRead: 2,
      blocksWritten: 3,
    }
    expect(read(full)).toMatchObject({ 'page-faults': 42, 'context-switches': 11, 'peak-memory': 3 })
    expect(read(full)).toMatchObject({ 'block-input': 1024, 'block-output': 1536 })
  })
})

describe('success-rate', () => {
  const successRate = runMetrics.find(({ name }) => name === 'success-rate')

  it('is the share of the iterations that succeeded', () => {
    expect(successRate?.read({ attempted: 20, failed: 1 })).toBe(0.95)
  })

  it('is undefined where nothing was attempted', () => {
    expect(successRate?.read({ attempted: 0, failed: 0 })).toBeUndefined()
  })
})

describe('the size of files', () => {
  const read = (name: string, files?: { rawBytes: number; gzipBytes: number }) =>
    runMetrics.find((metric) => metric.name === name)?.read({ attempted: 1, failed: 0, files })

  it('is told as it is and compressed', () => {
    const files = { rawBytes: 1000, gzipBytes: 300 }
    expect([read('file-size', files), read('file-size-gzip', files)]).toEqual([1000, 300])
  })

  it('is not known where no file was found', () => {
    expect([read('file-size'), read('file-size-gzip')]).toEqual([undefined, undefined])
  })
})
