import { describe, expect, test } from 'vitest'
import { filterFrom, isEmpty, matches, NO_FILTER, withFilter } from '../../site/lib/filter.ts'

const item = {
  haystack: 'compression gzip (level=9) wall-time',
  verdict: 'regressed',
  branch: 'main',
  environment: 'e1',
}

describe('a filter', () => {
  test('finds every word of its text, in any order and case', () => {
    expect(matches(item, { ...NO_FILTER, text: 'LEVEL=9 gzip' })).toBe(true)
    expect(matches(item, { ...NO_FILTER, text: 'gzip brotli' })).toBe(false)
  })

  test('wants each chosen value', () => {
    expect(matches(item, { ...NO_FILTER, verdict: 'regressed', branch: 'main', environment: 'e1' })).toBe(
      true,
    )
    expect(matches(item, { ...NO_FILTER, verdict: 'regressed', branch: 'other' })).toBe(false)
  })

  test('that is empty leaves everything', () => {
    expect(isEmpty(NO_FILTER)).toBe(true)
    expect(matches(item, NO_FILTER)).toBe(true)
  })

  test('a value that an item does not have matches only where nothing is asked', () => {
    const bare = { haystack: 'x', verdict: 'ok' }
    expect(matches(bare, NO_FILTER)).toBe(true)
    expect(matches(bare, { ...NO_FILTER, branch: 'main' })).toBe(false)
  })

  test('goes into an address and comes back, and leaves the rest of the address alone', () => {
    const filter = { text: 'a&b =', verdict: 'ok', branch: 'feature/x', environment: '' }
    const address = withFilter(new URLSearchParams('metric=wall-time&environment=old'), filter)
    expect(address.get('metric')).toBe('wall-time')
    expect(filterFrom(new URLSearchParams(address.toString()))).toEqual(filter)
  })
})
