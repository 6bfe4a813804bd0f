import { describe, expect, it } from 'vitest'
import { type Matrix, variantsOf } from '../../runner/config/matrix.ts'

const variants = (matrix: Partial<Matrix>) => variantsOf({ axes: {}, include: [], exclude: [], ...matrix })

describe('params', () => {
  it('make every combination, the last one changing fastest', () => {
    expect(variants({ axes: { a: [1, 2], b: ['x', 'y'] } })).toEqual([
      { a: 1, b: 'x' },
      { a: 1, b: 'y' },
      { a: 2, b: 'x' },
      { a: 2, b: 'y' },
    ])
  })

  it('leave out what a part of a combination excludes', () => {
    expect(variants({ axes: { a: [1, 2], b: ['x', 'y'] }, exclude: [{ a: 1 }, { a: 2, b: 'y' }] })).toEqual([
      { a: 2, b: 'x' },
    ])
  })

  // The example of docs.github.com, "Running variations of jobs in a workflow": same matrix, same six results.
  it('include as GitHub does', () => {
    const combinations = variants({
      axes: { fruit: ['apple', 'pear'], animal: ['cat', 'dog'] },
      include: [
        { color: 'green' },
        { color: 'pink', animal: 'cat' },
        { fruit: 'apple', shape: 'circle' },
        { fruit: 'banana' },
        { fruit: 'banana', animal: 'cat' },
      ],
    })
    expect(combinations).toEqual([
      { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
      { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
      { fruit: 'pear', animal: 'cat', color: 'pink' },
      { fruit: 'pear', animal: 'dog', color: 'green' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ])
  })

  it('can be nothing but a list of combinations', () => {
    expect(variants({ include: [{ a: 1 }, { a: 2, b: 3 }] })).toEqual([{ a: 1 }, { a: 2, b: 3 }])
  })

  it('include after excluding, so that what was excluded can come back with more', () => {
    expect(variants({ axes: { a: [1, 2] }, exclude: [{ a: 1 }], include: [{ a: 1, b: 'slow' }] })).toEqual([
      { a: 2 },
      { a: 1, b: 'slow' },
    ])
  })
})
