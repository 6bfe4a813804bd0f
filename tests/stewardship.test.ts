import { describe, expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { withEntry, withItem } from '../runner/config/edit-yaml.ts'
import { seriesId } from '../runner/ledger/identity.ts'
import type { RunInfo, Series } from '../runner/ledger/series.ts'
import { analyzeMarked, marksIn, steward } from '../runner/stewardship.ts'
import { commit, environment, run, wallTime } from './ledger/runs.ts'

const ids = Array.from(
  { length: 30 },
  (_, place) => `202611${String(place + 1).padStart(2, '0')}-000000-0000000000`,
)

const runs: RunInfo[] = ids.map((id, place) => ({
  header: run([], { id, commit: commit(`c${place}`) }).header,
  finishedAt: '2026-11-20T05:13:30.000Z',
  interrupted: false,
  cases: 1,
  failedCases: 0,
}))

function series(benchmark: string, valueAt: (place: number) => number): Series {
  return {
    key: {
      case: { suite: 's', benchmark, params: {} },
      metric: wallTime,
      environment: environment.fingerprint,
    },
    points: ids.map((runId, place) => ({
      runId,
      median: valueAt(place),
      mad: 0,
      count: 1,
      low: valueAt(place),
      high: valueAt(place),
    })),
  }
}

const noise = (place: number): number => ((place * 7919) % 13) / 10
const history = {
  runs,
  series: [series('a', (place) => 100 + noise(place)), series('b', (place) => 50 + noise(place))],
}
const lengths = (one: { series: readonly Series[] }) => one.series.map(({ points }) => points.length)
const startOf = (benchmark: string, decided: Parameters<typeof steward>[1], judged?: string) => {
  const one = history.series.find(({ key }) => key.case.benchmark === benchmark)!
  return steward(history, decided, judged).acceptedSince?.get(seriesId(one.key))
}
const nothing = { accepted: [], excluded: [] }

describe('what people decided', () => {
  it('changes nothing where they decided nothing', () => {
    expect(steward(history, nothing)).toBe(history)
  })

  it('leaves excluded points out: a run, a range, a commit, of one series or of all', () => {
    const all = { ...nothing, excluded: [{ run: ids[3], reason: 'x' }] }
    expect(lengths(steward(history, all))).toEqual([29, 29])
    const one = { ...nothing, excluded: [{ from: ids[3], to: ids[7], benchmark: 'b', reason: 'x' }] }
    expect(lengths(steward(history, one))).toEqual([30, 25])
    const ofCommit = {
      ...nothing,
      excluded: [{ commit: commit('c4').sha.slice(0, 8), metric: 'wall-time', reason: 'x' }],
    }
    expect(steward(history, ofCommit).series[0]?.points.some(({ runId }) => runId === ids[4])).toBe(false)
    expect(
      lengths(steward(history, { ...nothing, excluded: [{ run: ids[3], suite: 'other', reason: 'x' }] })),
    ).toEqual([30, 30])
  })

  it('begins a new level at an accepted change, for runs from there on only', () => {
    const decided = { ...nothing, accepted: [{ run: ids[20], benchmark: 'a', reason: 'x' }] }
    expect(startOf('a', decided)).toBe(ids[20])
    expect(startOf('a', decided, ids[25])).toBe(ids[20])
    expect(startOf('a', decided, ids[19])).toBeUndefined()
    expect(startOf('b', decided)).toBeUndefined()
    expect(lengths(steward(history, decided))).toEqual([30, 30])
  })

  it('begins at the next point where the accepted run is excluded or has none', () => {
    const decided = { accepted: [{ run: ids[20], reason: 'x' }], excluded: [{ run: ids[20], reason: 'y' }] }
    expect(startOf('a', decided)).toBe(ids[21])
    expect(lengths(steward(history, decided))).toEqual([29, 29])
  })

  it('accepts nothing of a series that began later, and all that follows where only later runs are at hand', () => {
    const late = { ...history.series[0]!, points: history.series[0]!.points.slice(25) }
    const entry = { commit: commit('c20').sha.slice(0, 10), reason: 'x' }
    expect(marksIn({ runs, series: [late] }, { ...nothing, accepted: [entry] }).bySeries.size).toBe(0)
    const gap = {
      ...history.series[0]!,
      points: history.series[0]!.points.filter((_, place) => place < 3 || place > 22),
    }
    const marks = marksIn({ runs, series: [gap] }, { ...nothing, accepted: [entry] })
    expect(marks.bySeries.get(seriesId(gap.key))!.accepted.map(({ runId }) => runId)).toEqual([ids[23]])
  })

  it('is plain values, so that it can be part of the key of a cache', () => {
    const marks = marksIn(history, {
      accepted: [{ run: ids[20], reason: 'wanted', link: 'https://example.org/1' }],
      excluded: [{ run: ids[3], benchmark: 'a', reason: 'the disk was full' }],
    }).bySeries.get(seriesId(history.series[0]!.key))
    expect(JSON.parse(JSON.stringify(marks))).toEqual(marks)
    expect(marks).toEqual({
      accepted: [{ runId: ids[20], reason: 'wanted', link: 'https://example.org/1' }],
      excluded: [{ runId: ids[3], reason: 'the disk was full' }],
    })
  })

  it('tells entries that nothing matches', () => {
    const entry = { run: '20200101-000000-0000000000', reason: 'x' }
    expect(marksIn(history, { accepted: [entry], excluded: [entry] }).idle).toEqual([entry, entry])
  })
})

describe('the analysis of a series with marks', () => {
  const spiked = series('a', (place) =>
    place === 10 ? 500 : place < 20 ? 100 + noise(place) : 103 + noise(place),
  )
  const marksOf = (decided: Parameters<typeof marksIn>[1]) =>
    marksIn({ runs, series: [spiked] }, decided)
      .bySeries.values()
      .next().value

  it('counts indexes over all points, the excluded ones too', () => {
    const marks = marksOf({ ...nothing, excluded: [{ run: ids[10], reason: 'x' }] })
    const { changePoints } = analyzeMarked(spiked, runs, { baseBranch: 'main' }, marks)
    expect(changePoints.map(({ index, runId }) => [index, runId])).toEqual([[20, ids[20]]])
  })

  it('begins the present level at the accepted change', () => {
    const marks = marksOf({ ...nothing, accepted: [{ run: ids[25], reason: 'x' }] })
    const { baseline } = analyzeMarked(spiked, runs, { baseBranch: 'main' }, marks)
    expect([baseline?.fromIndex, baseline?.runIds]).toEqual([25, ids.slice(25)])
  })
})

describe('the files', () => {
  it('keep their comments and order when a command adds to them', () => {
    const text = '# ours\naccepted:\n  # the big rewrite\n  - run: a\n    reason: "faster: really"\n'
    const more = withItem(text, 'accepted', { run: 'b', reason: 'a # sign' }, 'title')
    expect(more).toBe(`${text}  - run: b\n    reason: "a # sign"\n`)
    expect(withItem('', 'excluded', { run: 'b' }, 'Title')).toBe('# Title\n\nexcluded:\n  - run: b\n')
    const named = withEntry('baselines: {}\n', 'baselines', 'v1', { runs: ['x'] }, 'Title')
    expect(parseDocument(withEntry(named, 'baselines', 'v1', { runs: ['y'] }, 'Title')).toJS()).toEqual({
      baselines: { v1: { runs: ['y'] } },
    })
  })
})
