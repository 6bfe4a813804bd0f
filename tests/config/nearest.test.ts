import { describe, expect, it } from 'vitest'
import { nearest } from '../../runner/config/nearest.ts'

describe('the name that was probably meant', () => {
  it.each([
    ['timout', 'timeout'],
    ['TIMEOUT', 'timeout'],
    ['warm-up', 'warmup'],
    ['wal-time', 'wall-time'],
    ['x', undefined],
    ['completely-else', undefined],
    ['', undefined],
  ])('for %j is %j', (written, expected) => {
    expect(nearest(written, ['timeout', 'warmup', 'wall-time', 'user-time'])).toBe(expected)
  })
})
