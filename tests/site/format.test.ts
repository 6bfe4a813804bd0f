import { describe, expect, test } from 'vitest'
import { environmentNames, unbroken } from '../../site/lib/environments.ts'
import {
  changeText,
  detectableText,
  estimateText,
  momentText,
  percentText,
  precise,
  pValueText,
  tableScales,
  visibleText,
} from '../../site/lib/format.ts'
import { relativeText, zonedTexts } from '../../site/lib/moments.ts'
import { countsText, verdictMark, wordOf } from '../../site/lib/verdicts.ts'

const estimate = (value: number, low: number, high: number) => ({ value, low, high, confidence: 0.95 })

describe('the smallest change that would show', () => {
  test('is a share, then a factor, then more than anybody measures', () => {
    expect([0.024, 0.42, 1.3, 114, 407].map(detectableText)).toEqual([
      '2.4\u00a0%',
      '42\u00a0%',
      '2.3×',
      '>\u00a0100×',
      '>\u00a0100×',
    ])
  })

  test('is told in a sentence, also where any or none would show', () => {
    expect([0, 1e-6, 0.024, 1.3, 407].map(visibleText)).toEqual([
      'any change would show',
      'any change would show',
      '2.4\u00a0% would show',
      '2.3× would show',
      'no change short of 100× would show',
    ])
  })
})

describe('numbers', () => {
  test('of one table share a unit, and small ones keep three digits', () => {
    const scales = tableScales([12e6, 250e6, 0.48e6].map((value) => ({ value, unit: 'ns' })))
    const text = (value: number) => {
      const { value: number, unit } = estimateText(estimate(value, value, value), scales(value, 'ns'))
      return `${number} ${unit}`
    }
    expect([250e6, 12.34e6, 0.48e6].map(text)).toEqual(['250.0 ms', '12.3 ms', '0.480 ms'])
  })

  test('that lie too far apart for one unit get one each', () => {
    const scales = tableScales([300, 9e9].map((value) => ({ value, unit: 'ns' })))
    expect([scales(300, 'ns').unit, scales(9e9, 'ns').unit]).toEqual(['ns', 's'])
  })

  test('carry their interval', () => {
    const scale = tableScales([{ value: 12.3e6, unit: 'ns' }])(12.3e6, 'ns')
    expect(estimateText(estimate(12.3e6, 12.1e6, 12.6e6), scale)).toMatchObject({
      value: '12.3',
      unit: 'ms',
      interval: '[12.1, 12.6]',
      title: '95\u00a0% interval from 12.1\u00a0ms to 12.6\u00a0ms',
    })
    expect(changeText(estimate(0.052, 0.041, 0.063))).toMatchObject({
      value: '+5.2\u00a0%',
      interval: '[+4.1\u00a0%, +6.3\u00a0%]',
    })
  })

  test('of one sample have no interval, unless the tool told one', () => {
    const scale = { unit: 'ms', factor: 1e6, digits: 0 }
    expect(estimateText(estimate(5e6, 5e6, 5e6), scale, 1).interval).toBe('one sample')
    expect(estimateText(estimate(5e6, 4e6, 6e6), scale, 1).interval).toBe('[4, 6]')
    expect(estimateText(estimate(0, 0, 0), scale, 20).interval).toBe('[0, 0]')
  })

  test('that are large beside others of their table show four significant digits, not more', () => {
    const scale = { unit: 'ms', factor: 1e6, digits: 2 }
    expect([1.4e6, 12.012e6, 174.931e6, 5456.1e6].map((value) => precise(scale, value).digits)).toEqual([
      2, 2, 1, 0,
    ])
  })

  test('that are whole or not finite need no more digits', () => {
    const scale = { unit: 'B', factor: 1, digits: 0 }
    expect(precise(scale, 54_321)).toBe(scale)
    expect(precise(scale, Number.NaN)).toBe(scale)
    expect(precise(scale, 0)).toBe(scale)
  })

  test('of chance and certainty say no more than is known', () => {
    expect([0.0000001, 0.0123, 0.31, 1].map(pValueText)).toEqual([
      'p < 0.001',
      'p = 0.012',
      'p = 0.31',
      'p = 1.00',
    ])
    expect([0.95, 0.999, 0.024, 0.0041].map(percentText)).toEqual([
      '95\u00a0%',
      '99.9\u00a0%',
      '2.4\u00a0%',
      '0.4\u00a0%',
    ])
  })
})

describe('moments', () => {
  test('are told in UTC by the page and in a zone by the browser', () => {
    expect(momentText('2026-11-20T23:40:00.000Z')).toEqual({
      datetime: '2026-11-20T23:40:00.000Z',
      text: '20 Nov 2026, 23:40 UTC',
      day: '20 Nov 2026',
    })
    expect(zonedTexts(new Date('2026-11-20T23:40:00Z'), 'Asia/Tokyo')).toMatchObject({
      exact: '21 Nov 2026, 08:40',
      day: '21 Nov 2026',
    })
  })

  test.each([
    [20_000, 'just now'],
    [90 * 60_000, '1 hour ago'],
    [47 * 3_600_000, 'yesterday'],
    [20 * 86_400_000, '2 weeks ago'],
    [400 * 86_400_000, 'last year'],
  ])('%i ms ago is %s', (agoMs, text) => {
    expect(relativeText(1e12 - agoMs, 1e12, 'just now')).toBe(text)
  })
})

describe('environments', () => {
  const named = (...descriptions: string[]) => {
    const environments = descriptions.map((description, index) => ({
      fingerprint: `f${index}00000000`,
      description,
    }))
    const names = environmentNames(environments)
    return environments.map(({ fingerprint }) => names(fingerprint).short)
  }

  test('are named as briefly as they can be told apart', () => {
    expect(named('AMD EPYC 7763 64-Core Processor · 4 cores · 16 GiB', 'Apple M3 · 8 cores')).toEqual([
      'AMD EPYC 7763',
      'Apple M3',
    ])
    expect(
      named('Intel(R) Xeon(R) CPU @ 2.20GHz · 2 cores', 'Intel(R) Xeon(R) CPU @ 2.20GHz · 4 cores'),
    ).toEqual(['Intel Xeon\u00a0· 2\u00a0cores', 'Intel Xeon\u00a0· 4\u00a0cores'])
  })

  test('that another tool kept nothing of are called by the name that it gave', () => {
    const description = 'not recorded: end_to_end · imported-from github-action-benchmark'
    expect(named(description, 'not recorded: pipeline')).toEqual(['end_to_end', 'pipeline'])
    expect(environmentNames([{ fingerprint: 'f', description }])('f').full).toBe(
      'end_to_end, machine not recorded\u00a0· imported-from github-action-benchmark',
    )
  })

  test('end no line inside a quantity, and begin none with a separator', () => {
    expect(unbroken('AMD EPYC 7B13 · 2 cores · 24 GiB · Debian GNU/Linux 12 · node 24')).toBe(
      'AMD EPYC 7B13\u00a0· 2\u00a0cores\u00a0· 24\u00a0GiB\u00a0· Debian GNU/Linux 12\u00a0· node 24',
    )
    expect(unbroken('Cython  · numpy 1.8')).toBe('Cython\u00a0· numpy 1.8')
    expect(unbroken('Xeon at 2.2 GHz · 1 core · 12 corelets')).toBe(
      'Xeon at 2.2\u00a0GHz\u00a0· 1\u00a0core\u00a0· 12 corelets',
    )
  })

  test('that are described alike are told apart by their fingerprints', () => {
    expect(named('Apple M3 · 8 cores', 'Apple M3 · 8 cores')).toEqual([
      'Apple M3 (f00000)',
      'Apple M3 (f10000)',
    ])
  })

  test('that are unknown name themselves', () => {
    expect(environmentNames([])('abc')).toEqual({ full: 'abc', short: 'abc' })
  })
})

describe('verdicts', () => {
  test('have a shape and a word, and a minor regression a shape of its own', () => {
    expect(verdictMark({ state: 'regressed', severity: 'minor', reasons: ['a', 'b'] })).toEqual({
      state: 'regressed',
      shape: 'shape-regressed-minor',
      word: 'regressed',
      severity: 'minor',
      reason: 'a; b',
    })
    expect(verdictMark({ state: 'regressed', severity: 'critical' }).shape).toBe('shape-regressed')
    expect(wordOf('over-budget')).toBe('over budget')
  })

  test('that were never given are told as such', () => {
    expect(verdictMark(null)).toMatchObject({ state: 'unjudged', word: 'not judged' })
    expect(verdictMark({ state: null, severity: null })).toMatchObject({ state: 'unjudged' })
  })

  test('are counted worst first, without those that do not occur', () => {
    const none = {
      ok: 0,
      improved: 0,
      regressed: 0,
      'over-budget': 0,
      inconclusive: 0,
      missing: 0,
      failed: 0,
    }
    expect(countsText({ ...none, ok: 28, regressed: 2, 'over-budget': 1 })).toBe(
      '1\u00a0over\u00a0budget, 2\u00a0regressed, 28\u00a0ok',
    )
  })
})
