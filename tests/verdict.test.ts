import { describe, expect, it } from 'vitest'
import { analyzeRun } from '../runner/analyze/analyze-run.ts'
import type { Budget } from '../runner/config/limits.ts'
import type { MeasuredRun } from '../runner/measure/record.ts'
import type { Policy } from '../runner/plan/policy.ts'
import { judge, worstOf } from '../runner/verdict.ts'
import {
  historyOf,
  makeRun,
  parsing,
  runsAt,
  size,
  sorting,
  throughput,
  wallTime,
} from './analyze/build-history.ts'

const flat = (count: number, level = 1e9) => new Array<number>(count).fill(level)
const thresholds = { minor: 1.2, moderate: 1.5, critical: 2 }

function policyWith(budget?: Budget | readonly Budget[], extra: Partial<Policy> = {}): Policy {
  const budgets = [budget ?? []].flat()
  const forMetric = () => ({ thresholds, confidence: 0.95, budgets })
  return { forMetric, budgets: [], expected: [], ...extra }
}

function judged(runs: readonly MeasuredRun[], policy = policyWith()) {
  const run = runs.at(-1)!
  return judge(run, analyzeRun(run, historyOf(runs), { baseBranch: 'main' }), policy, '9.9.9')
}

const lastAt = (level: number, options: Parameters<typeof runsAt>[1] = {}) =>
  judged(runsAt([...flat(14), level], options)).verdicts[0]!

describe('a verdict against history', () => {
  it.each([
    [1.0, 'ok', undefined],
    [1.1, 'ok', undefined],
    [1.3, 'regressed', 'minor'],
    [1.6, 'regressed', 'moderate'],
    [2.5, 'regressed', 'critical'],
    [0.7, 'improved', undefined],
    [0.9, 'ok', undefined],
  ])('of a level that is now %f times the old one is %s %s', (factor, state, severity) => {
    expect(lastAt(factor * 1e9)).toMatchObject({ state, severity })
  })

  it.each([
    [0.45, 'regressed', 'critical'],
    [0.75, 'regressed', 'minor'],
    [1.3, 'improved', undefined],
  ])('of a throughput that is now %f times the old one is %s %s', (factor, state, severity) => {
    expect(lastAt(factor * 1e9, { metric: throughput })).toMatchObject({ state, severity })
  })

  it('is worded for people', () => {
    expect(lastAt(1.3e9).reasons).toMatchInlineSnapshot(`
      [
        "29 % more wall-time than the last 14 runs on main [+27 %, +32 %]",
      ]
    `)
    expect(lastAt(0.7e9).reasons).toMatchInlineSnapshot(`
      [
        "30 % less wall-time than the last 14 runs on main [−32 %, −29 %]",
      ]
    `)
    expect(lastAt(1.1e9).reasons).toMatchInlineSnapshot(`
      [
        "9.4 % more wall-time than the last 14 runs on main [+7.6 %, +12 %]: significant, but below the minor threshold of 1.2",
      ]
    `)
    expect(lastAt(1.0e9).reasons).toMatchInlineSnapshot(`
      [
        "no change beyond the noise: −0.6 % [−2.2 %, +1.5 %] against the last 14 runs on main; one of 7.1 % would show",
      ]
    `)
    expect(lastAt(3.0e9).reasons).toMatchInlineSnapshot(`
      [
        "3.0× the wall-time of the last 14 runs on main [2.9×, 3.0×]",
      ]
    `)
    expect(judged(runsAt(flat(6), { noise: 0.2 })).verdicts[0]!.reasons).toMatchInlineSnapshot(`
      [
        "a change of 1.2× cannot be excluded: −8.1 % [−53 %, +79 %] against the last 5 runs on main; none short of tenfold would show; its noise from run to run is 25 %, too much for a threshold of 1.2: it takes a quieter machine or a higher threshold",
      ]
    `)
  })

  it('keeps significant and relevant apart', () => {
    expect(lastAt(1.1e9)).toMatchObject({ state: 'ok', significant: true })
    expect(lastAt(1.0e9)).toMatchObject({ state: 'ok', significant: false })
  })

  it('is inconclusive at the first run, and where noise could hide a relevant change', () => {
    expect(judged(runsAt([1e9]))).toMatchObject({ state: 'inconclusive' })
    expect(judged(runsAt(flat(6), { noise: 0.2 }))).toMatchObject({ state: 'inconclusive' })
  })

  it('carries its numbers and versions', () => {
    const verdict = lastAt(1.3e9)
    expect(verdict).toMatchObject({
      runId: 'run-0014',
      case: sorting,
      metric: wallTime,
      environment: 'e1',
      toolVersion: '9.9.9',
      confidence: 0.95,
      analysisVersion: expect.any(Number),
    })
    expect(verdict.baselineRunIds).toHaveLength(14)
    expect(verdict.changeLow!).toBeLessThan(verdict.change!)
    expect(verdict.changeHigh!).toBeGreaterThan(verdict.change!)
    expect(verdict.valueLow!).toBeLessThanOrEqual(verdict.value!)
  })

  it('of a constant counts any change, and its size decides whether it matters', () => {
    const sizes = (last: number) =>
      judged(
        [40, 40, 40, last].map((value, place) =>
          makeRun(place, { results: [{ metric: size, samples: [value] }] }),
        ),
      )
    expect(sizes(41).verdicts[0]).toMatchObject({ state: 'ok', significant: true })
    expect(sizes(48).verdicts[0]).toMatchObject({ state: 'regressed', severity: 'minor' })
    expect(sizes(40).verdicts[0]).toMatchObject({ state: 'ok', significant: false })
    expect(sizes(40).verdicts[0]!.reasons).toEqual(['the same number as the last 3 runs on main'])
  })
})

describe('the same artifact', () => {
  /** The last runs have these levels and programs, after 14 quiet runs of programs of their own. */
  const endingWith = (...last: readonly (readonly [level: number, artifact: string])[]) =>
    judged([
      ...flat(14).flatMap((level, place) =>
        runsAt([level], { from: place, spec: { artifact: `build ${place}` } }),
      ),
      ...last.flatMap(([level, artifact], place) =>
        runsAt([level], { from: 14 + place, spec: { artifact } }),
      ),
    ]).verdicts[0]!

  it('as a run of the baseline vetoes an alarm, and says why', () => {
    expect(endingWith([1.3e9, 'new'])).toMatchObject({ state: 'regressed', severity: 'minor' })
    const same = endingWith([1.3e9, 'build 13'])
    expect(same).toMatchObject({ state: 'ok', significant: false })
    expect(same.reasons[0]).toMatch(
      /^the same program as in run run-0013 \(its artifact is identical\), so \+29.%.* is noise$/,
    )
  })

  it('measured again does not take back what its runs show together', () => {
    expect(endingWith([1.3e9, 'new'], [1.3e9, 'new'])).toMatchObject({ state: 'regressed' })
    expect(endingWith([1.0e9, 'new'], [1.3e9, 'new'])).toMatchObject({ state: 'ok' })
  })

  it('in another case says nothing', () => {
    const runs = runsAt([...flat(14), 1.3e9])
    const other = { ...runs[13]!, cases: [{ ...runs[13]!.cases[0]!, key: parsing, artifact: 'same' }] }
    const last = { ...runs[14]!, cases: [{ ...runs[14]!.cases[0]!, artifact: 'same' }] }
    expect(judged([...runs.slice(0, 13), other, last]).verdicts[0]).toMatchObject({ state: 'regressed' })
  })

  it('on levels far apart proves noise, so that a later change must be larger', () => {
    const programs = ['a', 'b', 'c', 'd', 'e', 'f']
    const swinging = [1e9, 1.6e9].flatMap((level, turn) =>
      programs.flatMap((artifact, place) => runsAt([level], { from: 6 * turn + place, spec: { artifact } })),
    )
    const quiet = runsAt([...flat(20), 1.4e9], { from: 12 })
    expect(judged([...swinging, ...quiet]).verdicts[0]).toMatchObject({ significant: false })
    const unknown = swinging.map((run) => ({
      ...run,
      cases: run.cases.map((one) => ({ ...one, artifact: undefined })),
    }))
    expect(judged([...unknown, ...quiet]).verdicts[0]).toMatchObject({ significant: true })
  })
})

describe('a creep since the last release', () => {
  const creeping = (ratio: number, tag: string | undefined) => [
    ...runsAt(flat(9), { noise: 0.005 }),
    ...runsAt([1e9], { noise: 0.005, from: 9, spec: { tag } }),
    ...Array.from({ length: 40 }, (_, step) => 1e9 * (1 + ratio * (step + 1))).flatMap((level, place) =>
      runsAt([level], { noise: 0.005, from: 10 + place }),
    ),
  ]

  it('is a regression although no run tripped the threshold, and names the release', () => {
    const verdict = judged(creeping(0.007, 'v1.4')).verdicts[0]!
    expect(verdict).toMatchObject({ state: 'regressed', severity: 'minor', significant: true })
    expect(verdict.change).toBeGreaterThan(0.2)
    expect(verdict.reasons[0]).toMatch(
      /^2\d.% more wall-time than release v1\.4 .*: since v1\.4, in steps too small to be told one by one$/,
    )
  })

  it('cannot be told without a release, and is fine where there is none', () => {
    expect(judged(creeping(0.007, undefined)).verdicts[0]!.state).not.toBe('regressed')
    expect(judged(creeping(0, 'v1.4')).verdicts[0]).toMatchObject({ state: 'ok', significant: false })
  })

  it('that was one step, told at its time, is a reason and no second alarm', () => {
    const runs = [
      ...runsAt([...flat(9)]),
      ...runsAt([1e9], { from: 9, spec: { tag: 'v1.4' } }),
      ...runsAt(new Array<number>(20).fill(1.4e9), { from: 10 }),
    ]
    const verdict = judged(runs).verdicts[0]!
    expect(verdict.state).toBe('ok')
    expect(verdict.reasons[0]).toContain('than release v1.4')
  })
})

describe('a drift towards a budget', () => {
  const weekly = (ratio: number) =>
    Array.from({ length: 30 }, (_, place) => {
      const committedAt = new Date(Date.UTC(2026, 0, 1 + 7 * place)).toISOString()
      const level = 1e8 * (1 + ratio * place)
      return runsAt([level], { noise: 0.003, from: place, spec: { committedAt } })[0]!
    })
  const limit: Budget = { operator: '<=', limit: 130e6, unit: 'ns', quantile: 0.5, text: '130 ms' }

  it('says when it will be reached', () => {
    const { reasons } = judged(weekly(0.005), policyWith(limit)).verdicts[0]!
    const told = /at this drift the budget of 130 ms is reached in about (\d+) weeks \[(\d+) to (\d+)\]/
    const [, weeks, soonest, latest] = told.exec(reasons.join('\n'))!
    expect(Math.abs(Number(weeks) - 30)).toBeLessThan(8)
    expect(Number(soonest)).toBeLessThanOrEqual(Number(weeks))
    expect(Number(latest)).toBeGreaterThanOrEqual(Number(weeks))
  })

  it('says nothing where nothing drifts, or away from it', () => {
    for (const ratio of [0, -0.005]) {
      const { reasons } = judged(weekly(ratio), policyWith(limit)).verdicts[0]!
      expect(reasons.join()).not.toContain('at this drift')
    }
  })
})

describe('a budget', () => {
  const under: Budget = { operator: '<=', limit: 250e6, unit: 'ns', quantile: 0.5, text: '250 ms' }
  const run = (samples: readonly number[], metric = wallTime) => [
    makeRun(0, { results: [{ samples, metric }] }),
  ]

  it('is broken only where the whole interval is beyond it', () => {
    const over = judged(run([300e6, 301e6, 299e6, 302e6, 300e6, 298e6]), policyWith(under))
    expect(over).toMatchObject({ state: 'over-budget' })
    expect(over.verdicts[0]).toMatchObject({ budget: '250 ms' })
    expect(over.verdicts[0]!.reasons[0]).toMatchInlineSnapshot(
      `"300 ms [298, 302] is above the budget of 250 ms"`,
    )
  })

  it('is at risk where the interval straddles it', () => {
    const straddling = judged(run([240e6, 245e6, 252e6, 255e6, 258e6, 259e6]), policyWith(under))
    expect(straddling.state).toBe('inconclusive')
    expect(straddling.verdicts[0]!.reasons[1]).toMatchInlineSnapshot(
      `"at risk: 254 ms [240, 259] straddles the budget of 250 ms"`,
    )
  })

  it('can be a lower limit', () => {
    const text = '>= 1000 ops/s'
    const atLeast: Budget = { operator: '>=', limit: 1000, unit: 'ops/s', quantile: 0.5, text }
    expect(judged(run([900, 901, 902], throughput), policyWith(atLeast)).state).toBe('over-budget')
    expect(judged(run([1100, 1101, 1102], throughput), policyWith(atLeast)).state).toBe('inconclusive')
  })

  it('outweighs a regression, and keeps its reason', () => {
    const { verdicts } = judged(runsAt([...flat(14), 1.3e9]), policyWith({ ...under, limit: 1.1e9 }))
    expect(verdicts[0]).toMatchObject({ state: 'over-budget' })
    expect(verdicts[0]!.reasons).toHaveLength(2)
  })

  it('on a metric that nothing measured is missing', () => {
    const budgets = [
      { case: sorting, metric: 'peak-memory', budget: { ...under, unit: 'B', text: '100 MB' } },
    ]
    const { verdicts, state } = judged(run([1, 2]), policyWith(undefined, { budgets }))
    expect(state).toBe('missing')
    expect(verdicts[1]).toMatchObject({
      state: 'missing',
      metric: { name: 'peak-memory', unit: 'B', direction: 'lower' },
      reasons: ['there is a budget of 100 MB on peak-memory, but nothing measured it'],
    })
  })

  it('in another unit than the metric is told, not applied', () => {
    const { verdicts } = judged(run([1, 2]), policyWith({ ...under, unit: 'B', text: '1 B' }))
    expect(verdicts[0]!.reasons.at(-1)).toBe('the budget of 1 B is not in ns, so it could not be applied')
  })
})

describe('a budget on a percentile', () => {
  /** 1 to 1.99 ms in steps of 10 µs, and `slow` of them ten times as slow. */
  const samples = (count: number, slow: number) =>
    Array.from({ length: count }, (_, at) => (1e6 + at * 1e4) * (at >= count - slow ? 10 : 1))
  const p95 = (limit: number): Budget => ({
    operator: '<=',
    limit,
    unit: 'ns',
    quantile: 0.95,
    text: `${limit / 1e6} ms (p95)`,
  })
  const against = (values: readonly number[], ...budgets: readonly Budget[]) => {
    const usual = samples(values.length, 0)
    const earlier = Array.from({ length: 14 }, (_, at) => makeRun(at, { results: [{ samples: usual }] }))
    const run = makeRun(14, { results: [{ samples: values }] })
    return judged([...earlier, run], policyWith(budgets)).verdicts[0]!
  }

  it('is broken by the slow iterations that the median does not see', () => {
    const verdict = against(samples(100, 12), p95(5e6))
    expect(verdict).toMatchObject({ state: 'over-budget', budget: '5 ms (p95)' })
    expect(verdict.reasons[0]).toMatch(/^p95 19\.4\sms \[\d\S+, 19\.9\] is above the budget of 5\.00\sms$/)
  })

  it('is at risk while too few iterations are slow for either', () => {
    const verdict = against(samples(100, 5), p95(5e6))
    expect(verdict.state).toBe('ok')
    expect(verdict.reasons.join()).toMatch(/at risk: p95 .* straddles the budget of 5\.00\sms/)
  })

  it('is kept where the upper end of its interval is within', () => {
    expect(against(samples(100, 0), p95(5e6))).toMatchObject({ state: 'ok' })
    expect(against(samples(100, 0), p95(5e6)).reasons.join()).not.toMatch(/p95/)
  })

  it('is open where so few iterations do not bound it, and says what it takes', () => {
    const verdict = against(samples(40, 0), p95(5e6))
    expect(verdict.state).toBe('inconclusive')
    expect(verdict.reasons[0]).toMatch(
      /^p95 1\.37\sms \[1\.34, ∞\] is within the budget of 5\.00\sms, but 40 samples do not bound p95: it takes 72, 32 more$/,
    )
  })

  it('is broken by few iterations too, where they are enough for that', () => {
    expect(against(samples(10, 10), p95(5e6))).toMatchObject({ state: 'over-budget' })
  })

  it('stands beside others of the same metric, the broken one first', () => {
    const median: Budget = { ...p95(1.6e6), quantile: 0.5, text: '1.6 ms' }
    const verdict = against(samples(100, 12), median, p95(5e6))
    expect(verdict).toMatchObject({ state: 'over-budget', budget: '1.6 ms, 5 ms (p95)' })
    expect(verdict.reasons[0]).toMatch(/^p95/)
  })

  it('of a metric of which more is better looks at the slow end', () => {
    const rates = samples(100, 0).map((value) => 1e9 / value)
    const atLeast = { operator: '>=', unit: 'ops/s', quantile: 0.05, text: '(p5)' } as const
    const run = makeRun(0, { results: [{ samples: rates, metric: throughput }] })
    const stateAt = (limit: number) => judged([run], policyWith({ ...atLeast, limit })).verdicts[0]!.state
    expect(stateAt(600)).toBe('over-budget')
    expect(stateAt(400)).toBe('inconclusive')
  })
})

describe('what was not measured', () => {
  it('is failed, with the reason, and its numbers are not judged', () => {
    const { verdicts, state } = judged([makeRun(0, { results: [{ samples: [1], status: 'failed' }] })])
    expect(state).toBe('failed')
    expect(verdicts).toMatchObject([{ state: 'failed', metric: undefined, reasons: ['exited with code 1'] }])
  })

  it('is missing where the config expects it', () => {
    const policy = policyWith(undefined, { expected: [sorting, parsing] })
    const { verdicts, state } = judged([makeRun(0, { results: [{ samples: [1] }] })], policy)
    expect(state).toBe('missing')
    expect(verdicts[1]).toMatchObject({ case: parsing, state: 'missing', metric: undefined })
  })

  it('is told once for a case with several metrics', () => {
    const results = [
      { samples: [1] },
      { key: parsing, samples: [1] },
      { key: parsing, metric: size, samples: [1] },
    ]
    const runs = [makeRun(0, { results }), makeRun(1, { results: results.slice(0, 1) })]
    expect(judged(runs).verdicts.map(({ case: key, state }) => [key.benchmark, state])).toEqual([
      ['sort', 'inconclusive'],
      ['parse', 'missing'],
    ])
  })

  it('is not missing where a tool gives its own cases below the declared one', () => {
    const results = [{ key: { ...sorting, benchmark: 'sort/quick' }, samples: [1] }]
    expect(judged([makeRun(0, { results })], policyWith(undefined, { expected: [sorting] })).state).toBe(
      'inconclusive',
    )
  })

  it('is only inconclusive where the run was interrupted', () => {
    const run = makeRun(0, { interrupted: true, results: [{ samples: [1] }] })
    expect(judged([run], policyWith(undefined, { expected: [parsing] })).state).toBe('inconclusive')
  })
})

describe('the roll-up', () => {
  it('is the worst, and what got worse outweighs what nobody could judge', () => {
    const outcome = (state: string, severity?: string) =>
      ({ state, severity }) as Parameters<typeof worstOf>[0][number]
    const inOrder = [
      outcome('failed'),
      outcome('missing'),
      outcome('over-budget'),
      outcome('regressed', 'critical'),
      outcome('regressed', 'moderate'),
      outcome('regressed', 'minor'),
      outcome('inconclusive'),
      outcome('improved'),
      outcome('ok'),
    ]
    for (let from = 0; from < inOrder.length; from++) {
      expect(worstOf(inOrder.slice(from).reverse())).toEqual(inOrder[from])
    }
    expect(worstOf([])).toBeUndefined()
  })
})
