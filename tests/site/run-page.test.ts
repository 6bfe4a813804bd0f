import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { RunDocument } from '../../runner/report/model.ts'
import { collectTroubles } from './browser-pages.ts'
import { BROWSER_ARGUMENTS, findBrowser } from './find-browser.ts'
import { measuredHistory } from './measured-history.ts'
import { shortTimeline } from './short-timeline.ts'
import { type SiteUnderTest, siteUnderTest, writeTestReport } from './site-under-test.ts'

describe("a run's page", () => {
  let site: SiteUnderTest
  let browser: Browser
  let id: string
  const contexts: BrowserContext[] = []

  beforeAll(async () => {
    const history = measuredHistory()
    id = history.at(-1)!.header.id
    site = await siteUnderTest('run-page', await writeTestReport('run-page', history), '/')
    browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGUMENTS })
  })

  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()))
  })

  afterAll(async () => {
    await browser?.close()
    await site?.stop()
  })

  async function openPage(javaScriptEnabled = true): Promise<{ page: Page; troubles: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled })
    contexts.push(context)
    const page = await context.newPage()
    return { page, troubles: collectTroubles(page, new URL(site.url).origin) }
  }

  const readDocument = async () =>
    JSON.parse(await readFile(join(site.outFolder, `data/runs/${id}.json`), 'utf8')) as RunDocument

  test('draws the samples of every metric that has several, and lists them in their order when one is opened by a key', async () => {
    const { page, troubles } = await openPage()
    await page.goto(`${site.url}runs/${id}/`)
    const samples = page.locator('details.samples')
    const metrics = (await readDocument()).cases.flatMap((one) => one.metrics)
    const several = metrics.filter((one) => one.samples.length > 1).length
    expect(several).toBeLessThan(metrics.length)
    await expect.poll(() => samples.locator('svg.strip').count()).toBe(several)
    const first = samples.first()
    expect(await first.locator('svg').getAttribute('aria-label')).toMatch(/^12 samples from .+ to .+$/)
    await first.locator('summary').focus()
    await page.keyboard.press('Enter')
    const [place, metric] = (await first.getAttribute('data-samples'))!.split('.').map(Number)
    const expected = (await readDocument()).cases[place!]!.metrics[metric!]!.samples
    await expect.poll(() => first.locator('.sample-list').count()).toBe(1)
    const listed = (await first.locator('.sample-list').innerText()).split(/\s+/).map(Number)
    expect(listed).toHaveLength(expected.length)
    expect(listed.indexOf(Math.max(...listed))).toBe(expected.indexOf(Math.max(...expected)))
    expect(await first.locator('.effort').innerText()).toMatch(/^12 iterations, /)
    expect(troubles).toEqual([])
  })

  test('tells what a command used, of a case without news too', async () => {
    const { page, troubles } = await openPage()
    const document = await readDocument()
    await page.route('**/data/runs/*.json', (route) =>
      route.fulfill({
        json: { ...document, cases: document.cases.map((one) => ({ ...one, timeline: shortTimeline })) },
      }),
    )
    await page.goto(`${site.url}runs/${id}/`)
    const quiet = page.locator('.quiet-cases details.samples').first()
    await quiet.locator('summary').click()
    await expect.poll(() => quiet.locator('.timeline-panels svg').count()).toBeGreaterThan(3)
    expect(await quiet.innerText()).toContain('Resident memory')
    expect(troubles).toEqual([])
  })

  test('says what is wrong where the samples cannot be read, and reads them when they are there again', async () => {
    const { page } = await openPage()
    let isDown = true
    await page.route('**/data/runs/*.json', (route) => (isDown ? route.abort() : route.continue()))
    await page.goto(`${site.url}runs/${id}/`)
    const first = page.locator('details.samples').first()
    await first.locator('summary').click()
    await expect.poll(() => first.innerText()).toContain('could not be loaded')
    isDown = false
    await first.locator('summary').click()
    await first.locator('summary').click()
    await expect.poll(() => first.locator('.sample-list').count()).toBe(1)
    expect(await first.innerText()).not.toContain('could not be loaded')
  })

  const trendOf = (page: Page) => page.locator('[data-chart="trend"] canvas')
  const openCase = async () => {
    const { page, troubles } = await openPage()
    const slug = (await readDocument()).cases.find(({ title }) => title === 'gzip (level=9)')!.slug!
    await page.goto(`${site.url}benchmarks/${slug}/`)
    await expect.poll(() => page.getByRole('button', { name: 'Earlier run' }).isEnabled()).toBe(true)
    return { page, troubles, slug }
  }

  test('is told beside the chart of a case by a click on its point, and that is kept in the address', async () => {
    const { page, troubles, slug } = await openCase()
    const box = (await trendOf(page).boundingBox())!
    await page.mouse.click(box.x + box.width - 12, box.y + box.height / 2)
    const panel = page.locator('[data-chosen]')
    await expect.poll(() => panel.innerText()).toContain('12 samples from')
    const chosen = new URL(page.url()).searchParams.get('run')
    expect(chosen).toBe(id)
    expect(await panel.getByRole('link', { name: 'The whole run' }).getAttribute('href')).toBe(
      `/runs/${id}/#${slug}`,
    )
    expect(await panel.locator('svg.strip').count()).toBe(1)
    await page.reload()
    await expect.poll(() => panel.innerText()).toContain('12 samples from')
    await page.getByRole('button', { name: 'Close' }).click()
    expect(await panel.innerText()).toBe('')
    expect(new URL(page.url()).search).not.toContain('run=')
    expect(troubles).toEqual([])
  })

  test('is found by keys alone, with the way to the run before it', async () => {
    const { page, troubles } = await openCase()
    const panel = page.locator('[data-chosen]')
    await page.getByRole('button', { name: 'Earlier run' }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).searchParams.get('run')).toBe(id)
    await page.keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).searchParams.get('run')).not.toBe(id)
    const before = new URL(page.url()).searchParams.get('run')!
    const compare = panel.getByRole('link', { name: 'Compare with the run before' })
    expect(await compare.getAttribute('href')).toContain(`head=${before}`)
    await page.getByRole('button', { name: 'Later run' }).click()
    await expect.poll(() => new URL(page.url()).searchParams.get('run')).toBe(id)
    expect(await page.getByRole('button', { name: 'Later run' }).isDisabled()).toBe(true)
    expect(troubles).toEqual([])
  })

  test('without scripts has every value, and the way to the samples', async () => {
    const { page } = await openPage(false)
    await page.goto(`${site.url}runs/${id}/`)
    const rows = (await readDocument()).cases.flatMap(({ metrics }) => metrics).length
    expect(await page.locator('details.samples').count()).toBe(rows)
    expect(await page.locator('.quiet-cases tbody tr, .run-metrics > li').count()).toBeGreaterThanOrEqual(
      rows,
    )
    const link = page.getByRole('link', { name: 'this run as JSON' })
    expect(await link.getAttribute('href')).toBe(`/data/runs/${id}.json`)
  })
})
