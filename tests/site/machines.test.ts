import { beforeAll, describe, expect, test } from 'vitest'
import { llmsText } from '../../site/lib/api.ts'
import { badgeOf, badgeSvg, shieldsBadge } from '../../site/lib/badge.ts'
import { atomFeed, xml } from '../../site/lib/feed.ts'
import { openReport, type ReportDoor } from '../../site/lib/report.ts'
import { search, searchDocument } from '../../site/lib/search.ts'
import { nearestBudgets } from '../../site/lib/views/budgets.ts'
import { environmentViews } from '../../site/lib/views/environments.ts'
import { overviewView } from '../../site/lib/views/overview.ts'
import { pullRequestRuns } from '../../site/lib/views/pull-requests.ts'
import { releasePairs } from '../../site/lib/views/releases.ts'
import { HOSTILE_SUITE } from './measured-history.ts'
import { writeTestReport } from './site-under-test.ts'

let door: ReportDoor

beforeAll(async () => {
  door = openReport(await writeTestReport('machines'))
})

describe('the Atom feed', () => {
  test('has stable ids, absolute links where the site is known, and every change', () => {
    const { changes } = door.changes()
    const feed = atomFeed(door.index(), changes, new URL('https://example.org'))
    expect(feed.match(/<entry>/g)).toHaveLength(changes.length)
    expect(feed).toContain('href="https://example.org/changes.xml"')
    const ids = [...feed.matchAll(/<id>(.*)<\/id>/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(atomFeed(door.index(), changes, undefined)).toContain(ids[1]!)
    expect(feed).not.toContain('<under>')
  })

  test('leaves out what XML cannot carry', () => {
    expect(xml('a\u0000b\u001b<"&\ud800')).toBe('ab&#60;&#34;&#38;')
  })
})

describe('a badge', () => {
  test('tells the worst first, in shape for shields.io too', () => {
    const cases = door.index().suites.flatMap((suite) => suite.cases)
    expect(badgeOf('performance', cases)).toMatchObject({ message: '1 failed', tone: 'bad' })
    expect(shieldsBadge(badgeOf('x', []))).toMatchObject({
      schemaVersion: 1,
      label: 'x',
      message: 'not measured',
    })
  })

  test('of a hostile name stays a picture', () => {
    const svg = badgeSvg(badgeOf(HOSTILE_SUITE, []))
    expect(svg).not.toContain('<img')
    expect(svg).toContain('&#60;img')
  })
})

describe('the search', () => {
  test('finds cases, suites, releases, pull requests and commits by any of their words', () => {
    const { entries } = searchDocument(door.index(), door.runs().runs)
    const first = (text: string) => search(entries, text)[0]
    expect(first('compression')).toMatchObject({ kind: 'suite', href: '/suites/compression/' })
    expect(first('level=9 gzip')).toMatchObject({ kind: 'case', title: 'gzip (level=9)' })
    expect(first('v1.0.0')).toMatchObject({ kind: 'release' })
    expect(first('#110')).toMatchObject({ kind: 'pull request', href: '/pr/110/' })
    expect(first('change number 7')).toMatchObject({ kind: 'run' })
    expect(search(entries, '  ')).toEqual([])
    const commit = { kind: 'run', title: '1a2b3c Remove the old parser', detail: '', href: '/runs/a/' }
    const inSuite = { kind: 'case', title: 'json', detail: 'parser, wall-time', href: '/benchmarks/json/' }
    expect(search([commit, inSuite], 'parser')).toEqual([inSuite, commit])
    expect(search([inSuite, commit], '1a2b')).toEqual([commit])
    expect(search(entries, 'change').length).toBeLessThanOrEqual(12)
  })
})

describe('pages beside the history', () => {
  test('the runs of a pull request belong together', () => {
    expect([...pullRequestRuns(door.runs().runs)].map(([number, runs]) => [number, runs.length])).toEqual([
      [120, 1],
      [110, 1],
    ])
  })

  test('a release is compared with the one before it on the same machine', () => {
    const runs = door.runs().runs
    const [first] = runs.filter(({ commit }) => commit?.tag === 'v1.0.0')
    const tagged = (id: string, tag: string, environment: string, day: number) => ({
      ...first!,
      id,
      environment,
      commit: { ...first!.commit!, tag, committedAt: `2026-10-0${day}T00:00:00Z` },
    })
    const pairs = releasePairs([
      tagged('d', 'v3', 'm', 3),
      tagged('c', 'v2', 'other', 2),
      tagged('b', 'v2', 'm', 2),
      tagged('a', 'v1', 'other', 1),
    ])
    expect(pairs.map(({ run, before }) => [run.id, before?.id])).toEqual([
      ['d', 'b'],
      ['c', 'a'],
      ['a', undefined],
    ])
  })

  test('an environment tells how small a change would show', () => {
    const [server] = environmentViews(door.index())
    expect(server!.sight).toMatch(
      /^In half of its \d+ series a change of [\d.]+\s% would show, in nine of ten one of/,
    )
  })

  test('the budget nearest to its limit comes first, once per case and metric', () => {
    expect(nearestBudgets(door.index())).toMatchObject([
      { title: 'brotli', budget: '300 ms', over: true, share: 1 },
    ])
  })

  test('the overview offers the last run, the last release and days to look back to', () => {
    const { since } = overviewView(door.index(), door.runs().runs)
    expect(since.map(({ value }) => value)).toEqual(['run', 'release', '7d', '30d', '90d'])
    expect(since[1]).toMatchObject({ text: 'v1.0.0', from: '2026-09-13T00:00:00.000Z' })
  })
})

test('llms.txt names every page and file, and no name can write a link', () => {
  const text = llmsText(door.index(), new URL('https://example.org'))
  expect(text).toContain('- [Overview](https://example.org/)')
  expect(text).toContain('https://example.org/data/cases/{case}.json')
  expect(text).not.toContain('<img')
})
