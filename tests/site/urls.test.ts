import { describe, expect, test } from 'vitest'
import { createUrls, outsideUrl } from '../../site/lib/urls.ts'

describe('addresses', () => {
  test.each(['/some/base/', 'some/base', '/some/base'])(
    'stand under the base path, however it is written: %s',
    (base) => {
      const urls = createUrls(base)
      expect(urls.overview()).toBe('/some/base/')
      expect(urls.run('20261120-051230-9f86d081ab')).toBe('/some/base/runs/20261120-051230-9f86d081ab/')
      expect(urls.caseData('compression--gzip')).toBe('/some/base/data/cases/compression--gzip.json')
      expect(urls.asset('theme.js')).toBe('/some/base/theme.js')
    },
  )

  test('stand under the root without a base path', () => {
    expect(createUrls('/').overview()).toBe('/')
    expect(createUrls('').history()).toBe('/history/')
  })

  test('carry what is chosen in their query, and leave out what is not', () => {
    const urls = createUrls('/')
    expect(urls.benchmark('a', { metric: 'wall-time', environment: undefined })).toBe(
      '/benchmarks/a/?metric=wall-time',
    )
    expect(urls.history({ branch: 'feature/a&b' })).toBe('/history/?branch=feature%2Fa%26b')
    expect(urls.overview({ verdict: '' })).toBe('/')
    expect(urls.method('verdicts')).toBe('/method/#verdicts')
  })

  test('cannot be broken out of by a slug', () => {
    expect(createUrls('/').suite('../"><script>')).toBe('/suites/..%2F%22%3E%3Cscript%3E/')
  })
})

describe('an address on another site', () => {
  test('is filled in and encoded', () => {
    const template = 'https://example.org/compare/{base}...{head}'
    expect(outsideUrl(template, { base: 'v1/x', head: 'a b' })).toBe(
      'https://example.org/compare/v1%2Fx...a%20b',
    )
  })

  test.each([null, 'javascript:alert(1)', 'data:text/html,x', '//example.org', 'https://', 'not an address'])(
    'is refused where it is no web address: %s',
    (template) => {
      expect(outsideUrl(template)).toBeNull()
    },
  )
})
