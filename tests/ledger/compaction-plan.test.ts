import { describe, expect, it } from 'vitest'
import { divideIntoChunks, type FileContent, filesToCompact } from '../../runner/ledger/compaction-plan.ts'

const file = (name: string, runIds: string[], closed = false): FileContent => ({ file: name, runIds, closed })
const namesOf = (files: readonly FileContent[]) => files.map((each) => each.file)

describe('The files that are compacted', () => {
  it('are those of single runs and chunks that are not full', () => {
    const files = [
      file('a', ['1']),
      file('b', ['2']),
      file('open', ['3', '4']),
      file('full', ['5', '6'], true),
    ]
    expect(namesOf(filesToCompact(files))).toEqual(['a', 'b', 'open'])
  })

  it('are none where only one could be: a second compaction does nothing', () => {
    expect(filesToCompact([file('open', ['1', '2']), file('full', ['3'], true)])).toEqual([])
    expect(filesToCompact([file('alone', ['1'])])).toEqual([])
    expect(filesToCompact([])).toEqual([])
  })

  it('are full chunks too where they share a run: two clones compacted apart', () => {
    const files = [
      file('full', ['1', '2'], true),
      file('other', ['2', '3'], true),
      file('third', ['4'], true),
    ]
    expect(namesOf(filesToCompact(files))).toEqual(['full', 'other'])
  })

  it('are never those without a run: that a run was judged is not forgotten', () => {
    expect(namesOf(filesToCompact([file('a', ['1']), file('b', ['2']), file('judged', [])]))).toEqual([
      'a',
      'b',
    ])
  })
})

describe('Runs', () => {
  const divide = (sizes: number[], limits: { runs: number; values: number }) =>
    divideIntoChunks(
      new Map(sizes.map((size, index) => [String(index), size]).toReversed() as [string, number][]),
      limits,
    )

  it('are divided by number, oldest first, and every chunk but the last is closed', () => {
    expect(divide([1, 1, 1, 1, 1], { runs: 2, values: 100 })).toEqual([
      { runIds: ['0', '1'], closed: true },
      { runIds: ['2', '3'], closed: true },
      { runIds: ['4'], closed: false },
    ])
  })

  it('are divided by size, and one that is too large has a chunk of its own', () => {
    expect(divide([4, 4, 30, 4], { runs: 100, values: 10 })).toEqual([
      { runIds: ['0', '1'], closed: true },
      { runIds: ['2'], closed: true },
      { runIds: ['3'], closed: false },
    ])
  })

  it('fill the last chunk exactly without another one after it', () => {
    expect(divide([1, 1], { runs: 2, values: 100 })).toEqual([{ runIds: ['0', '1'], closed: true }])
    expect(divide([], { runs: 2, values: 100 })).toEqual([])
  })
})
