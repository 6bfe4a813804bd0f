import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { caseSlug, suiteSlug } from '../../runner/report/address.ts'

const key = (suite: string, benchmark: string, params: Record<string, string | number | boolean> = {}) => ({
  suite,
  benchmark,
  params,
})

describe('the address of a case', () => {
  it('is its plain names where they are plain', () => {
    expect(caseSlug(key('compression', 'gzip'))).toBe('compression--gzip')
  })

  it('keeps what can be read of other names and adds a hash', () => {
    expect(caseSlug(key('parse', 'JSON / größe', { level: 9 }))).toMatch(
      /^parse-json-gro-e-level-9-[0-9a-f]{8}$/,
    )
  })

  it('does not depend on the order of params', () => {
    expect(caseSlug(key('a', 'b', { x: 1, y: 2 }))).toBe(caseSlug(key('a', 'b', { y: 2, x: 1 })))
  })

  it('tells a number from the text of the number', () => {
    expect(caseSlug(key('a', 'b', { x: 1 }))).not.toBe(caseSlug(key('a', 'b', { x: '1' })))
  })

  it('is safe in a URL and as a file name, and bounded, whatever the name', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.string({ maxLength: 300 }),
        (suite, benchmark) => {
          expect(caseSlug(key(suite, benchmark))).toMatch(/^[a-z0-9-]{1,80}$/)
          expect(suiteSlug(suite)).toMatch(/^[a-z0-9-]{1,80}$/)
        },
      ),
    )
  })

  it('differs for names that differ', () => {
    const name = fc.string({ minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(name, name, name, name, (suite, benchmark, otherSuite, otherBenchmark) => {
        fc.pre(suite !== otherSuite || benchmark !== otherBenchmark)
        expect(caseSlug(key(suite, benchmark))).not.toBe(caseSlug(key(otherSuite, otherBenchmark)))
      }),
    )
  })
})
