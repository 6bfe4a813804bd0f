import { describe, expect, it } from 'vitest'
import { collect } from '../../runner/measure/collect.ts'
import type { IterationRecord, Measurement, MeasureRecord, RunHeader } from '../../runner/measure/record.ts'
import type { Metric } from '../../runner/metrics/metric.ts'

const header = { id: '20261120-051230-9f86d081ab' } as RunHeader
const wallTime: Metric = { name: 'wall-time', unit: 'ns', direction: 'lower' }
const memory: Metric = { name: 'peak-memory', unit: 'B', direction: 'lower' }
const key = (benchmark: string) => ({ suite: 's', benchmark, params: {} })

const of = (metric: Metric, ...samples: number[]): Measurement => ({ metric, samples })

const iteration = (
  benchmark: string,
  measurements: readonly Measurement[],
  rest: Partial<IterationRecord> = {},
): IterationRecord => ({
  kind: 'iteration',
  case: key(benchmark),
  phase: 'measured',
  index: 0,
  startedAtMs: 0,
  executor: 'exact',
  measurements,
  ...rest,
})

const end = (benchmark: string): MeasureRecord => ({
  kind: 'case-end',
  case: key(benchmark),
  bound: 'max-iterations',
  precisionRatio: 0.01,
})

const fold = (records: readonly MeasureRecord[]) =>
  collect(header, records, '2026-11-20T05:13:00.000Z', false)

describe('the records of a run', () => {
  it('become one case each, samples in iteration order, warm-up apart', () => {
    const run = fold([
      iteration('a', [of(wallTime, 9)], { phase: 'warmup' }),
      iteration('b', [of(wallTime, 5)]),
      iteration('a', [of(wallTime, 1)]),
      iteration('a', [of(wallTime, 3)], { index: 1 }),
      end('a'),
      end('b'),
    ])
    expect(run).toMatchObject({
      header,
      finishedAt: '2026-11-20T05:13:00.000Z',
      interrupted: false,
      warnings: [],
    })
    expect(run.cases).toMatchObject([
      {
        key: key('a'),
        status: 'ok',
        iterations: 2,
        executor: 'exact',
        stop: 'max-iterations',
        metrics: [{ metric: wallTime, samples: [1, 3], warmupSamples: [9], sampleCount: 2 }],
      },
      { key: key('b'), metrics: [{ samples: [5], warmupSamples: [] }] },
    ])
  })

  it('leave out what a failed iteration measured', () => {
    const failure = { reason: 'exit-code', message: 'exited with code 1' } as const
    const run = fold([
      iteration('a', [of(wallTime, 1)]),
      iteration('a', [of(wallTime, 2)], { failure }),
      end('a'),
    ])
    expect(run.cases[0]).toMatchObject({ iterations: 2, failures: 1, failure, metrics: [{ samples: [1] }] })
  })

  it('take the peak memory from the executions that were only for it, where there are any', () => {
    const run = fold([
      iteration('a', [of(wallTime, 1)]),
      iteration('a', [of(wallTime, 1), of(memory, 80e6)]),
      iteration('a', [of(memory, 1e6)], { onlyFor: 'peak-memory' }),
      iteration('a', [of(memory, 2e6)], { onlyFor: 'peak-memory', index: 1 }),
      end('a'),
    ])
    expect(run.cases[0]).toMatchObject({
      iterations: 2,
      metrics: [{ samples: [1, 1] }, { metric: memory, samples: [1e6, 2e6] }],
    })
  })

  it('keep a tool’s own interval only where its one summary is all there is', () => {
    const summary = { ...of(wallTime, 10), sampleCount: 400, reportedLow: 9, reportedHigh: 11 }
    expect(fold([iteration('a', [summary]), end('a')]).cases[0]?.metrics[0]).toMatchObject({
      sampleCount: 400,
      reportedLow: 9,
      reportedHigh: 11,
    })
    const twice = fold([iteration('a', [summary]), iteration('a', [summary]), end('a')])
    expect(twice.cases[0]?.metrics[0]).toMatchObject({
      samples: [10, 10],
      sampleCount: 800,
      reportedLow: undefined,
    })
  })

  it('keep warnings in their order', () => {
    const warning = { kind: 'warning', code: 'high-load', message: '', advice: '' } as const
    expect(fold([warning, end('a')]).warnings).toEqual([warning])
  })

  it('of a runner that died in the middle are an interrupted case', () => {
    expect(fold([iteration('a', [of(wallTime, 1)])]).cases[0]).toMatchObject({
      status: 'interrupted',
      iterations: 1,
    })
  })

  it('of a runner that died after a failure are a failed case', () => {
    const failure = { reason: 'timeout', message: '' } as const
    expect(fold([iteration('a', [], { failure })]).cases[0]).toMatchObject({ status: 'failed', failure })
  })

  it('are not changed, and the same records give the same run', () => {
    const records = [iteration('a', [of(wallTime, 1)]), end('a')]
    const copy = structuredClone(records)
    expect(fold(records)).toEqual(fold(records))
    expect(records).toEqual(copy)
  })
})
