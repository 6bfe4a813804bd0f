import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { insertByKey, type OrderedRun, orderRuns } from '../../runner/ledger/order.ts'

const none = new Map<string, number>()

interface Given {
  readonly at?: string
  readonly started?: string
  readonly parents?: readonly string[]
  readonly position?: number
  readonly dirty?: boolean
}

const day = (text: string) => `2026-11-${text}T00:00:00.000Z`

/** A run whose id is its commit's sha, unless told: committed and started on days of November. */
function on(sha: string, given: Given = {}, id = sha): OrderedRun {
  return {
    id,
    startedAt: day(given.started ?? '20'),
    commit: {
      sha,
      parents: given.parents ?? [],
      position: given.position,
      committedAt: day(given.at ?? '10'),
      dirty: given.dirty ?? false,
    },
  }
}

const withoutCommit = (id: string, started: string): OrderedRun => ({
  id,
  startedAt: day(started),
  commit: undefined,
})

const ranks = (...shas: string[]) => new Map(shas.map((sha, rank) => [sha, rank]))

describe('Runs of commits that git knows', () => {
  it('come in git’s order, whatever the clocks say', () => {
    const runs = [on('c', { at: '01', started: '02' }), on('a', { at: '09' }), on('b', { at: '05' })]
    expect(orderRuns(runs, ranks('a', 'b', 'c'))).toEqual(['a', 'b', 'c'])
  })

  it('come to their place when an old commit is measured late', () => {
    const runs = [on('a', { started: '11' }), on('c', { started: '13' }), on('b', { started: '29' })]
    expect(orderRuns(runs, ranks('a', 'b', 'c'))).toEqual(['a', 'b', 'c'])
  })

  it('follow git even where a recorded parent says otherwise', () => {
    const runs = [on('a', { parents: ['b'] }), on('b')]
    expect(orderRuns(runs, ranks('a', 'b'))).toEqual(['a', 'b'])
  })
})

describe('Several runs of one commit', () => {
  it('come by their start, then by id', () => {
    const runs = [
      on('a', { started: '12' }, 'late'),
      on('a', { started: '11' }, 'z'),
      on('a', { started: '11' }, 'b'),
    ]
    expect(orderRuns(runs, none)).toEqual(['b', 'z', 'late'])
  })

  it('come clean before dirty: a dirty tree is the commit and then some', () => {
    const runs = [
      on('a', { started: '11', dirty: true }, 'dirty'),
      on('a', { started: '12' }, 'clean'),
      on('b', { at: '11', started: '13', parents: ['a'] }),
    ]
    expect(orderRuns(runs, none)).toEqual(['clean', 'dirty', 'b'])
  })
})

describe('Runs of commits that git does not know', () => {
  it('come after their recorded parents, whatever their clock says', () => {
    const runs = [
      on('child', { at: '01', parents: ['a'] }),
      on('a', { at: '08' }),
      on('b', { at: '09', parents: ['a'] }),
    ]
    expect(orderRuns(runs, ranks('a', 'b')).indexOf('child')).toBeGreaterThan(0)
  })

  it('come before recorded children that git knows', () => {
    const runs = [
      on('b', { at: '02', parents: ['hidden'] }),
      on('hidden', { at: '09', parents: ['a'] }),
      on('a', { at: '01' }),
    ]
    expect(orderRuns(runs, ranks('a', 'b'))).toEqual(['a', 'hidden', 'b'])
  })

  it('come by position in their branch rather than by time', () => {
    const runs = [
      on('a', { position: 1, at: '01' }),
      on('c', { position: 3, at: '03' }),
      on('b', { position: 2, at: '09' }),
    ]
    expect(orderRuns(runs, ranks('a', 'c'))).toEqual(['a', 'b', 'c'])
    expect(orderRuns(runs, none)).toEqual(['a', 'b', 'c'])
  })

  it('come by time where there is neither parent nor position', () => {
    const runs = [on('c', { at: '03' }), on('a', { at: '01' }), on('b', { at: '02' })]
    expect(orderRuns(runs, none)).toEqual(['a', 'b', 'c'])
    expect(orderRuns(runs, ranks('a', 'c'))).toEqual(['a', 'b', 'c'])
  })

  it('come by time where git’s commits have no position to compare with, as in a shallow clone', () => {
    const runs = [on('a', { at: '01' }), on('b', { at: '02', position: 7 }), on('c', { at: '03' })]
    expect(orderRuns(runs, ranks('a', 'c'))).toEqual(['a', 'b', 'c'])
  })

  it('are not torn apart by a commit whose clock was in the future: it was measured before that', () => {
    const runs = [
      on('a', { at: '01', started: '01' }),
      on('b', { at: '28', started: '02' }),
      on('c', { at: '03', started: '03' }),
    ]
    expect(orderRuns(runs, none)).toEqual(['a', 'b', 'c'])
  })

  it('are not torn apart by a commit whose clock was in the past: it comes after its parent', () => {
    const runs = [
      on('a', { at: '05' }),
      on('b', { at: '06', parents: ['a'] }),
      on('c', { at: '01', parents: ['b'] }),
      on('d', { at: '08', parents: ['c'] }),
    ]
    expect(orderRuns(runs, none)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('keep their place where a shallow clone hid the parents from one of two runs', () => {
    const runs = [
      on('a', { at: '05' }),
      on('b', { at: '01', started: '06' }, 'shallow'),
      on('b', { at: '01', started: '07', parents: ['a'] }, 'deep'),
    ]
    expect(orderRuns(runs, none)).toEqual(['a', 'shallow', 'deep'])
  })

  it('come in some order even when their parents form a cycle', () => {
    const runs = [on('a', { parents: ['b'] }), on('b', { parents: ['a'] })]
    expect(orderRuns(runs, none).toSorted()).toEqual(['a', 'b'])
  })
})

describe('Runs without a commit', () => {
  it('come by their start among the others', () => {
    const runs = [on('a', { started: '01' }), withoutCommit('x', '02'), on('b', { at: '11', started: '03' })]
    expect(orderRuns(runs, none)).toEqual(['a', 'x', 'b'])
  })

  it('are not drawn to an old commit that was measured late', () => {
    const runs = [
      on('old', { started: '29' }),
      on('a', { started: '11' }),
      on('b', { started: '12' }),
      on('c', { started: '14' }),
      withoutCommit('x', '13'),
    ]
    expect(orderRuns(runs, ranks('old', 'a', 'b', 'c'))).toEqual(['old', 'a', 'b', 'x', 'c'])
  })
})

describe('Any order', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  const anyRun = fc
    .record({
      sha: fc.constantFrom(...names),
      at: fc.integer({ min: 1, max: 28 }),
      started: fc.integer({ min: 1, max: 28 }),
      position: fc.option(fc.nat({ max: 9 }), { nil: undefined }),
      dirty: fc.boolean(),
      committed: fc.boolean(),
    })
    .map(({ sha, at, started, committed, ...rest }) => {
      const parents = names.slice(0, names.indexOf(sha)).slice(-1)
      const pad = (number: number) => String(number).padStart(2, '0')
      const { position, dirty } = rest
      const given = {
        at: pad(at),
        started: pad(started),
        parents,
        dirty,
        ...(position === undefined ? {} : { position }),
      }
      return committed ? on(sha, given) : withoutCommit(sha, pad(started))
    })
  const anyRuns = fc
    .array(anyRun, { maxLength: 12 })
    .map((runs) => runs.map((run, index) => ({ ...run, id: `${run.id}${index}` })))
  const anyRanks = fc
    .shuffledSubarray(names)
    .map((shas) => new Map(shas.toSorted().map((sha, rank) => [sha, rank])))

  it('holds every run once and does not depend on how they are given', () => {
    fc.assert(
      fc.property(anyRuns, anyRanks, (runs, known) => {
        const order = orderRuns(runs, known)
        expect(order.toSorted()).toEqual(runs.map(({ id }) => id).toSorted())
        expect(orderRuns(runs.toReversed(), known)).toEqual(order)
      }),
      { numRuns: 200, seed: 1 },
    )
  })

  it('never puts a commit before its recorded parent', () => {
    fc.assert(
      fc.property(anyRuns, anyRanks, (runs, known) => {
        const order = orderRuns(runs, known)
        const place = (sha: string) =>
          order.findIndex((id) => runs.find((run) => run.id === id)?.commit?.sha === sha)
        for (const { commit } of runs) {
          for (const parent of commit?.parents ?? []) {
            if (place(parent) >= 0) expect(place(parent)).toBeLessThan(place(commit?.sha ?? ''))
          }
        }
      }),
      { numRuns: 200, seed: 2 },
    )
  })
})

describe('insertByKey', () => {
  it('puts newcomers where the fewest members are on the wrong side', () => {
    const key = (value: number) => value
    expect(insertByKey([1, 2, 90, 4, 5], [4.5, 3], key)).toEqual([1, 2, 3, 90, 4, 4.5, 5])
    expect(insertByKey([], [3, 1, 2], key)).toEqual([1, 2, 3])
    expect(insertByKey([2, 2], [2], key)).toEqual([2, 2, 2])
    expect(insertByKey([5], [1], key)).toEqual([1, 5])
  })
})
