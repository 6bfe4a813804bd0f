import { describe, expect, it } from 'vitest'
import {
  convert,
  formatChange,
  formatDurationMs,
  formatEstimate,
  formatQuantity,
  formatRatio,
  parseQuantity,
  scaleOf,
  toBase,
} from '../runner/units.ts'

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

describe('a quantity', () => {
  it.each([
    ['250 ms', { value: 250e6, unit: 'ns' }],
    ['3s', { value: 3e9, unit: 'ns' }],
    ['1.5 GB', { value: 1.5e9, unit: 'B' }],
    ['1 MiB', { value: 1_048_576, unit: 'B' }],
    ['95%', { value: 0.95, unit: 'ratio' }],
    ['1000 ops/s', { value: 1000, unit: 'ops/s' }],
    ['12', { value: 12, unit: '' }],
    ['3 widgets', { value: 3, unit: 'widgets' }],
  ])('%s is read in its base unit', (text, expected) => {
    expect(parseQuantity(text)).toEqual(expected)
  })

  it.each(['', 'ms', '1.2.3 s', '>= 3 s', '1 000 ms', 'NaN', '1 ms or so', '0x10 ms'])(
    '"%s" is none',
    (text) => {
      expect(parseQuantity(text)).toBeUndefined()
    },
  )

  it('of a percentage is exact', () => {
    expect(convert(95, '%').value).toBe(0.95)
    expect(convert(7, '%').value).toBe(0.07)
  })

  it('of an unknown unit is kept as it is', () => {
    expect(toBase('widgets')).toEqual({ unit: 'widgets', factor: 1 })
  })
})

describe('a number for people', () => {
  it.each([
    [12_345_678, 'ns', '12.3 ms'],
    [999_600, 'ns', '1.00 ms'],
    [0, 'B', '0 B'],
    [1_871_037, 'B', '1.87 MB'],
    [0.953, 'ratio', '95.3 %'],
    [7, 'count', '7'],
    [1_234_567, 'count', '1.23 M'],
    [-3_000_000, 'ns', '−3.00 ms'],
    [Number.NaN, 'ns', '–'],
  ])('shows %d %s as %s', (value, unit, text) => {
    expect(plain(formatQuantity(value, unit))).toBe(text)
  })

  it('shares one scale with its interval', () => {
    expect(plain(formatEstimate({ value: 1.05e6, low: 0.98e6, high: 1.1e6 }, 'ns'))).toBe(
      '1.05 ms [0.98, 1.10]',
    )
  })

  it('shares one scale with the rest of its table, chosen by the typical value', () => {
    expect(scaleOf([1e6, 2e6, 3e9], 'ns')).toMatchObject({ unit: 'ms', factor: 1e6 })
  })

  it.each([
    [0.052, '+5.2 %'],
    [-0.31, '−31 %'],
    [0, '±0 %'],
    [0.00001, '±0 %'],
    [1.4, '2.4×'],
    [-0.994, '−99 %'],
    [-0.9985, '−99.9 %'],
    [-0.99912, '−99.91 %'],
    [-1, '−100 %'],
    [Number.POSITIVE_INFINITY, '+∞'],
  ])('tells the change %d as %s', (ratio, text) => {
    expect(plain(formatRatio(ratio))).toBe(text)
  })

  it('writes a change and its interval in one way', () => {
    expect(plain(formatChange({ value: 1.1, low: -0.06, high: 1.2 }))).toBe('2.1× [0.9×, 2.2×]')
    expect(plain(formatChange({ value: 0.6, low: 0.46, high: 1.1 }))).toBe('+60 % [+46 %, +110 %]')
  })

  it('writes as a power of ten what nobody would read digit by digit', () => {
    expect(plain(formatQuantity(1.23456789e21, 'widgets'))).toBe('1.23e21 widgets')
    expect(plain(formatQuantity(1.5e-13, 'widgets'))).toBe('1.50e−13 widgets')
  })

  it.each([
    [80, '80 ms'],
    [1300, '1.3 s'],
    [252_000, '4 min 12 s'],
    [3_600_000, '1 h'],
  ])('tells %d ms as %s', (durationMs, text) => {
    expect(formatDurationMs(durationMs)).toBe(text)
  })
})
