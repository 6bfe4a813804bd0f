import { expect, test } from 'vitest'
import { breakable } from '../../site/lib/breakable.ts'

test.each([
  ['http2_parallel_x10', 'http2_|parallel_|x10'],
  ['hash/crc32.BenchmarkCRC32/size=15', 'hash/|crc32.|BenchmarkCRC32/|size=15'],
  ['std::vec::Vec<T>', 'std::|vec::|Vec<T>'],
  ['takes 1.5 or 1,000', 'takes 1.5 or 1,000'],
  ['__init__', '__|init__'],
  ['', ''],
])('a line of %s ends only where its words do', (name, pieces) => {
  expect(breakable(name).join('|')).toBe(pieces)
})
