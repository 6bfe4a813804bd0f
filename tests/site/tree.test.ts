import { describe, expect, test } from 'vitest'
import type { CaseSummary, ReportIndex } from '../../runner/report/model.ts'
import { filterFrom, matches, withFilter } from '../../site/lib/filter.ts'
import { treeDocument } from '../../site/lib/tree.ts'
import { caseChoices } from '../../site/lib/views/cases.ts'

const one = (benchmark: string, level: number | null, more: object = {}) =>
  ({
    slug: `${benchmark}-${level}`,
    suite: 's',
    benchmark,
    title: level === null ? benchmark : `${benchmark} (level=${level})`,
    params: level === null ? {} : { level },
    verdict: { state: 'ok', severity: null },
    retired: false,
    series: [{ metric: { name: 'wall-time' } }, { metric: { name: 'wall-time' } }],
    ...more,
  }) as unknown as CaseSummary

const cases = [
  one('gzip', 1),
  one('gzip', 9, { verdict: { state: 'regressed', severity: 'minor' }, tags: ['hot-path', 'io'] }),
  one('sort', null, { series: [{ metric: { name: 'peak-memory' } }] }),
  one('old', null, { retired: true, verdict: { state: 'failed' } }),
]
const index = { suites: [{ slug: 's', name: 'S', cases }] } as unknown as ReportIndex

describe('the tree of cases', () => {
  const tree = treeDocument(index)

  test('has suites, their benchmarks, and under each its cases by their params', () => {
    const [suite] = tree.suites
    expect(suite!.benchmarks.map(({ name, cases: own }) => [name, own.map((each) => each.name)])).toEqual([
      ['gzip', ['level=1', 'level=9']],
      ['sort', ['sort']],
      ['old', ['old']],
    ])
  })

  test('marks each with the worst verdict below it, retired cases left out', () => {
    const [suite] = tree.suites
    expect(suite!.mark).toEqual({ state: 'regressed', shape: 'shape-regressed-minor', word: 'regressed' })
    expect(suite!.benchmarks.map(({ mark }) => mark.state)).toEqual(['regressed', 'ok', 'unjudged'])
  })

  test('tells what it can be narrowed to', () => {
    expect(tree).toMatchObject({ metrics: ['wall-time', 'peak-memory'], tags: ['hot-path', 'io'] })
    expect(caseChoices(cases)).toMatchObject({
      metrics: [{ value: 'wall-time' }, { value: 'peak-memory' }],
      tags: [{ value: 'hot-path' }, { value: 'io' }],
    })
  })
})

describe('a filter by metric and tag', () => {
  const item = { haystack: 'gzip', verdict: 'ok', metrics: ['wall-time'], tags: ['io'] }
  const filter = (query: string) => filterFrom(new URLSearchParams(query))

  test('finds what has them', () => {
    expect(matches(item, filter('of=wall-time&tag=io'))).toBe(true)
    expect(matches(item, filter('of=peak-memory'))).toBe(false)
    expect(matches(item, filter('tag=hot-path'))).toBe(false)
    expect(matches({ haystack: '', verdict: 'ok' }, filter('tag=io'))).toBe(false)
  })

  test('is kept in the address', () => {
    expect(withFilter(new URLSearchParams('x=1'), filter('of=wall-time&tag=io')).toString()).toBe(
      'x=1&of=wall-time&tag=io',
    )
  })
})
