import { describe, expect, it } from 'vitest'
import { linksOf } from '../../runner/report/links.ts'

describe('links to the host of a project', () => {
  it('know GitHub', () => {
    expect(linksOf('https://github.com/owner/name/')).toEqual({
      commitUrl: 'https://github.com/owner/name/commit/{sha}',
      compareUrl: 'https://github.com/owner/name/compare/{base}...{head}',
      pullRequestUrl: 'https://github.com/owner/name/pull/{number}',
    })
  })

  it('know GitLab, also on a host of its own', () => {
    expect(linksOf('https://gitlab.example.org/group/name').commitUrl).toBe(
      'https://gitlab.example.org/group/name/-/commit/{sha}',
    )
  })

  it.each([null, 'not a url', 'https://example.org/x', 'javascript:alert(1)//github.com'])(
    'are absent for %j',
    (url) => {
      expect(linksOf(url)).toEqual({ commitUrl: null, compareUrl: null, pullRequestUrl: null })
    },
  )
})
