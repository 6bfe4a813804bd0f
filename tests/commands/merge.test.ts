import { describe, expect, it } from 'vitest'
import { mergeShards } from '../../runner/commands/merge.ts'
import type { MeasuredRun, RunHeader } from '../../runner/measure/record.ts'
import { commit, environment, measuredCase, run } from '../ledger/runs.ts'
import { plannedCase, planOf } from '../measure/plans.ts'

const inParser = (benchmark: string) =>
  plannedCase(benchmark, { key: { suite: 'parser', benchmark, params: {} } })
const plan = planOf(['a', 'b', 'c'].map(inParser))

const shard = (index: number, benchmarks: readonly string[], given: Partial<RunHeader> = {}): MeasuredRun =>
  run(
    benchmarks.map((benchmark) => measuredCase(benchmark)),
    {
      shard: { index, of: 2 },
      partial: true,
      ...given,
    },
  )

describe('merging shards', () => {
  it('makes one complete run, its cases in the order of the config', () => {
    const early = shard(2, ['b'], { startedAt: '2026-11-20T05:00:00.000Z' })
    const merged = mergeShards([shard(1, ['c', 'a']), early], plan)
    expect(merged.run.cases.map(({ key }) => key.benchmark)).toEqual(['a', 'b', 'c'])
    expect(merged.run.header).toMatchObject({ startedAt: '2026-11-20T05:00:00.000Z', partial: false })
    expect(merged.run.header).not.toHaveProperty('shard')
    expect(merged.run.header.id).toMatch(/^20261120-050000-/)
    expect(merged.plan.partial).toBe(false)
  })

  it('knows the least that any of the machines could show', () => {
    const floor = (noiseFloorRatio: number): Partial<RunHeader> => ({
      calibration: {
        noiseFloorRatio,
        stealRatio: 0,
        executor: 'exact',
        executorStartNs: 1,
        shellStart: undefined,
      },
    })
    const { header } = mergeShards([shard(1, ['a'], floor(0.02)), shard(2, ['b'], floor(0.07))], plan).run
    expect(header.calibration?.noiseFloorRatio).toBe(0.07)
  })

  it('of a part of the config is a part, and what was left out is not missing', () => {
    const merged = mergeShards([shard(1, ['a']), shard(2, ['b'])], plan)
    expect(merged.run.header.partial).toBe(true)
    expect(merged.plan.suites[0]?.cases.map(({ key }) => key.benchmark)).toEqual(['a', 'b'])
  })

  const refusals: readonly [string, readonly MeasuredRun[], string][] = [
    [
      'different commits',
      [shard(1, ['a']), shard(2, ['b'], { commit: commit('z') })],
      'of different commits',
    ],
    [
      'different environments',
      [shard(1, ['a']), shard(2, ['b'], { environment: { ...environment, fingerprint: 'ffffffffffff' } })],
      'of different environments',
    ],
    ['different configs', [shard(1, ['a']), shard(2, ['b'], { configHash: 'f' })], 'of different configs'],
    ['a shard that is missing', [shard(1, ['a'])], 'Of 2 shards, 2 is missing.'],
    ['a shard that is there twice', [shard(1, ['a']), shard(1, ['a'])], 'A shard is there twice'],
    ['a case that two of them measured', [shard(1, ['a']), shard(2, ['a'])], 'was measured by 1/2'],
  ]
  it.each(refusals)('refuses %s', (_what, shards, message) => {
    expect(() => mergeShards(shards, plan)).toThrow(message)
  })
})
