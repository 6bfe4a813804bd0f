import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../runner/config/load.ts'
import { makePlan } from '../../runner/plan/make-plan.ts'
import { makePolicy } from '../../runner/plan/make-policy.ts'
import type { CaseKey } from '../../runner/plan/plan.ts'

const text = `
defaults: { thresholds: { minor: 1.1, confidence: 0.9, metrics: { peak-memory: { minor: 1.01, confidence: 0.99 } } } }
suites:
  s:
    benchmarks:
      parse:
        command: node parse.js
        adapter: tinybench
        thresholds: { critical: 5 }
        budgets: { throughput: ">= 10 ops/s" }
      parse/fast: { command: node fast.js, budgets: { wall-time: 1 s } }
      sort: { command: "sort -{n}", params: { n: [1, 2] }, budgets: { wall-time: 2 s } }
`
const config = parseConfig(text, '/project/perf.config.yaml', {})
const policy = makePolicy(config, makePlan(config))
const wallTime = { name: 'wall-time', unit: 'ns', direction: 'lower' } as const
const throughput = { name: 'throughput', unit: 'ops/s', direction: 'higher' } as const
const peakMemory = { name: 'peak-memory', unit: 'B', direction: 'lower' } as const

const key = (benchmark: string, params: CaseKey['params'] = {}): CaseKey => ({
  suite: 's',
  benchmark,
  params,
})

describe('a policy', () => {
  it('gives a case the thresholds and the budget of its benchmark', () => {
    expect(policy.forMetric(key('sort', { n: 1 }), wallTime)).toEqual({
      thresholds: { minor: 1.1, moderate: 1.5, critical: 2 },
      confidence: 0.9,
      budgets: [{ operator: '<=', limit: 2e9, unit: 'ns', quantile: 0.5, text: '2 s' }],
    })
  })

  it('prefers the thresholds of a metric', () => {
    expect(policy.forMetric(key('sort'), peakMemory)).toMatchObject({
      thresholds: { minor: 1.01, moderate: 1.5, critical: 2 },
      budgets: [],
    })
  })

  it('gives the results of a tool the policy of the benchmark that ran it', () => {
    expect(policy.forMetric(key('parse/slow'), throughput)).toMatchObject({
      thresholds: { critical: 5 },
      budgets: [{ operator: '>=', limit: 10 }],
    })
  })

  it('prefers the longest declared name', () => {
    expect(policy.forMetric(key('parse/fast'), wallTime).budgets).toMatchObject([{ limit: 1e9 }])
    expect(policy.forMetric(key('parse/fast/x'), wallTime).budgets).toMatchObject([{ limit: 1e9 }])
    expect(policy.forMetric(key('parse/faster'), throughput).budgets).toMatchObject([{ limit: 10 }])
    expect(policy.forMetric(key('parser'), throughput).budgets).toEqual([])
  })

  it('gives a metric the confidence that is its own', () => {
    expect(policy.forMetric(key('sort'), peakMemory).confidence).toBe(0.99)
    expect(policy.forMetric(key('sort'), wallTime).confidence).toBe(0.9)
  })

  it('falls back to what is built in for cases and suites that are not declared any more', () => {
    const built = {
      thresholds: { minor: 1.2, moderate: 1.5, critical: 2 },
      confidence: 0.95,
      budgets: [],
    }
    expect(policy.forMetric(key('gone'), wallTime)).toEqual(built)
    expect(policy.forMetric({ ...key('sort'), suite: 'gone' }, wallTime)).toEqual(built)
  })

  it('is not misled by names that every object has', () => {
    const odd = { name: 'constructor', unit: 'count', direction: 'lower' } as const
    expect(policy.forMetric(key('sort'), odd).budgets).toEqual([])
    expect(policy.forMetric(key('sort'), odd).thresholds.minor).toBe(1.1)
  })

  it('lists what is expected, and each budget of each expected case', () => {
    expect(policy.expected).toEqual([
      key('parse'),
      key('parse/fast'),
      key('sort', { n: 1 }),
      key('sort', { n: 2 }),
    ])
    expect(policy.budgets.map(({ case: { benchmark }, metric }) => `${benchmark} ${metric}`)).toEqual([
      'parse throughput',
      'parse/fast wall-time',
      'sort wall-time',
      'sort wall-time',
    ])
  })

  it('expects only what was selected', () => {
    const part = makePolicy(config, makePlan(config, { filters: ['n=2'] }))
    expect(part.expected).toEqual([key('sort', { n: 2 })])
    expect(part.budgets).toHaveLength(1)
  })
})
