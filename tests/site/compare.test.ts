import { describe, expect, test } from 'vitest'
import type { RunDocument, RunDocumentMetric } from '../../runner/report/model.ts'
import { randomFrom, randomNormal } from '../../runner/stats/random.ts'
import { compareRuns } from '../../site/lib/compare.ts'
import { comparisonMarkdown, markdownCell } from '../../site/lib/markdown.ts'
import { isRunId, type Pick, pickRun, suggestions } from '../../site/lib/pick-run.ts'
import { compareSamples } from '../../site/lib/two-samples.ts'

describe('two sets of samples', () => {
  // R: wilcox.test(c(1.1, 2.2, 3.3, 4.4, 5.5), c(3.1, 4.2, 5.3, 6.4, 7.5), exact = FALSE): W = 6, p-value = 0.2101
  test('are tested as R tests them', () => {
    const { pValue } = compareSamples([1.1, 2.2, 3.3, 4.4, 5.5], [3.1, 4.2, 5.3, 6.4, 7.5])
    expect(pValue).toBeCloseTo(0.2101, 4)
  })

  test('have a change whose interval holds the true one about as often as it says', () => {
    const random = randomFrom('two samples')
    const draw = (level: number) =>
      Array.from({ length: 15 }, () => level * (1 + 0.02 * randomNormal(random)))
    const held = Array.from({ length: 400 }, () => compareSamples(draw(100), draw(110)).change!).filter(
      ({ low, high }) => low <= 0.1 && high >= 0.1,
    )
    expect(held.length / 400).toBeGreaterThan(0.92)
    expect(held.length / 400).toBeLessThan(0.985)
  })

  test('that are the same do not differ, and too few have no interval', () => {
    expect(compareSamples([5, 5, 5, 5], [5, 5, 5, 5])).toMatchObject({ changeRatio: 0, pValue: 1 })
    expect(compareSamples([1], [2])).toEqual({ change: null, changeRatio: 1, pValue: null })
    expect(compareSamples([0, 0, 0, 0], [1, 1, 1, 1])).toMatchObject({
      change: null,
      pValue: expect.closeTo(0.013, 2),
    })
  })

  test('may be very many', () => {
    const many = Array.from({ length: 5000 }, (_, index) => 100 + (index % 10))
    expect(compareSamples(many, many).change!.value).toBe(0)
  })
})

const metric = (value: number, given: Partial<RunDocumentMetric> = {}): RunDocumentMetric => ({
  name: 'wall-time',
  unit: 'ns',
  direction: 'lower',
  value,
  low: value,
  high: value,
  verdict: null,
  smallestDetectableRatio: 0.05,
  samples: Array.from({ length: 12 }, (_, index) => value * (1 + (index - 5.5) / 1000)),
  ...given,
})

const run = (
  id: string,
  cases: Record<string, RunDocumentMetric[]>,
  given: Partial<RunDocument> = {},
): RunDocument => ({
  version: 2,
  id,
  startedAt: '2026-11-20T00:00:00.000Z',
  commit: null,
  environment: { fingerprint: 'e', description: 'E' },
  configHash: 'c',
  toolVersion: '1',
  cases: Object.entries(cases).map(([title, metrics]) => ({
    slug: title,
    suite: 's',
    title,
    failed: false,
    iterations: 12,
    failures: 0,
    executor: 'exact',
    stop: null,
    precisionRatio: null,
    timeline: null,
    slowestTimeline: null,
    metrics,
  })),
  ...given,
})

describe('two runs', () => {
  const base = run('a', { slow: [metric(100)], small: [metric(100)], same: [metric(100)], gone: [metric(1)] })
  const head = run('b', {
    same: [metric(100)],
    small: [metric(102)],
    slow: [metric(130)],
    fresh: [metric(1)],
  })
  const comparison = compareRuns(base, head)

  test('are told surest and largest first; what is below the noise of runs is no news', () => {
    expect(comparison.rows.map(({ title, word }) => `${title}: ${word}`)).toEqual([
      'slow: worse',
      'fresh: new',
      'gone: gone after',
      'small: within the noise of runs',
      'same: no difference',
    ])
    expect(comparison.sentence).toBe('1 worse, of 3 values compared. 2 values only in one of the two.')
  })

  test('follow the direction of the metric', () => {
    const higher = { direction: 'higher', unit: 'ops/s', name: 'throughput' } as const
    const { rows } = compareRuns(
      run('a', { x: [metric(100, higher)] }),
      run('b', { x: [metric(130, higher)] }),
    )
    expect(rows[0]).toMatchObject({ word: 'better', state: 'improved' })
  })

  test('without a history that knows their noise differ clearly only by a tenth', () => {
    const unknown = { smallestDetectableRatio: null }
    const { rows } = compareRuns(
      run('a', { x: [metric(100, unknown)], y: [metric(100, unknown)] }),
      run('b', { x: [metric(106, unknown)], y: [metric(120, unknown)] }),
    )
    expect(rows.map(({ title, certainty }) => [title, certainty])).toEqual([
      ['y', 'clear'],
      ['x', 'doubtful'],
    ])
  })

  test('of one sample each are not called alike, and their difference has no interval of no width', () => {
    const once = (value: number) => metric(value, { samples: [value], smallestDetectableRatio: null })
    const alone = compareRuns(run('a', { x: [once(100)] }), run('b', { x: [once(20)] }))
    expect(alone.sentence).toBe('Too few samples to judge 1 value: what differs may be noise.')
    expect(alone.rows[0]).toMatchObject({
      word: 'not known',
      change: { value: '−80\u00a0%', interval: '' },
      evidence: 'too few samples for an interval',
    })
    const mixed = compareRuns(
      run('a', { x: [once(100)], y: [metric(100)] }),
      run('b', { x: [once(20)], y: [metric(100)] }),
    )
    expect(mixed.sentence).toBe('No clear difference in 2 values. Too few samples to judge 1 of them.')
  })

  test('differ clearly where there was nothing before, however that is as a ratio', () => {
    const errors = (...samples: number[]) => metric(samples[2]!, { name: 'errors', unit: 'count', samples })
    const { rows } = compareRuns(
      run('a', { x: [metric(100)], y: [errors(0, 0, 0, 0, 0)], z: [errors(0, 0, 0, 0, 0)] }),
      run('b', { x: [metric(300)], y: [errors(4, 5, 5, 6, 7)], z: [errors(0, 0, 0, 0, 0)] }),
    )
    expect(rows.map(({ title, word, change }) => [title, word, change!.value])).toEqual([
      ['y', 'worse', 'from 0'],
      ['x', 'worse', '3.0×'],
      ['z', 'no difference', '±0\u00a0%'],
    ])
  })

  test('in which a case failed both times have it in neither', () => {
    const failed = (id: string) => {
      const made = run(id, { x: [], y: [metric(1)] })
      return { ...made, cases: made.cases.map((one) => ({ ...one, failed: one.title === 'x' })) }
    }
    expect(compareRuns(failed('a'), failed('b')).sentence).toBe('No clear difference in 1 value.')
  })

  test('of different machines or configs say so', () => {
    const other = run('c', {}, { environment: { fingerprint: 'f', description: 'F' }, configHash: 'd' })
    expect(compareRuns(base, other).differences).toHaveLength(2)
  })

  test('become Markdown in which a hostile name is only text', () => {
    const name = '| <img src=x> [a](javascript:x) @all `x`'
    const hostile = compareRuns(run('a', { [name]: [metric(1)] }), run('b', { [name]: [metric(2)] }))
    const text = comparisonMarkdown(hostile, base, head, 'https://example.org/compare/')
    expect(text).not.toMatch(/<img|\]\(javascript|@all|`x`/)
    expect(text).toContain('**1 worse, of 1 value compared.**')
    expect(markdownCell('a\n|b')).toBe('a &#124;b')
  })
})

describe('a name of a run', () => {
  const pick = (given: Partial<Pick>): Pick => ({
    id: '20261120-000000-0000000000',
    sha: '',
    subject: '',
    startedAt: '2026-11-20T00:00:00.000Z',
    branch: 'main',
    tag: '',
    pullRequest: null,
    environment: 'e',
    ...given,
  })
  const picks = {
    baseBranch: 'main',
    runs: [
      pick({ id: '20261122-000000-00000000aa', branch: 'feature', pullRequest: 12, sha: 'abcdef0123' }),
      pick({ id: '20261121-000000-00000000bb', environment: 'other', tag: 'v2' }),
      pick({ id: '20261120-000000-00000000cc', tag: 'v2', sha: '1234567890' }),
    ],
  }

  test.each([
    ['latest', '20261121-000000-00000000bb'],
    ['feature', '20261122-000000-00000000aa'],
    ['#12', '20261122-000000-00000000aa'],
    ['ABCDEF', '20261122-000000-00000000aa'],
    ['v2', '20261121-000000-00000000bb'],
    ['20261120-000000-00000000cc', '20261120-000000-00000000cc'],
    ['nothing', undefined],
    ['', undefined],
  ])('%s means %s', (text, id) => {
    expect(pickRun(text, picks)?.id).toBe(id)
  })

  test('means a run in the asked environment where there is one', () => {
    expect(pickRun('v2', picks, 'e')?.id).toBe('20261120-000000-00000000cc')
  })

  test('is offered once, releases first', () => {
    const values = suggestions(picks).map(({ value }) => value)
    expect(values.slice(0, 2)).toEqual(['latest', 'v2'])
    expect(new Set(values).size).toBe(values.length)
  })

  test('is an id only in the form of one', () => {
    expect(isRunId('20261120-000000-00000000cc')).toBe(true)
    expect(isRunId('../20261120-000000-x')).toBe(false)
  })
})
