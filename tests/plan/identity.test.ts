import { describe, expect, it } from 'vitest'
import { caseId, caseTitle, fullCaseTitle, paramsText } from '../../runner/plan/identity.ts'

describe('the identity of a case', () => {
  it('does not depend on the order of its params', () => {
    expect(paramsText({ b: 1, a: 'x' })).toBe('{"a":"x","b":1}')
    expect(caseId({ suite: 's', benchmark: 'b', params: { y: 1, x: 2 } })).toBe(
      caseId({ suite: 's', benchmark: 'b', params: { x: 2, y: 1 } }),
    )
  })

  it('tells apart what only looks alike', () => {
    const ids = [
      caseId({ suite: 'a/b', benchmark: 'c', params: {} }),
      caseId({ suite: 'a', benchmark: 'b/c', params: {} }),
      caseId({ suite: 'a', benchmark: 'b', params: { n: 1 } }),
      caseId({ suite: 'a', benchmark: 'b', params: { n: '1' } }),
      caseId({ suite: 'a', benchmark: 'b (n=1)', params: {} }),
    ]
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('the title of a case', () => {
  it('has its params in the order of the config', () => {
    const key = { suite: 's', benchmark: 'gzip', params: { level: 9, file: 'a b', fast: true } }
    expect(caseTitle(key)).toBe('gzip (level=9, file=a b, fast=true)')
    expect(fullCaseTitle(key)).toBe('s/gzip (level=9, file=a b, fast=true)')
    expect(caseTitle({ benchmark: 'sort', params: {} })).toBe('sort')
  })
})
