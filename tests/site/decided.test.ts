import { readFile } from 'node:fs/promises'
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openReport } from '../../site/lib/report.ts'
import { decisionViews } from '../../site/lib/views/run-decisions.ts'
import { decidedHistory, decisionsOn, REASON } from './decided-history.ts'
import { BROWSER_ARGUMENTS, findBrowser } from './find-browser.ts'
import { type SiteUnderTest, siteUnderTest, writeTestReport } from './site-under-test.ts'

const runs = decidedHistory()
const id = (place: number) => runs[place]!.header.id

let site: SiteUnderTest
let browser: Browser
let report: string

beforeAll(async () => {
  report = await writeTestReport('decided', runs, decisionsOn(runs))
  site = await siteUnderTest('decided', report, '/')
  browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGUMENTS })
})

afterAll(async () => {
  await browser?.close()
  await site?.stop()
})

async function open(path: string, width = 1280): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 } })
  const page = await context.newPage()
  await page.goto(`${site.url}${path}`)
  return page
}

const benchmark = () => `benchmarks/${openReport(report).index().suites[0]!.cases[0]!.slug}/`

describe('what people decided, on the dashboard', () => {
  test('gives every change its state, and lets the reader filter by it', async () => {
    const page = await open('changes/')
    const rows = page.locator('tr[data-row]')
    expect(await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-state')))).toEqual([
      'confirmed',
      'fixed',
      'accepted',
    ])
    const accepted = page.locator('tr[data-state=accepted]')
    expect(await accepted.textContent()).toContain(REASON)
    expect(await accepted.locator('.decided a').getAttribute('href')).toBe('https://example.org/pull/42')
    await page.locator('select[name=state]').selectOption('fixed')
    expect(await rows.locator('visible=true').count()).toBe(1)
    expect(new URL(page.url()).searchParams.get('state')).toBe('fixed')
    await page.context().close()
  })

  test('is told beside the chart: in its key, its words and its table', async () => {
    const page = await open(benchmark())
    const figure = page.locator('[data-chart=trend]')
    await figure.locator('canvas').waitFor()
    await expect.poll(() => figure.textContent()).toContain('2 runs excluded')
    const words = (await figure.textContent()) ?? ''
    expect(words).toContain('accepted as the new normal')
    expect(words).toContain(REASON)
    await figure.locator('summary').click()
    const cells = figure.locator('td', { hasText: 'excluded: the disk was full' })
    await expect.poll(() => cells.count()).toBe(2)
    await page.context().close()
  })

  test('is told on the page of the run itself, beside the verdict that it was given', async () => {
    const words = async (place: number) => {
      const page = await open(`runs/${id(place)}/`)
      const text = (await page.locator('.run-cases').allTextContents()).join(' ')
      const links = await page
        .locator('.reasons a')
        .evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href))
      await page.context().close()
      return { text, links }
    }
    expect(await words(14)).toMatchObject({
      text: expect.stringContaining('Excluded since: the disk was full'),
      links: [],
    })
    const accepted = await words(24)
    expect(accepted.text).toContain(`Accepted since as the new normal: ${REASON}`)
    expect(accepted.links).toEqual(['https://example.org/pull/42'])
    expect((await words(15)).text).not.toContain('since:')
  })

  test('of a run is told once for all metrics, and by name for some; a link that is none leads nowhere', () => {
    const one = { kind: 'excluded', caseSlug: 'a', reason: 'noise', link: null } as const
    const both = [
      { ...one, metric: 'time' },
      { ...one, metric: 'size' },
    ]
    expect(decisionViews(both, 'a', 2)).toEqual([{ text: 'Excluded since: noise', href: null }])
    expect(decisionViews(both, 'a', 3)).toEqual([{ text: 'time, size: Excluded since: noise', href: null }])
    expect(decisionViews(both, 'b', 2)).toEqual([])
    const [hostile] = decisionViews([{ ...one, metric: 'time', link: 'javascript:alert(1)' }], 'a', 1)
    expect(hostile!.href).toBeNull()
  })

  test('goes with the data that is downloaded', async () => {
    const page = await open(benchmark())
    await page.locator('[data-chart=trend] canvas').waitFor()
    await page.locator('[data-chart=trend] summary').click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('[data-download=csv]').click(),
    ])
    const text = await readFile(await download.path(), 'utf8')
    const lines = text.trim().split('\r\n')
    expect(lines[0]).toMatch(/,verdict,decided$/)
    expect(lines.filter((line) => line.endsWith('excluded: the disk was full'))).toHaveLength(2)
    expect(lines.filter((line) => line.includes('accepted as the new normal'))).toHaveLength(1)
    await page.context().close()
  })

  test('is in the feed and in the list of changes for machines', async () => {
    const feed = await (await fetch(`${site.url}changes.xml`)).text()
    expect(feed).toContain('accepted: every input is checked &#60;b&#62;now&#60;/b&#62;')
    expect(feed).toContain('<category term="fixed"/>')
    const { changes } = (await (await fetch(`${site.url}api/changes.json`)).json()) as {
      changes: { state: string; accepted: unknown; fixedBy: { runId: string } | null }[]
    }
    expect(changes.map(({ state }) => state)).toEqual(['confirmed', 'fixed', 'accepted'])
    expect(changes[1]!.fixedBy!.runId).toBe(id(46))
  })
})
