import { describe, expect, test } from 'vitest'
import type { ChangeSummary, ReportIndex, VerdictState } from '../../runner/report/model.ts'
import { sinceSentence } from '../../site/lib/views/since.ts'

function indexOf(states: Readonly<Record<string, VerdictState | null>>): ReportIndex {
  const cases = Object.entries(states).map(([slug, state]) => ({
    slug,
    retired: false,
    verdict: state && { state },
  }))
  const retired = { slug: 'gone', retired: true, verdict: { state: 'missing' } }
  return { suites: [{ cases: [...cases, retired] }] } as unknown as ReportIndex
}

const change = (caseSlug: string, startedAt: string, more: Partial<ChangeSummary> = {}) =>
  ({ caseSlug, startedAt, kind: 'step', state: 'confirmed', better: false, ...more }) as ChangeSummary

const since = (index: ReportIndex, changes: readonly ChangeSummary[]) =>
  sinceSentence(index, changes, '2026-09-10', 'since v1.4')

describe('the state since a moment', () => {
  test('counts cases and not changes: several metrics of one case are one regression', () => {
    const changes = [change('a', '2026-09-11'), change('a', '2026-09-11'), change('b', '2026-09-12')]
    expect(since(indexOf({ a: 'ok', b: 'regressed', c: 'ok' }), changes)).toBe(
      '2 regressions since v1.4; 1 of 3 cases is stable.',
    )
  })

  test('of a past that was never judged tells what changed, and not that nothing is stable', () => {
    const index = indexOf({ a: null, b: null })
    expect(since(index, [])).toBe('No regression since v1.4.')
    expect(since(index, [change('a', '2026-09-11')])).toBe('1 regression since v1.4.')
  })

  test('leaves out what was earlier, what was taken back, what was accepted, and spikes', () => {
    const changes = [
      change('a', '2026-09-09'),
      change('a', '2026-09-11', { state: 'fixed' }),
      change('b', '2026-09-11', { state: 'accepted' }),
      change('c', '2026-09-11', { kind: 'spike' }),
    ]
    expect(since(indexOf({ a: 'ok', b: 'ok', c: 'ok' }), changes)).toBe(
      'No regression since v1.4; 3 of 3 cases are stable.',
    )
  })

  test('calls a case that got worse and better worse', () => {
    const changes = [
      change('a', '2026-09-11', { better: true }),
      change('a', '2026-09-12'),
      change('b', '2026-09-12', { better: true }),
    ]
    expect(since(indexOf({ a: 'ok', b: 'ok' }), changes)).toBe(
      '1 regression and 1 improvement since v1.4; 0 of 2 cases are stable.',
    )
  })

  test('tells what is broken first, whenever it broke, and what is undecided', () => {
    expect(
      since(
        indexOf({ a: 'failed', b: 'missing', c: 'over-budget', d: 'inconclusive', e: null, f: 'ok' }),
        [],
      ),
    ).toBe(
      '1 case failed, 1 case is missing, 1 case is over budget, no regression since v1.4; 1 of 6 cases is stable, 2 undecided.',
    )
  })
})
