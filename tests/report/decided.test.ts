import { describe, expect, it } from 'vitest'
import type { ChangePoint } from '../../runner/analyze/analysis.ts'
import { analyzeRun } from '../../runner/analyze/analyze-run.ts'
import type { Stewardship } from '../../runner/config/stewardship-files.ts'
import type { RecordedVerdict } from '../../runner/ledger/verdicts.ts'
import type { MeasuredRun } from '../../runner/measure/record.ts'
import { assembleReport } from '../../runner/report/assemble.ts'
import { standingsOf } from '../../runner/report/change-standing.ts'
import type { CaseData } from '../../runner/report/model.ts'
import { marksIn, steward } from '../../runner/stewardship.ts'
import { judge } from '../../runner/verdict.ts'
import { historyOf, runsAt, size } from '../analyze/build-history.ts'

const policy = {
  forMetric: () => ({
    thresholds: { minor: 1.2, moderate: 1.5, critical: 2 },
    confidence: 0.95,
    budgets: [],
  }),
  budgets: [],
  expected: [],
}
const nobody: Stewardship = { accepted: [], excluded: [] }
const flat = (count: number, level = 1e9) => new Array<number>(count).fill(level)

function verdictOf(run: MeasuredRun, runs: readonly MeasuredRun[], decided = nobody): RecordedVerdict {
  const history = steward(historyOf(runs), decided, run.header.id)
  return judge(run, analyzeRun(run, history, { baseBranch: 'main' }), policy, '1.0.0').verdicts[0]!
}

/** The report of runs that were judged one after the other before anybody decided anything. */
function reportOf(runs: readonly MeasuredRun[], decided: Stewardship) {
  const history = historyOf(runs)
  const verdicts = runs.map((run, place) => verdictOf(run, runs.slice(0, place + 1)))
  const report = assembleReport({
    project: {
      name: 'p',
      repositoryUrl: null,
      commitUrl: null,
      compareUrl: null,
      pullRequestUrl: null,
      baseBranch: 'main',
      generated: false,
    },
    toolVersion: '1.0.0',
    generatedAt: '2026-11-20T00:00:00.000Z',
    runs: history.runs,
    series: history.series,
    recentSamples: new Map(),
    verdicts,
    marks: marksIn(history, decided).bySeries,
    budgetsOf: () => [],
    commandOf: () => null,
    placeOf: () => 0,
  })
  const [[, data]] = [...report.caseData()] as [readonly [string, CaseData]]
  return { ...report, data, series: report.cases[0]!.series[0]!, summary: report.index.suites[0]!.cases[0]! }
}

const id = (runs: readonly MeasuredRun[], place: number) => runs.at(place)!.header.id

describe('an accepted change', () => {
  const runs = runsAt([...flat(20), ...flat(1, 1.4e9)])
  const accepted = [{ run: id(runs, -1), reason: 'checks every input', link: 'https://example.org/42' }]

  it('was a regression, and is the normal from the next run on', () => {
    expect(verdictOf(runs.at(-1)!, runs).state).toBe('regressed')
    const next = [...runs, ...runsAt([1.4e9], { from: 21 })]
    expect(verdictOf(next.at(-1)!, next).state).toBe('regressed')
    const verdict = verdictOf(next.at(-1)!, next, { ...nobody, accepted })
    expect(verdict).toMatchObject({ state: 'ok', baselineRunIds: [id(runs, -1)] })
    expect(verdict.reasons[0]).toMatch(/^no change beyond the noise: .* against the last run on main since /)
  })

  it('does not hide the next regression, although its level has one run only', () => {
    const next = [...runs, ...runsAt([1.8e9], { from: 21 })]
    const verdict = verdictOf(next.at(-1)!, next, { ...nobody, accepted })
    expect(verdict).toMatchObject({ state: 'regressed', severity: 'minor' })
    expect(verdict.change).toBeCloseTo(0.286, 1)
  })

  it.each([1, 2, 4])('gives intervals that hold, and no false alarm, with %i runs of its level', (count) => {
    let [covered, alarms] = [0, 0]
    const rounds = 300
    for (let round = 0; round < rounds; round++) {
      const levels = [...flat(20), ...flat(count + 1, 1.4e9)]
      const some = runsAt(levels, { noise: 0.02, seed: `accepted ${count} ${round}` })
      const decided = { ...nobody, accepted: [{ run: id(some, 20), reason: 'wanted' }] }
      const verdict = verdictOf(some.at(-1)!, some, decided)
      covered += verdict.changeLow! <= 0 && verdict.changeHigh! >= 0 ? 1 : 0
      alarms += verdict.significant ? 1 : 0
    }
    expect(covered / rounds).toBeGreaterThan(0.92)
    expect(alarms).toBe(0)
  })

  it('of a size that was always the same is exact from the first run on', () => {
    const sizes = (values: readonly number[]) => runsAt(values, { noise: 0, metric: size })
    const some = sizes([...flat(8, 1000), 1200, 1200])
    const decided = { ...nobody, accepted: [{ run: id(some, 8), reason: 'a new feature' }] }
    expect(verdictOf(some.at(-1)!, some, decided)).toMatchObject({ state: 'ok', change: 0 })
    const larger = sizes([...flat(8, 1000), 1200, 1201])
    expect(verdictOf(larger.at(-1)!, larger, decided)).toMatchObject({ state: 'ok', significant: true })
  })

  it('is told with its reason, and counts as ok, while the run keeps its verdict', () => {
    const { index, series, summary, runs: list } = reportOf(runs, { ...nobody, accepted })
    expect(index.counts).toMatchObject({ ok: 1, regressed: 0 })
    expect(summary.verdict!.reasons[0]).toBe('accepted as the new normal: checks every input')
    expect(list.runs[0]!.state).toBe('regressed')
    expect(series.accepted).toMatchObject([
      {
        index: 20,
        startedAt: runs.at(-1)!.header.startedAt,
        runId: id(runs, -1),
        reason: 'checks every input',
        link: 'https://example.org/42',
      },
    ])
    expect(reportOf(runs, nobody).index.counts).toMatchObject({ ok: 0, regressed: 1 })
  })

  it('is accepted in the lists of changes, with reason and link', () => {
    const more = [...runs, ...runsAt(flat(8, 1.4e9), { from: 21 })]
    const [change] = reportOf(more, { ...nobody, accepted }).changes.changes
    expect(change).toMatchObject({
      state: 'accepted',
      accepted: { runId: id(runs, -1), reason: 'checks every input', link: 'https://example.org/42' },
    })
    expect(reportOf(more, nobody).changes.changes[0]).toMatchObject({ state: 'confirmed', accepted: null })
  })
})

describe('an excluded point', () => {
  const runs = runsAt([...flat(12), 3e9, ...flat(3), 2e9])
  const excluded = [12, 16].map((place) => ({ run: id(runs, place), reason: 'the disk was full' }))
  const report = reportOf(runs, { ...nobody, excluded })

  it('stays among the points, with its reason', () => {
    expect(report.series.runs).toMatchObject({ counted: 15, excluded: 2 })
    expect(report.data.series[0]!.median).toHaveLength(17)
    expect(report.data.series[0]!.excluded.map(({ index }) => index)).toEqual([12, 16])
    expect(report.series.excluded).toMatchObject([
      { index: 12, runId: id(runs, 12), reason: 'the disk was full', link: null },
      { index: 16, runId: id(runs, 16), reason: 'the disk was full', link: null },
    ])
  })

  it('is told by its run, as accepted levels are, with reason and link', () => {
    expect(report.decisions.runs).toEqual(
      Object.fromEntries(
        [12, 16].map((place) => [
          id(runs, place),
          [
            {
              kind: 'excluded',
              caseSlug: 'core--sort',
              metric: 'wall-time',
              reason: 'the disk was full',
              link: null,
            },
          ],
        ]),
      ),
    )
    const accepted = [{ run: id(runs, 3), reason: 'new', link: 'https://example.org/1' }]
    expect(reportOf(runs, { ...nobody, accepted }).decisions.runs[id(runs, 3)]).toMatchObject([
      { kind: 'accepted', reason: 'new', link: 'https://example.org/1' },
    ])
    expect(reportOf(runs, nobody).decisions.runs).toEqual({})
  })

  it('is in no change, no baseline, no newest state and no count', () => {
    expect(reportOf(runs, nobody).series.changes).not.toEqual([])
    expect(report.series.changes).toEqual([])
    expect(report.series.baseline!.runs).toBe(15)
    expect(report.summary.series[0]!.latestRunId).toBe(id(runs, 15))
    expect(report.summary.series[0]!.sparkline).toHaveLength(15)
    expect(report.index.counts).toMatchObject({ regressed: 0, ok: 1 })
  })
})

describe('what became of a change', () => {
  /** Changes at the starts of these levels, of five points each unless said. */
  const story = (levels: readonly number[], given: { counts?: number[]; accepted?: number[] } = {}) => {
    const counts = levels.map((_, place) => given.counts?.[place] ?? 5)
    const starts = counts.map((_, place) => counts.slice(0, place).reduce((sum, count) => sum + count, 0))
    const points = levels.flatMap((level, place) =>
      Array.from({ length: counts[place]! }, (_, offset) => ({
        index: starts[place]! + offset,
        median: level,
      })),
    )
    const changes = levels.slice(1).map(
      (level, place): ChangePoint => ({
        index: starts[place + 1]!,
        runId: `r${starts[place + 1]}`,
        previousRunId: `r${starts[place + 1]! - 1}`,
        kind: 'step',
        change: { value: level / levels[place]! - 1, low: 0, high: 0, confidence: 0.95 },
        pValue: 0,
        state: counts[place + 1]! >= 5 ? 'confirmed' : 'suspected',
        better: level < levels[place]!,
      }),
    )
    const accepted = (given.accepted ?? []).map((index) => ({
      index,
      mark: { runId: `r${index}`, reason: 'wanted' },
    }))
    return standingsOf({ changes, points, accepted }).map(({ state }) => state)
  }

  it.each([
    ['a worsening that nothing took back is open', [100, 150], ['confirmed']],
    ['one that was taken back whole is fixed', [100, 150, 100], ['fixed', 'confirmed']],
    ['three quarters are enough', [100, 140, 109], ['fixed', 'confirmed']],
    ['half is not', [100, 140, 120], ['confirmed', 'confirmed']],
    ['two repairs together are', [100, 140, 120, 101], ['fixed', 'confirmed', 'confirmed']],
    [
      'the second of two worsenings is fixed where only it was taken back',
      [100, 140, 200, 140],
      ['confirmed', 'fixed', 'confirmed'],
    ],
    ['it stays fixed when it gets worse again', [100, 150, 100, 150], ['fixed', 'confirmed', 'confirmed']],
    ['an improvement is never fixed', [150, 100, 150], ['confirmed', 'confirmed']],
  ])('%s', (_title, levels, states) => {
    expect(story(levels)).toEqual(states)
  })

  it('is not fixed by a repair that is only suspected', () => {
    expect(story([100, 150, 100], { counts: [5, 5, 2] })).toEqual(['confirmed', 'suspected'])
  })

  it.each([
    ['the change at the accepted run', [5], ['accepted', 'confirmed']],
    ['the nearest one within five points', [8], ['accepted', 'confirmed']],
    ['the nearest one, also where it begins later', [13], ['fixed', 'accepted']],
  ])('is accepted: %s', (_title, accepted, states) => {
    expect(story([100, 150, 100], { accepted, counts: [5, 9, 5] })).toEqual(states)
  })

  it('is accepted with the level that it led to, however long ago, but not an old improvement', () => {
    expect(story([100, 150], { accepted: [30], counts: [5, 40] })).toEqual(['accepted'])
    expect(story([150, 100], { accepted: [30], counts: [5, 40] })).toEqual(['confirmed'])
  })
})
