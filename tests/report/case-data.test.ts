import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { MeasuredRun } from '../../runner/measure/record.ts'
import { seriesSlug } from '../../runner/report/address.ts'
import { assembleReport } from '../../runner/report/assemble.ts'
import { caseDataText } from '../../runner/report/case-data.ts'
import { sevenDigits } from '../../runner/report/digits.ts'
import { readManifest } from '../../runner/report/manifest.ts'
import type { CaseData } from '../../runner/report/model.ts'
import { writeReport } from '../../runner/report/write.ts'
import { randomFrom } from '../../runner/stats/random.ts'
import { historyOf, makeRun, parsing, size, sorting, wallTime } from '../analyze/build-history.ts'

function reportOf(runs: readonly MeasuredRun[]) {
  const none = { repositoryUrl: null, compareUrl: null, pullRequestUrl: null }
  return assembleReport({
    project: {
      name: 'p',
      ...none,
      commitUrl: 'https://example.org/{sha}',
      baseBranch: 'main',
      generated: false,
    },
    toolVersion: '1.0.0',
    generatedAt: '2026-11-20T00:00:00.000Z',
    ...historyOf(runs),
    recentSamples: new Map(),
    verdicts: [],
    budgetsOf: () => [],
    commandOf: () => null,
    placeOf: () => 0,
  })
}

const dataOf = (runs: readonly MeasuredRun[]): CaseData[] =>
  [...reportOf(runs).caseData()].map(([, data]) => data)

const random = randomFrom(7)
const noise = () => 1e9 * (1 + 0.01 * random())
const runsOf = (count: number, key = sorting) =>
  Array.from({ length: count }, (_, place) =>
    makeRun(place, { results: [{ key, samples: [noise(), noise(), noise()] }] }),
  )

describe('seven digits', () => {
  it('are those that toPrecision gives, for numbers of any size', () => {
    for (let count = 0; count < 5_000; count++) {
      const value = (random() - 0.5) * 10 ** Math.round(random() * 60 - 30)
      expect(sevenDigits(value) / Number(value.toPrecision(7))).toBeCloseTo(1, 6)
      expect(
        String(sevenDigits(value))
          .replace(/e.*|[-.]/g, '')
          .replace(/^0+|0+$/g, '').length,
      ).toBeLessThanOrEqual(7)
    }
  })

  it('leave small whole numbers, zero and what is no number as they are', () => {
    for (const value of [0, 1, -9_999_999, Number.NaN, Number.POSITIVE_INFINITY])
      expect(sevenDigits(value)).toBe(value)
    expect(sevenDigits(123_456_789)).toBe(123_456_800)
  })
})

describe('the report of a case', () => {
  it('is as small after thousands of runs as after hundreds', () => {
    const [some, many] = [400, 3_000].map((count) => JSON.stringify(reportOf(runsOf(count)).cases[0]).length)
    expect(many! / some!).toBeLessThan(1.1)
  })

  it('tells of every point what its page needs: how many, the range, the spread at the present level', () => {
    const repeated = (times: number, ...some: number[]) => new Array<number[]>(times).fill(some).flat()
    const levels = [...repeated(30, 10), ...repeated(5, 20, 21, 22)]
    const runs = levels.map((ms, place) => makeRun(place, { results: [{ samples: [ms * 1e6] }] }))
    const [series] = reportOf(runs).cases[0]!.series
    expect(series).toMatchObject({
      runs: { counted: 45, excluded: 0, firstStartedAt: runs[0]!.header.startedAt },
      latest: { value: 22e6 },
      spread: { lowest: 10e6, highest: 22e6 },
    })
    // In R: mad(rep(c(20, 21, 22), 5), constant = 1.482602218505602) / 21
    expect(series!.spread!.atLevelRatio).toBeCloseTo(0.0706, 4)
    expect(series!.picture!.index).toEqual(levels.map((_, index) => index))
  })

  it('pictures evenly chosen points of a long history, the last among them', () => {
    const { picture } = reportOf(runsOf(1_300)).cases[0]!.series[0]!
    expect(picture!.index).toHaveLength(320)
    expect([picture!.index[0], picture!.index.at(-1)]).toEqual([0, 1_299])
    expect(picture!.median).toHaveLength(320)
  })

  it('names each series by its metric and environment alone', () => {
    expect(seriesSlug('wall-time', 'e1')).toMatch(/^wall-time-[0-9a-f]{8}$/)
    expect(seriesSlug('wall-time', 'e1')).not.toBe(seriesSlug('wall-time', 'e2'))
    expect(seriesSlug('../<b>"', 'e1')).toMatch(/^b-[0-9a-f]{8}$/)
    expect(seriesSlug('尺', 'e1')).toMatch(/^[0-9a-f]{8}$/)
  })
})

describe('the data of a case', () => {
  it('has every point, runs once for all series, and columns that are alike as one value', () => {
    const both = makeRun(0, {
      results: [
        { metric: wallTime, samples: [1e9] },
        { metric: size, samples: [10] },
      ],
    })
    const one = makeRun(1, {
      branch: 'side',
      tag: 'v1',
      dirty: true,
      results: [{ metric: wallTime, samples: [2e9, 2e9] }],
    })
    const [data] = dataOf([both, one])
    expect(data).toMatchObject({
      version: 2,
      commitUrl: 'https://example.org/{sha}',
      branches: ['main', 'side'],
      runs: { id: [both.header.id, one.header.id], commit: [0, 1] },
      commits: { branch: [0, 1], tags: { 1: 'v1' }, dirty: [1] },
    })
    expect(data!.commits.sha.map(({ length }) => length)).toEqual([12, 12])
    const [time, bytes] = ['wall-time', 'bundle-size'].map((name) =>
      data!.series.find(({ metric }) => metric === name),
    )
    expect(time).toMatchObject({
      run: null,
      median: [1e9, 2e9],
      count: [1, 2],
      base: [1, 0],
      verdict: -1,
      unit: 'ns',
    })
    expect(bytes).toMatchObject({ run: [0], median: [10], count: 1, base: 1, direction: 'lower' })
  })

  it('is the same text whether or not another case had the same runs', () => {
    const all = [0, 1, 2].map((place) =>
      makeRun(place, {
        results: [
          { key: sorting, samples: [noise()] },
          ...(place === 1 ? [] : [{ key: parsing, samples: [noise()] }]),
        ],
      }),
    )
    for (const data of dataOf(all)) expect(JSON.parse(caseDataText(data))).toEqual(data)
    expect(dataOf(all).map(({ runs }) => runs.id.length)).toEqual([3, 2])
    const [first, second] = dataOf(
      runsOf(2).map((run) => ({ ...run, cases: [...run.cases, { ...run.cases[0]!, key: parsing }] })),
    )
    expect(second!.runs).toBe(first!.runs)
    expect(caseDataText(second!)).toContain(JSON.stringify(first!.runs))
  })

  it('is written beside its report, left alone while it stays the same, and goes with its case', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'perfledger-case-data-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const names = () => readdirSync(join(folder, 'data', 'cases'))
    const both = [...runsOf(3), ...runsOf(3, parsing)]
    await writeReport(folder, reportOf(both))
    const [first] = names()
    const file = join(folder, 'data', 'cases', first!)
    const before = statSync(file).mtimeMs
    await writeReport(folder, reportOf(both))
    expect(names()).toHaveLength(2)
    expect(statSync(file).mtimeMs).toBe(before)
    await writeReport(folder, reportOf(both.slice(0, 3)))
    expect(names()).toEqual(Object.keys((await readManifest(folder)).cases).map((slug) => `${slug}.json`))
    expect(JSON.parse(readFileSync(join(folder, 'data', 'cases', names()[0]!), 'utf8'))).toMatchObject({
      version: 2,
    })
  })
})
