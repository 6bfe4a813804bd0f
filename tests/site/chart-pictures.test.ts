import { XMLValidator } from 'fast-xml-parser'
import { beforeAll, describe, expect, test } from 'vitest'
import type { CaseReport } from '../../runner/report/model.ts'
import { scaleOf } from '../../runner/units.ts'
import { apiIndex } from '../../site/lib/api.ts'
import { chartSvg } from '../../site/lib/chart-svg.ts'
import { embedOf } from '../../site/lib/embed.ts'
import { budgetText } from '../../site/lib/format.ts'
import { openReport, type ReportDoor } from '../../site/lib/report.ts'
import { picturedSeries } from '../../site/lib/views/embeds.ts'
import { writeTestReport } from './site-under-test.ts'

let door: ReportDoor
const casesOf = () => door.index().suites.flatMap((suite) => suite.cases)
const caseTitled = (title: string) => casesOf().find((one) => one.title === title)!
const place = { project: 'A & <b>B</b>', environment: '' }

beforeAll(async () => {
  door = openReport(await writeTestReport('chart-pictures'))
})

describe('the picture of a series', () => {
  test('is one for each of them, told apart by metric and environment, in the colours of both themes', () => {
    const { slug } = caseTitled('gzip (level=1)')
    const report = door.caseReport(slug)
    const pictures = report.series.map((series) =>
      chartSvg(report, series, { project: 'P', environment: series.environment }),
    )
    expect(pictures).toHaveLength(4)
    expect(new Set(pictures).size).toBe(4)
    expect(pictures[1]).toContain('peak-memory')
    for (const picture of pictures) {
      expect(XMLValidator.validate(picture)).toBe(true)
      expect(picture).toContain('@media (prefers-color-scheme:dark)')
      expect(picture).toMatch(/<path class="line" d="M16 [\d.]+(L[\d.]+ [\d.]+)+"/)
      expect(picture).not.toMatch(/NaN|undefined|Infinity/)
    }
  })

  test('keeps every name of a config as the text that it is', () => {
    for (const one of casesOf()) {
      const report = door.caseReport(one.slug)
      for (const series of report.series) {
        const hostile = { ...series, metric: { ...series.metric, name: '</text><script>1</script>&' } }
        const picture = chartSvg(report, hostile, { ...place, environment: '"><img>' })
        expect(XMLValidator.validate(picture)).toBe(true)
        expect(picture).not.toMatch(/<(?:script|img|b)\b/)
      }
    }
  })

  test('says so where nothing was measured, and of a single run draws its point', () => {
    const report = door.caseReport(caseTitled('brotli').slug)
    const none: CaseReport = { ...report, series: [] }
    expect(XMLValidator.validate(chartSvg(none, undefined, place))).toBe(true)
    const [series] = report.series
    const one = { index: [3], median: [5], low: [4], high: [6] }
    const picture = { ...one, firstStartedAt: '2026-09-01T00:00:00Z', lastStartedAt: '2026-09-01T00:00:00Z' }
    const drawn = chartSvg(report, { ...series!, changes: [], excluded: [], budgets: [], picture }, place)
    expect(drawn).toContain('<circle class="ink" cx="16"')
    expect(drawn).not.toContain('NaN')
  })
})

describe('the address of a picture', () => {
  test('is listed for machines, and only where there is more than one', () => {
    const index = apiIndex(door.index(), undefined)
    expect(index.endpoints.map(({ path }) => path)).toContain('api/charts/{case}/{series}.svg')
    const listed = index.suites.flatMap(({ cases }) => cases)
    for (const one of casesOf()) {
      const { charts } = listed.find(({ slug }) => slug === one.slug)!
      expect(charts.map(({ slug }) => slug)).toEqual(picturedSeries(one).map(({ slug }) => slug))
      expect(charts.length).not.toBe(1)
      for (const { slug } of charts) expect(slug).toMatch(/^[a-z0-9-]+$/)
    }
    expect(picturedSeries({ series: [caseTitled('brotli').series[0]!] })).toEqual([])
  })

  test('is what the page and the report call the series', () => {
    for (const { slug, series } of casesOf()) {
      const slugs = series.map((one) => one.slug)
      expect(door.caseReport(slug).series.map((one) => one.slug)).toEqual(slugs)
      expect(door.caseData(slug).series.map((one) => one.slug)).toEqual(slugs)
    }
  })

  test('goes into Markdown as a picture that leads to its page, whatever the names say', () => {
    const series = { slug: 'm-1', metric: 'm)](https://evil.example)<b>', environment: 'e' }
    const { imageHref, markdown } = embedOf(
      { slug: 'one', title: '![x](y) | `z`' },
      series,
      'https://example.org',
    )
    expect(imageHref).toBe('https://example.org/api/charts/one/m-1.svg')
    expect(markdown).toMatch(
      /^\[!\[[^[\]()<>`|]*\]\(https:\/\/example\.org\/api\/charts\/one\/m-1\.svg\)\]\(https:\/\/example\.org\/benchmarks\/one\/\?metric=[^()\s]*&environment=e\)$/,
    )
    const first = embedOf(
      { slug: 'one', title: 'One' },
      { ...series, slug: undefined, metric: 'm' },
      'https://example.org',
    )
    expect(first.markdown).toBe(
      '[![One, m](https://example.org/api/charts/one.svg)](https://example.org/benchmarks/one/)',
    )
  })
})

describe('a budget', () => {
  const budget = { text: '250 ms', limit: 250e6, operator: '<=', quantile: 0.5 } as const

  test('stands in the unit of the values beside it', () => {
    expect(budgetText(budget, scaleOf([0.95e9], 'ns'))).toBe('250 ms')
    expect(budgetText(budget, scaleOf([1.9e9], 'ns'))).toBe('0.25\u00a0s')
    expect(
      budgetText({ ...budget, text: '1.5 s (p95)', limit: 1.5e9, quantile: 0.95 }, scaleOf([3e6], 'ns')),
    ).toBe('1500\u00a0ms (p95)')
    expect(
      budgetText({ ...budget, text: '>= 2 kops/s', limit: 2000, operator: '>=' }, scaleOf([3e6], 'ops/s')),
    ).toBe('≥ 0.002\u00a0Mops/s')
  })

  test('stays as it was written where that is the same unit', () => {
    expect(
      budgetText({ ...budget, text: '>= 95%', limit: 0.95, operator: '>=' }, scaleOf([0.9], 'ratio')),
    ).toBe('≥ 95%')
    expect(budgetText({ ...budget, text: '300 ms (p95)', limit: 3e8 }, scaleOf([3e6], 'ns'))).toBe(
      '300 ms (p95)',
    )
  })
})
